#!/bin/sh
# Makes the release on GitHub, of exactly the files that SHA256SUMS names: sh publish-github.sh FOLDER VERSION, in the
# checkout. One that is there already has to hold the same. Needs gh, GH_TOKEN and GH_REPO.
set -eu

main() {
  folder=$1
  version=$2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  sh "$(dirname "$0")/changelog.sh" "$version" >"$work/notes.md"
  mkdir "$work/ours"
  for name in SHA256SUMS SHA256SUMS.minisig $(sed -n 's|^[0-9a-f]\{64\}  \([^/]*\)$|\1|p' "$folder/SHA256SUMS"); do
    cp "$folder/$name" "$work/ours/$name"
  done
  case $(state) in
  false) compare ;;
  true) gh release delete "v$version" --yes && create ;;
  none) create ;;
  *) exit 1 ;;
  esac
}

# "true" for a draft, which a run that broke off has left.
state() {
  if gh release view "v$version" --json isDraft --jq .isDraft 2>"$work/problem"; then
    return
  elif grep -qx "release not found" "$work/problem"; then
    echo none
  else
    cat "$work/problem" >&2
  fi
}

# With files, gh keeps it a draft until all of them are there.
create() {
  gh release create "v$version" "$work"/ours/* --verify-tag --latest --title "hiloop $version" --notes-file "$work/notes.md"
}

compare() {
  gh release download "v$version" --dir "$work/theirs"
  diff -r "$work/ours" "$work/theirs" >&2 || {
    echo "publish-github.sh: v$version is released already, with other files." >&2
    exit 1
  }
  echo "v$version is released already, with these files."
}

main "$@"
