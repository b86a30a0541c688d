#!/bin/sh
# Installs hiloop: builds it from the checkout this file lies in. POSIX sh; everything is inside braces, so that a
# file cut off anywhere does nothing.
set -eu

usage() {
  cat <<'USAGE'
Installs hiloop for this user: `hiloop`, and `hiloop-mcp` beside it.

  sh install.sh [--dir DIR]

  --dir DIR    where to (default: ~/.local/bin)
  --help       this text

Run inside a checkout, it builds the executable for this machine. It needs npm or Bun, and fetches the pinned Bun and
the libraries from the npm registry by itself. It never uses sudo and changes no shell profile.
USAGE
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "install.sh: $*"
  exit 1
}

main() {
  read_options "$@"
  # Any of these would make Bun, or the new binary, do something else.
  unset BUN_BE_BUN BUN_OPTIONS
  root=$(checkout_root)
  prepare_dir
  if [ -n "$root" ]; then
    build_from_checkout
  else
    fetch_release
  fi
  put_in_place
  tell_what_next
}

read_options() {
  dir=${HOME:+$HOME/.local/bin}
  while [ $# -gt 0 ]; do
    case $1 in
    --dir)
      dir=${2:-}
      [ -n "$dir" ] || fail "--dir needs a folder: sh install.sh --dir DIR"
      shift 2
      ;;
    --dir=?*)
      dir=${1#--dir=}
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "unknown argument $1: see sh install.sh --help" ;;
    esac
  done
  [ -n "$dir" ] || fail "HOME is not set: say where to install with --dir DIR."
}

# Prints the folder of this file if it is a checkout. Read from a pipe there is no such file, and the working
# directory is never taken for one.
checkout_root() {
  [ "$(basename -- "$0")" = install.sh ] && [ -f "$0" ] || return 0
  here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
  if [ -f "$here/scripts/bun.sh" ] && [ -f "$here/package.json" ]; then printf '%s\n' "$here"; fi
}

# The new binary is made in a folder beside the old one, so that a rename puts it in place: whoever runs the old one
# keeps it, and a failed build changes nothing.
prepare_dir() {
  mkdir -p -- "$dir" 2>/dev/null || fail "Cannot make the folder $dir: choose another with --dir DIR."
  dir=$(CDPATH='' cd -- "$dir" && pwd)
  for name in hiloop hiloop-mcp; do
    [ ! -d "$dir/$name" ] || fail "$dir/$name is a folder: remove it, or choose another place with --dir DIR."
  done
  stage=$(mktemp -d "$dir/.hiloop-install.XXXXXX" 2>/dev/null) ||
    fail "Cannot write to $dir: choose another folder with --dir DIR."
  trap 'rm -rf -- "$stage"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

build_from_checkout() {
  . "$root/scripts/bun.sh"
  need_bun
  need_modules --production
  say "Building hiloop ..."
  # In the checkout: Bun reads bunfig.toml and .env from the folder it is started in.
  (cd "$root" && "$bun" scripts/build.ts --outfile "$stage/hiloop" >/dev/null) ||
    fail "hiloop could not be built: see the lines above."
}

# Releases come here: download, check the signature and the checksum, and leave the binary in "$stage/hiloop".
fetch_release() {
  fail "There is no release to download yet: clone the repository and run sh install.sh inside it."
}

put_in_place() {
  version=$("$stage/hiloop" --version) ||
    fail "The new hiloop does not run on this machine; what was installed before is untouched."
  ln -s hiloop "$stage/hiloop-mcp"
  mv -f -- "$stage/hiloop" "$dir/hiloop"
  mv -f -- "$stage/hiloop-mcp" "$dir/hiloop-mcp"
}

tell_what_next() {
  printf 'Installed: %s (%s)\n' "$dir/hiloop" "$version"
  command="\"$dir/hiloop\""
  case ":$PATH:" in
  *":$dir:"*)
    if [ "$(command -v hiloop)" = "$dir/hiloop" ]; then
      command=hiloop
    else
      printf '\nAnother hiloop comes first in PATH: %s\n' "$(command -v hiloop)"
    fi
    ;;
  *)
    printf '\nYour shell does not look there yet. Add this line to its profile:\n\n'
    printf '  export PATH="%s:$%s"\n' "$dir" PATH
    ;;
  esac
  cat <<NEXT

For your MCP client:

  {
    "mcpServers": {
      "hiloop": { "command": "$(json_text "$dir/hiloop")", "args": ["mcp"] }
    }
  }

See the whole loop: $command demo
NEXT
}

json_text() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

{ main "$@"; }
