#!/usr/bin/env bash
# Looks at what the build and the tests need and installs what it may.
#   tools/setup.sh build    Rust, Node, a C compiler, the packages of web/
#   tools/setup.sh pg       and PostgreSQL
#   tools/setup.sh test     and a browser
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-test}

stop() { echo "setup: $*" >&2; exit 1; }

command -v cargo >/dev/null || stop "Rust is missing: install rustup (https://rustup.rs), it reads rust-toolchain.toml"
command -v node >/dev/null || stop "Node 20 or newer is missing (https://nodejs.org)"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || stop "Node is $(node --version), 20 or newer is needed (https://nodejs.org)"
command -v npm >/dev/null || stop "npm is missing; it comes with Node"

missing=()
command -v cc >/dev/null || missing+=(build-essential)
command -v pkg-config >/dev/null || missing+=(pkg-config)
if [ "$want" != build ]; then
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
fi
if [ "$want" = test ]; then
  tools/chromium.sh >/dev/null 2>&1 || missing+=(chromium)
  ls /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf >/dev/null 2>&1 || missing+=(fonts-dejavu-core)
fi

if [ "${#missing[@]}" -gt 0 ]; then
  line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  sudo=""
  if [ "$(id -u)" != 0 ]; then
    if [ "${CI:-}" = true ] && command -v sudo >/dev/null; then sudo="sudo -n"; else stop "missing: ${missing[*]}; run as root: $line"; fi
  fi
  command -v apt-get >/dev/null || stop "missing: ${missing[*]} (names of Debian's packages)"
  echo "setup: $line"
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

if [ ! -e web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
  npm ci --prefix web
  touch web/node_modules/.package-lock.json
fi
echo "setup: $(rustc --version | cut -d' ' -f1,2), node $(node --version), ready to $want"
