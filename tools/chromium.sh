#!/usr/bin/env bash
# Says where the browser is; PRICHAL_CHROMIUM names another one.
for place in "${PRICHAL_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [ -n "$place" ] && [ -x "$place" ]; then echo "$place"; exit 0; fi
done
echo "no Chromium found: apt-get install chromium" >&2
exit 1
