#!/bin/sh
# Installs hiloop. POSIX sh; all in functions that the last line calls, so that a file cut off anywhere does nothing.
usage() { echo 'Installs hiloop for this user, or removes it: sh install.sh [--version X.Y.Z] [--dir DIR] [--uninstall]
  --version X.Y.Z   this release (default: the latest; inside a checkout, what npm or Bun builds from it)
  --dir DIR         where to (default: ~/.local/bin)
  --uninstall       removes hiloop and keeps its data
HILOOP_DOWNLOAD_BASE names a mirror of the releases. Nothing here uses sudo or changes a shell profile.'; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
first_of() { for tool in "$@"; do ! command -v "${tool%% *}" >/dev/null || { echo "$tool" && exit; }; done && false; }
escaped() { printf '%s' "$1" | sed 's/[\\"$`]/\\&/g'; }
# Ours are the link hiloop-mcp, and what starts as a program for Linux or macOS does, or is empty: it may have been cut off.
is_foreign() {
  [ -e "$1" ] || [ -L "$1" ] || return 1
  case ${1##*/}:$(readlink "$1" || { [ -f "$1" ] && od -An -tx1 -N4 "$1" 2>/dev/null; } || echo other) in
  hiloop-mcp:hiloop) return 1 ;; hiloop-mcp:*) ;; *: | *:*7f*45*4c*46 | *:*cf*fa*ed*fe) return 1 ;; esac
}
# Whoever owns install.sh is trusted already: nobody else may have put the rest of a checkout beside it.
is_of_one() { (cd "$1" && ls -nd . install.sh package.json scripts scripts/bun.sh 2>&1) | while read -r mode links uid name; do
  case $mode:$links:$name in l* | ????????w*) exit 1 ;; *\ .) ;; *:*) [ "${owner:=$uid}" = "$uid" ] || exit 1 ;; esac; done; }
limit() { cd "$stage" && exec 2>&1 && { ulimit -f "$1" 2>/dev/null || :; }; } # In blocks of 512 bytes, in bash of 1024.
fetch() {
  why=$(limit "$3" && { $get "$1" "$2" || exit; }) || give_up "$2 could not be fetched"
  # What curl is told to refuse, wget can only tell of afterwards.
  ! printf '%s\n' "$why" | grep -qiE '^ *location: *http:' || fail "$2 leads to plain http, so nothing was installed."
  case $why in *'validation not implemented'*) fail "This wget checks no certificate: install curl instead." ;; esac
}
give_up() { case $?:$why in
  153:*) fail "$1 (it is larger than any hiloop): check proxy and mirror, then try again." ;; # By SIGXFSZ.
  *'(23)'* | *'No space'* | *'Wrote only'*) fail "The disk that holds $bin is full: free some 250 MB, then try again." ;;
  *'error: 404'* | *'ERROR 404'* | *'/1.1 404'*) fail "$1 (404): is there such a release? See $repository/releases" ;;
  *) fail "$1 ($(echo "$why" | grep -m 1 -E '^[a-z][a-z ()]*: |ERROR|fail')): check network, proxy and tar, then try again." ;; esac; }

main() {
  # The words of other programs are read below; BUN_… would make Bun, or the new binary, do something else.
  set -eu && export LC_ALL=C && unset BUN_BE_BUN BUN_OPTIONS CDPATH
  repository=https://github.com/hi-loop/hiloop root='' version='' task=install dir=${HOME:+$HOME/.local/bin}
  while [ $# -gt 0 ]; do
    case $1:${2:+value} in
    --dir:value) dir=$2 && shift ;; --version:value) version=${2#v} && shift ;;
    --dir: | --version:) fail "$1 needs a value: see sh install.sh --help" ;;
    --uninstall:*) task=uninstall ;; -h:* | --help:*) usage && exit ;;
    *) fail "unknown argument $1: see sh install.sh --help" ;; esac && shift
  done
  case $version in [!0-9]* | *[!0-9A-Za-z.+-]*) fail "--version $version is not a version such as 0.1.0." ;; esac
  case $dir in '' | --*) fail "Where to (${dir:-HOME is not set})? Say it with --dir DIR." ;; /*) ;; *) dir=${PWD%/}/$dir ;; esac
  "$task"
}

install() {
  bin=$(exec 2>&1 && mkdir -p "$dir" && cd "$dir" && pwd) || fail "Cannot use $dir (${bin##*: }): choose another --dir."
  for file in "$bin/hiloop" "$bin/hiloop-mcp"; do ! is_foreign "$file" ||
    fail "$file did not come from here: remove it, or choose another --dir."; done
  find "$bin" -maxdepth 1 -name '.hiloop-install.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || : # What killed runs left.
  # Beside the old one, so that a rename puts the new one in place: who runs the old one keeps it.
  stage=$(mktemp -d "$bin/.hiloop-install.XXXXXX" 2>&1) || fail "Cannot write to $bin (${stage##*: }): choose another --dir."
  trap 'rm -rf "$stage"' EXIT && trap 'exit 130' INT && trap 'exit 143' TERM HUP PIPE
  # Read from a pipe there is no such file, and the working directory is never taken for a checkout.
  case $version:$0 in :install.sh | :*/install.sh) root=$(cd "$(dirname "$0")" && pwd -P) ;; esac
  if [ ! -f "${root:-/dev/null}/scripts/bun.sh" ]; then download; chmod 755 "$stage/hiloop"
  elif is_of_one "$root"; then . "$root/scripts/bun.sh" && build_hiloop
  else fail "Others may have put $root/scripts there: move install.sh to a folder of your own."; fi
  { says=$("$stage/hiloop" --version 2>&1) && [ "${says#*"hiloop ${version:+$version }"}" != "$says" ]; } || case $says in
  *libstdc++*) fail "This system lacks a library that hiloop needs: apk add libstdc++ (as root), then try again." ;;
  *'ermission denied'*) fail "No program may run in $bin (mounted noexec?): choose another --dir." ;;
  *) fail "The new hiloop does not run on this machine; what was installed before is untouched." ;; esac
  why=$(mv -f "$stage/hiloop" "$bin" 2>&1) ||
    fail "Cannot replace $bin/hiloop (${why##*: }): choose another --dir, or remove it as its owner."
  [ -L "$bin/hiloop-mcp" ] || ln -s hiloop "$bin/hiloop-mcp" || [ -L "$bin/hiloop-mcp" ]
  json=$(printf '%s' "$bin/hiloop" | sed 's/[\\"]/\\&/g')
  printf 'Installed %s as %s. See the whole loop:\n\n  "%s/hiloop" demo\n\n' "$says" "$bin/hiloop" "$(escaped "$bin")"
  printf 'For your MCP client:\n\n  { "mcpServers": { "hiloop": { "command": "%s", "args": ["mcp", "--profile", "local"] } } }\n' "$json"
  [ "$(command -v hiloop)" = "$bin/hiloop" ] || printf '\nFor your shell profile:\n\n  export PATH="%s:$%s"\n' "$(escaped "$bin")" PATH
}

download() {
  case $(uname -s)-$(uname -m)-$(sysctl -n sysctl.proc_translated 2>/dev/null) in
  Linux-x86_64-* | Linux-amd64-*) target=linux-x64 ;; Linux-aarch64-* | Linux-arm64-*) target=linux-arm64 ;;
  Darwin-arm64-* | Darwin-*-1) target=darwin-arm64 ;; Darwin-x86_64-*) target=darwin-x64 ;;
  MINGW* | MSYS* | CYGWIN*) fail "On Windows hiloop is installed by install.ps1, from PowerShell: see $repository" ;;
  *) fail "There is no hiloop for $(uname -sm): it runs on Linux, macOS and Windows, on 64-bit x86 and ARM." ;; esac
  [ "$(getconf LONG_BIT 2>/dev/null)" != 32 ] || fail "This is a 32-bit system, and hiloop needs a 64-bit one."
  case $target$(ldd --version 2>&1 || ls /lib/ld-musl-* 2>/dev/null) in linux*musl*) target=$target-musl ;; esac
  base=${HILOOP_DOWNLOAD_BASE:-$repository/releases} && base=${base%/}
  case ${base##*[!]0-9A-Za-z:/._~%+[-]*}/ in https://[!/]* | http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) ;;
  *) fail "HILOOP_DOWNLOAD_BASE must be an https address (http on this computer only): $HILOOP_DOWNLOAD_BASE" ;; esac
  curl='curl -fsSLg --proto-redir =https --tlsv1.2 --max-redirs 9 --connect-timeout 30 --speed-time 60 --max-time 1800 -o'
  get=$(first_of "$curl" 'wget -nv -S -t 2 -O') || fail "Install curl or wget first."
  case $get in wget*) ! timeout --foreground 9 true 2>/dev/null || get="timeout --foreground 1800 $get" ;; esac
  sha256=$(first_of sha256sum 'shasum -a 256' 'openssl dgst -sha256 -r') || fail "Install openssl or sha256sum first."
  command -v tar >/dev/null || fail "Install tar first."
  from=$base/latest/download && [ -z "$version" ] || from=$base/download/v$version
  fetch sums "$from/SHA256SUMS" 2000
  grep -qE '^[0-9a-f]{64}  .*[0-9a-z]$' "$stage/sums" ||
    fail "$from/SHA256SUMS is not a list of checksums: check proxy and mirror, then try again."
  line="^[0-9a-f]{64}  hiloop-${version:-[0-9][0-9A-Za-z.+-]*}-$target\\.tar\\.gz\$"
  line=$(grep -E "$line" "$stage/sums") || fail "There is no hiloop for this system ($target) in $from/SHA256SUMS."
  archive=${line##*  } && version=${archive#hiloop-} && version=${version%"-$target.tar.gz"}
  printf 'Downloading %s ...\n' "$archive" >&2 && fetch archive "$base/download/v$version/$archive" 390000
  [ "$($sha256 <"$stage/archive" | cut -c 1-64)  $archive" = "$line" ] ||
    fail "$archive is not what SHA256SUMS says, so nothing was installed: try again, or tell $repository/issues"
  # Its content alone: what else the archive says of names, links and modes is not followed.
  why=$(limit 390000 && { tar -xzOf archive hiloop >"$stage/hiloop" || exit; }) || give_up "$archive cannot be unpacked"
}

uninstall() {
  { [ -f "$dir/hiloop" ] && [ ! -L "$dir/hiloop" ] && cd "$dir"; } || fail "No hiloop in $dir: choose another --dir."
  ! is_foreign "$PWD/hiloop" || fail "$PWD/hiloop did not come from here: choose another --dir."
  ! sed -n 's/^ExecStart="\([^"]*\)".*/\1/p; s/^ExecStart=\([^" ]*\).*/\1/p; s/.*<string>\(.*\)<.string>.*/\1/p' \
    "${XDG_CONFIG_HOME:-${HOME:-}/.config}/systemd/user/hiloop.service" ~/Library/LaunchAgents/com.hi-loop.hiloop.plist \
    2>/dev/null | sed 's/%%/%/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | grep -qxF -e "$PWD/hiloop" -e "$(pwd -P)/hiloop" ||
    fail "It runs as a service: run \"$(escaped "$PWD/hiloop")\" serve --uninstall-service first."
  ./hiloop stop >/dev/null 2>&1 </dev/null || :
  for name in hiloop hiloop.previous hiloop-mcp; do is_foreign "$name" || set -- "$@" "$name"; done
  why=$(exec 2>&1 && rm -f "$@" && rm -rf .hiloop-install.* .hiloop-upgrade-*) ||
    fail "Cannot remove it from $PWD (${why##*: }): run this as a user who may write there."
  home=${HILOOP_HOME:-${HOME:-}/.hiloop} && echo "Removed hiloop from $PWD."
  [ ! -d "$home" ] || echo "Its sessions and keys are still in $home: to remove them too, rm -r \"$(escaped "$home")\""
}

{ main "$@"; }
