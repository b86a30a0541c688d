#!/bin/sh
# Signs the checksums of a release: sh sign.sh FOLDER VERSION PUBLIC_KEY_FILE. The secret key (the text of its file) is in
# MINISIGN_KEY, its password in MINISIGN_PASSWORD.
set -eu

folder=$1
version=$2
public=$3
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' "$MINISIGN_KEY" >"$work/key"
printf '%s\n' "$MINISIGN_PASSWORD" |
  minisign -S -s "$work/key" -m "$folder/SHA256SUMS" -x "$work/minisig" -t "hiloop $version"
minisign -V -p "$public" -m "$folder/SHA256SUMS" -x "$work/minisig"
umask 022
cat "$work/minisig" >"$folder/SHA256SUMS.minisig"
