# Sourced by install.sh, scripts/test.sh and scripts/release/make.sh (POSIX sh). The caller sets `root` to the checkout (and
# `stage`) and defines `fail`.
# shellcheck disable=SC2154
#
# Bun is pinned in package.json and comes from the npm registry, through npm or through whichever Bun is there.
# Install scripts are never run, so the `bun` package's own bin is a stub; the real one lies in @oven/bun-<os>-<cpu>.

# Sets `bun` to the pinned Bun and puts it first in PATH.
need_bun() {
  bun_version=$(sed -n 's/^ *"bun": *"\([0-9][^"]*\)".*/\1/p' "$root/package.json")
  [ -n "$bun_version" ] || fail "$root/package.json names no Bun version: take a fresh checkout."
  bun_home=$root/.cache/bun-$bun_version
  find_bun || { fetch_bun && find_bun; } ||
    fail "Bun $bun_version was fetched, but does not run on this machine ($(uname -sm))."
  PATH=$(dirname "$bun"):$PATH
  export PATH
}

find_bun() {
  # More than one may lie there (glibc and musl): the one that runs is the right one.
  for bun in "$root"/node_modules/@oven/bun-*/bin/bun "$bun_home"/node_modules/@oven/bun-*/bin/bun \
    "$(command -v bun || true)"; do
    [ "$(bun_says_version "$bun")" = "$bun_version" ] && return 0
  done
  return 1
}

bun_says_version() {
  [ -x "$1" ] && "$1" --version 2>/dev/null
}

fetch_bun() {
  if [ -n "$(bun_says_version "$(command -v bun || true)")" ]; then
    fetch_with=bun
  elif command -v npm >/dev/null 2>&1; then
    fetch_with=npm
  else
    fail "Neither npm nor Bun is here: install Node.js (https://nodejs.org) or Bun (https://bun.com), then run this again."
  fi
  progress "Fetching Bun $bun_version with $fetch_with ..."
  # Its own package.json keeps both clients from taking the checkout for the project to install into.
  { mkdir -p "$bun_home" && printf '{"private":true,"dependencies":{"bun":"%s"}}\n' "$bun_version" >"$bun_home/package.json"; } \
    2>/dev/null || fail "Cannot write to $root: run this in a checkout of your own."
  if [ "$fetch_with" = npm ]; then
    (cd "$bun_home" && npm install --ignore-scripts --no-package-lock --no-audit --no-fund --no-update-notifier \
      --include=optional --loglevel=error >&2)
  else
    (cd "$bun_home" && bun install --ignore-scripts --no-save --silent >&2)
  fi || fail "Bun $bun_version could not be fetched: see the lines above, and whether the npm registry can be reached."
}

# Installs exactly what bun.lock says.
need_modules() {
  progress "Fetching the libraries ..."
  (cd "$root" && "$bun" install --frozen-lockfile --ignore-scripts --silent "$@" >&2) ||
    fail "The libraries could not be fetched: see the lines above, and whether the npm registry can be reached."
}

# Leaves the executable of this machine in "$stage/hiloop".
build_hiloop() {
  need_bun
  need_modules --production
  progress "Building hiloop ..."
  # In the checkout: Bun reads bunfig.toml and .env from the folder it is started in.
  (cd "$root" && "$bun" scripts/build.ts --single --outfile "$stage/hiloop" >/dev/null) ||
    fail "hiloop could not be built: see the lines above."
}

progress() { printf '%s\n' "$*" >&2; }
