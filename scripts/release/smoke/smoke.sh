#!/bin/sh
# Installs a release the way people do, and runs what matters of it: sh smoke.sh VERSION. The release lies at
# HILOOP_DOWNLOAD_BASE. Needs curl or wget; leaves nothing behind.
set -eu

main() {
  version=$1
  work=$(mktemp -d "${TMPDIR:-/tmp}/hiloop-smoke.XXXXXX")
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  HOME=$work/home
  HILOOP_OPEN=never
  export HOME HILOOP_OPEN
  unset HILOOP_API_KEY HILOOP_BASE_URL HILOOP_HOME
  mkdir "$HOME"
  hiloop=$HOME/.local/bin/hiloop

  step "install.sh"
  fetch install.sh >"$work/install.sh"
  sh "$work/install.sh"

  step "--version"
  "$hiloop" --version | tee "$work/version"
  grep -q "^hiloop $version " "$work/version" || fail "this is not $version"

  if [ "$(uname -s)" = Darwin ]; then
    step "codesign"
    codesign --verify --strict --verbose=2 "$hiloop"
  fi

  step "MCP initialize, by the name hiloop-mcp"
  initialize | "$hiloop-mcp" >"$work/answer"
  grep -q '"serverInfo"' "$work/answer" || fail "hiloop-mcp did not answer: $(cat "$work/answer")"

  step "demo, which answers itself here"
  "$hiloop" demo --answer approve --json </dev/null | tee "$work/demo"
  grep -q '"approve"' "$work/demo" || fail "the demo came to no answer"
  "$hiloop" stop

  step "install.sh --uninstall"
  sh "$work/install.sh" --uninstall
  [ ! -e "$hiloop" ] || fail "$hiloop is still there"
  echo "All of it works."
}

finish() {
  [ ! -x "$hiloop" ] || "$hiloop" stop >/dev/null 2>&1 || :
  rm -rf -- "$work"
}

step() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'smoke.sh: %s\n' "$*" >&2
  exit 1
}

fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL "$HILOOP_DOWNLOAD_BASE/latest/download/$1"
  else
    wget -qO- "$HILOOP_DOWNLOAD_BASE/latest/download/$1"
  fi
}

initialize() {
  printf '%s\n' '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"smoke","version":"1"}}}'
}

main "$@"
