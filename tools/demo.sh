#!/usr/bin/env bash
# Builds, makes the training company where there is none or where its days have passed, and serves it.
#   tools/demo.sh sqlite|pg HOST:PORT
set -euo pipefail
cd "$(dirname "$0")/.."
engine=${1:-sqlite}
listen=${2:-127.0.0.1:8080}
case $engine in
sqlite) tools/setup.sh build ;;
pg) tools/setup.sh pg ;;
*) echo "demo: DB is sqlite or pg, not $engine" >&2; exit 2 ;;
esac
cargo build -p prichal
bin=${CARGO_TARGET_DIR:-target}/debug/prichal
data=demo-data/$engine
made=demo-data/$engine.made
where=(--data "$data")
if [ "$engine" = pg ]; then
  url=$(tools/demo-postgres.sh start)
  where+=(--database-url "$url dbname=prichal_demo")
  if ! tools/demo-postgres.sh sql -Atc "SELECT 1 FROM pg_database WHERE datname = 'prichal_demo'" | grep -q 1; then rm -f "$made"; fi
fi

if [ -e "$made" ] && [ $(($(date +%s) - $(cat "$made"))) -gt $((7 * 86400)) ]; then
  echo "demo: the company was made for $(date -d "@$(cat "$made")" +%F), over a week ago; a new one is made, what was tried in the old one goes"
  rm -f "$made"
fi
if [ ! -e "$made" ]; then
  rm -rf "$data"
  mkdir -p "$data"
  if [ "$engine" = pg ]; then
    tools/demo-postgres.sh sql -qc "DROP DATABASE IF EXISTS prichal_demo WITH (FORCE)" -c "CREATE DATABASE prichal_demo"
  fi
  "$bin" demo "${where[@]}" --seed "${SEED:-1}" --size "${SIZE:-m}"
  date +%s >"$made"
fi
echo "demo: built and filled after $SECONDS s"
exec "$bin" serve "${where[@]}" --listen "$listen"
