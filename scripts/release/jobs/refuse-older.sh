#!/bin/sh
# Refuses to publish a version when a newer one is tagged: sh refuse-older.sh VERSION REPOSITORY_URL. Otherwise running an
# old release again would put every "latest" back.
set -eu

version=$1
tags=$(git ls-remote --tags --refs "$2" 'refs/tags/v*')
newest=$(printf '%s\n' "$tags" |
  sed -nE 's|.*[[:space:]]refs/tags/v([0-9]+\.[0-9]+\.[0-9]+)$|\1|p' | sort -t . -k 1,1n -k 2,2n -k 3,3n | tail -n 1)
[ "$newest" = "$version" ] || {
  echo "refuse-older.sh: the newest tag at $2 is v$newest, so $version is not published (any more)." >&2
  exit 1
}
