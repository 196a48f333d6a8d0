#!/usr/bin/env bash
# Starts a PostgreSQL of its own in a fresh temporary directory, sets PRICHAL_TEST_PG, runs the given
# command, stops it again. FSYNC=on keeps fsync on, for tests that kill something.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  echo "PostgreSQL's programs are missing: apt-get install postgresql" >&2
  exit 1
fi
dir=$(mktemp -d /tmp/prpg.XXXXXX)
as() { if [ "$(id -u)" = 0 ]; then su -s /bin/bash postgres -c "$*"; else bash -c "$*"; fi; }
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
stop() { as "$bin/pg_ctl -D $dir/data -m immediate -w stop" >/dev/null 2>&1 || true; rm -rf "$dir"; }
trap stop EXIT
as "$bin/initdb -D $dir/data -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N" >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
as "$bin/pg_ctl -D $dir/data -w -l $dir/pg.log -o \"-k $dir -c listen_addresses='' -c fsync=${FSYNC:-off} -c full_page_writes=${FSYNC:-off} -c max_connections=400 -c shared_buffers=128MB\" start" >/dev/null
if [ "$(id -u)" = 0 ]; then chmod 755 "$dir"; fi
export PRICHAL_TEST_PG="host=$dir user=postgres"
"$@"
