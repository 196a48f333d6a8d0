# Everything a person does with this repository; `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo check test races shots bench-browser

DB ?= sqlite
LISTEN ?= 127.0.0.1:8080

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  DB=pg        with demo: PostgreSQL in place of SQLite; LISTEN=host:port moves the address"
	@echo "  PAGES=a,b    with shots: only these pages"

demo: ## The training company in your browser: build, make it where there is none, serve
	@tools/demo.sh $(DB) $(LISTEN)

check: ## Format, lints, tidy and unit tests: before every commit
	@tools/stages.sh check

test: ## Everything, on both engines and in a browser: before a change is handed over
	@tools/stages.sh test

races: ## Concurrency tests at full length
	@tools/stages.sh races

shots: ## Pictures of every page: languages, themes, sizes; one sheet a page, in out/shots
	@tools/stages.sh shots

bench-browser: ## From key or click to the painted answer, release build, in Chromium
	@tools/stages.sh bench-browser
