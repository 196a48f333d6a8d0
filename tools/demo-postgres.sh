#!/usr/bin/env bash
# The PostgreSQL of `make demo DB=pg`: a cluster of its own that stays, reached by a socket only.
#   start          starts it where it does not run, prints how to reach it
#   sql ARGS       psql on it
#   stop
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || { echo "PostgreSQL's programs are missing: apt-get install postgresql" >&2; exit 1; }
dir=${PRICHAL_DEMO_PG:-/var/tmp/prichal-demo-pg-$(id -u)}
as() { if [ "$(id -u)" = 0 ]; then su -s /bin/bash postgres -c "cd / && $*"; else bash -c "$*"; fi; }
case ${1:-} in
start)
  if [ ! -e "$dir/data/PG_VERSION" ]; then
    mkdir -p "$dir"
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    as "$bin/initdb -D $dir/data -U postgres -A trust -E UTF8 --locale=C.UTF-8" >/dev/null
  fi
  if ! as "$bin/pg_ctl -D $dir/data status" >/dev/null 2>&1; then
    as "$bin/pg_ctl -D $dir/data -w -l $dir/pg.log -o \"-k $dir -c listen_addresses=''\" start" >/dev/null
  fi
  chmod 755 "$dir"
  echo "host=$dir user=postgres"
  ;;
sql) shift; exec "$bin/psql" -X -q "host=$dir user=postgres dbname=postgres" "$@" ;;
stop) as "$bin/pg_ctl -D $dir/data -m fast -w stop" ;;
*) echo "start, sql or stop" >&2; exit 2 ;;
esac
