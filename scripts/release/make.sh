#!/bin/sh
# Makes a release on a machine that has only npm or Bun, as the release workflow does: sh make.sh [ARGUMENT]...
# Arguments go to scripts/release.ts; a relative file in them is one of the folder this is called in.
set -eu

fail() {
  printf 'make.sh: %s\n' "$*" >&2
  exit 1
}

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/../.." && pwd)
INIT_CWD=$PWD
export INIT_CWD
cd "$root"
# shellcheck source=scripts/bun.sh
. scripts/bun.sh
need_bun
need_modules
"$bun" scripts/release.ts "$@"
