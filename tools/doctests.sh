#!/usr/bin/env bash
# Runs the examples in doc comments of the crates that have any; nextest does not.
set -euo pipefail
cd "$(dirname "$0")/.."
# A fence opens or closes by turns; one that opens with `text` is no example.
has_example='match($0, /^[ \t]*\/\/[\/!] ```/) { inside = !inside; if (inside && $0 !~ /```(text|ignore|sql|json)/) found = 1 } END { exit !found }'
any=no
for library in base/*/src/lib.rs departments/*/src/lib.rs app/*/src/lib.rs; do
  folder=${library%/src/lib.rs}
  if find "$folder/src" -name '*.rs' -print0 | xargs -0 cat | awk "$has_example"; then
    any=yes
    cargo test --quiet --doc -p "${folder##*/}"
  fi
done
if [ "$any" = no ]; then echo "No examples in doc comments."; fi
