#!/usr/bin/env bash
# Runs the Rust tests with cargo-nextest where it is, else with `cargo test`; says at the end what was skipped.
# Run it under tests/with-postgres.sh. Arguments go to the runner: --lib, -E 'test(race)'.
set -euo pipefail
cd "$(dirname "$0")/.."
log=target/tests.log
mkdir -p target
if cargo nextest --version >/dev/null 2>&1; then
  rm -f target/nextest/default/junit.xml
  cargo nextest run --workspace "$@"
  { grep -o 'skipped: [^<]*' target/nextest/default/junit.xml || true; } >"$log"
else
  kinds=(--lib --bins --tests)
  if [ "${1:-}" = --lib ]; then kinds=(--lib --bins); fi
  cargo test --workspace "${kinds[@]}" -- --show-output 2>&1 | tee "$log"
  { grep -o '^skipped: .*' "$log" || true; } >"$log.skipped"
  mv "$log.skipped" "$log"
fi
if [ -s "$log" ]; then
  echo "Skipped in part, $(wc -l <"$log") times:"
  sort "$log" | uniq -c
else
  echo "Nothing was skipped."
fi
