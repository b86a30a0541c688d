#!/bin/sh
# Puts one file of the release into another repository: sh push-file.sh FILE CHECKOUT PATH VERSION. Pushes nothing when it
# is there already.
set -eu

file=$1
checkout=$2
path=$3
version=$4
mkdir -p "$checkout/$(dirname "$path")"
rm -f "$checkout/$path"
cp "$file" "$checkout/$path"
cd "$checkout"
git add -- "$path"
if git diff --cached --quiet; then
  echo "$path is there already."
  exit
fi
git -c user.name="hiloop release" -c user.email="noreply@github.com" commit --quiet --message "hiloop $version"
git push --quiet
