#!/bin/sh
# Prints what CHANGELOG.md says of a version: sh changelog.sh VERSION. The heading is exactly "## VERSION".
set -eu

notes=$(awk -v heading="## $1" '/^## / { on = $0 == heading; next } on' CHANGELOG.md)
[ -n "$notes" ] || {
  echo "CHANGELOG.md says nothing below a heading that is exactly \"## $1\"." >&2
  exit 1
}
printf '%s\n' "$notes"
