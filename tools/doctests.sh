#!/usr/bin/env bash
# Runs the examples in doc comments of the crates that have any; nextest does not.
set -euo pipefail
cd "$(dirname "$0")/.."
crates=$(grep -rlE --include='*.rs' '^\s*//[/!] ```(rust.*|should_panic|no_run)?$' base departments app 2>/dev/null | cut -d/ -f2 | sort -u || true)
if [ -z "$crates" ]; then echo "No examples in doc comments."; exit 0; fi
for crate in $crates; do
  if [ "$crate" = prichal ] || [ ! -e "$(ls -d {base,departments,app}/"$crate"/src/lib.rs 2>/dev/null | head -n 1)" ]; then continue; fi
  cargo test --quiet --doc -p "$crate"
done
