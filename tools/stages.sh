#!/usr/bin/env bash
# Runs the stages of a target one after another, stops at the first that fails, prints the time of each.
set -uo pipefail
cd "$(dirname "$0")/.."
target=${1:?which: check, test, races, shots, bench-browser}
names=() times=() started=$(date +%s%N)

table() {
  local outcome=$1 i
  printf '\n%-28s %10s\n' "make $target" seconds
  for i in "${!names[@]}"; do printf '%-28s %10s\n' "${names[$i]}" "${times[$i]}"; done
  printf '%-28s %10s   %s\n' total "$(seconds_since "$started")" "$outcome"
}
seconds_since() { local ms=$((($(date +%s%N) - $1) / 1000000)); printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100)); }
stage() {
  local name=$1 from rc; shift
  printf '\n== %s\n' "$name"
  from=$(date +%s%N)
  "$@"; rc=$?
  names+=("$name") times+=("$(seconds_since "$from")")
  if [ "$rc" != 0 ]; then table "FAILED at: $name"; exit 1; fi
}
browser() { node --test --test-reporter=spec "$@"; }

check_code() {
  stage "format" cargo fmt --all --check
  stage "clippy" cargo clippy --workspace --all-targets -- -D warnings
  stage "tidy" cargo xtask tidy
}

case $target in
check)
  stage "set-up" tools/setup.sh pg
  check_code
  stage "unit tests" tests/with-postgres.sh tools/tests.sh --lib
  ;;
test)
  stage "set-up" tools/setup.sh test
  check_code
  stage "build" cargo build --workspace --locked
  stage "tests, both engines" tests/with-postgres.sh tools/tests.sh
  stage "examples in docs" tools/doctests.sh
  stage "browser, SQLite" browser tests/browser/*.test.mjs
  stage "browser, PostgreSQL, short" env PRICHAL_BROWSER_ENGINE=pg PRICHAL_BROWSER_SHORT=1 \
    tests/with-postgres.sh node --test --test-reporter=spec tests/browser/*.test.mjs
  ;;
races)
  stage "set-up" tools/setup.sh pg
  stage "races, 1,000 rounds" env PRICHAL_RACE_ROUNDS=1000 tests/with-postgres.sh tools/races.sh
  ;;
shots)
  stage "set-up" tools/setup.sh test
  stage "build" cargo build -p prichal
  stage "pictures" node tools/shots.mjs
  ;;
bench-browser)
  stage "set-up" tools/setup.sh test
  stage "build, release" cargo build --release -p prichal
  stage "from key to paint" env PRICHAL_BIN="$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/prichal" node bench/browser.mjs
  ;;
*)
  echo "stages: no target $target" >&2
  exit 2
  ;;
esac
table "all passed"
