#!/bin/sh
# Publishes the npm packages that SHA256SUMS names: sh publish-npm.sh FOLDER VERSION. What the registry has already must be
# the same, byte for byte; before that is sure of all of them, none is published.
set -eu

main() {
  cd "$1"
  version=$2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  main=npm/hiloop-mcp-$version.tgz
  sed -n 's|^[0-9a-f]\{64\}  \(npm/.*\.tgz\)$|\1|p' SHA256SUMS >"$work/named"
  grep -qxF "$main" "$work/named" || fail "there is no $main."
  # The one that names the others comes last, so that nobody installs it before they are there.
  { grep -vxF "$main" "$work/named" || :; echo "$main"; } >"$work/ordered"
  : >"$work/missing"
  while read -r tarball; do look "$tarball"; done <"$work/ordered"
  while read -r tarball; do
    npm publish "./$tarball" --access public --ignore-scripts </dev/null
  done <"$work/missing"
}

look() {
  manifest=$(tar -xzOf "$1" package/package.json)
  package=$(printf '%s' "$manifest" | jq -er '.name + "@" + .version')
  [ "${package##*@}" = "$version" ] || fail "$1 is $package, not of $version."
  ours=sha512-$(openssl dgst -sha512 -binary "$1" | openssl base64 -A)
  if ! theirs=$(npm view "$package" dist.integrity 2>"$work/problem" </dev/null); then
    grep -q '\bE404\b' "$work/problem" || fail "the registry could not be asked for $package: $(cat "$work/problem")"
    theirs=
  fi
  case $theirs in
  "$ours") echo "$package is published already, with the same content." ;;
  '') printf '%s\n' "$1" >>"$work/missing" ;;
  *) fail "$package is published already, and is not $1: $theirs instead of $ours." ;;
  esac
}

fail() {
  printf 'publish-npm.sh: %s\n' "$*" >&2
  exit 1
}

main "$@"
