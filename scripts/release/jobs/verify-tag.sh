#!/bin/sh
# Refuses a tag that cannot be released, and prints its version: sh verify-tag.sh TAG REPOSITORY_URL, in the checkout.
set -eu

fail() {
  printf 'verify-tag.sh: %s\n' "$*" >&2
  exit 1
}

tag=$1
here=$2
jobs=$(dirname "$0")
version=$(jq -er .version package.json)
[ "$tag" = "v$version" ] || fail "the tag is $tag, package.json says $version."
printf '%s\n' "$version" | grep -qxE '(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}' ||
  fail "$version is not three numbers: prereleases are not published."
named=$(jq -er .repository.url package.json)
[ "$named" = "git+$here.git" ] || fail "this is $here, package.json says $named."
[ -f scripts/release/minisign.pub ] || fail "there is no scripts/release/minisign.pub to check releases with."
sh "$jobs/changelog.sh" "$version" >/dev/null
sh "$jobs/refuse-older.sh" "$version" "$here"
printf '%s\n' "$version"
