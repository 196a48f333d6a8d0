#!/usr/bin/env bash
# Runs the tests that let many hands reach for the last piece; PRICHAL_RACE_ROUNDS says how often each.
set -euo pipefail
cd "$(dirname "$0")/.."
if cargo nextest --version >/dev/null 2>&1; then
  exec cargo nextest run --profile races --workspace --no-fail-fast -E 'test(race)'
fi
exec cargo test --workspace race
