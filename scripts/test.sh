#!/bin/sh
# Sets up what the tests need, builds the binary, runs the checks and the tests. The last line is always
# "N passed, N failed, N skipped", with all checks together counted as one.
#
#   sh scripts/test.sh [FILTER]... [--FLAG=VALUE]...
#
# A filter is a part of a test file's path; with one, the checks are left out. Flags go to `bun test`.
# CI=true makes a missing browser a failure. HILOOP_TEST_CHROMIUM names the browser to use.
set -eu

passed=0
failed=0
skipped=0

main() {
  root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
  cd "$root"
  work=$(mktemp -d "${TMPDIR:-/tmp}/hiloop-test.XXXXXX")
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  unset BUN_BE_BUN BUN_OPTIONS
  . scripts/bun.sh
  need_bun
  need_modules
  # What the package's own install script would do: `bun` inside package.json's scripts is then the real one.
  find_bun && ln -sf "$bun" node_modules/bun/bin/bun.exe
  need_chromium
  need_tools
  build_binary
  shield
  run_check "$@"
  run_tests "$@"
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "test.sh: $*"
  failed=$((failed + 1))
  exit 1
}

# A run that ends early, for whatever reason, has not passed.
finish() {
  status=$?
  rm -rf -- "$work"
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  [ "$failed" -eq 0 ] || [ "$status" -ne 0 ] || status=1
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  exit "$status"
}

need_chromium() {
  if find_chromium || { install_chromium && find_chromium; }; then
    HILOOP_TEST_CHROMIUM=$chromium
    export HILOOP_TEST_CHROMIUM
  elif [ "${CI:-}" = true ]; then
    say "No Chromium runs here, and CI=true: that is a failure."
    failed=$((failed + 1))
  else
    say "No Chromium runs here: the tests that need one are skipped. HILOOP_TEST_CHROMIUM=PATH names one."
  fi
}

find_chromium() {
  if [ -n "${HILOOP_TEST_CHROMIUM:-}" ]; then
    chromium=$HILOOP_TEST_CHROMIUM
    "$chromium" --version >/dev/null 2>&1 || fail "HILOOP_TEST_CHROMIUM does not run: $chromium"
    return 0
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    chromium=$(command -v "$name") && "$chromium" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

install_chromium() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "Installing Chromium ..."
  apt_install chromium || { apt-get update >&2 && apt_install chromium; }
}

# With what it recommends: without a font a page has no text to see.
apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install -y "$@" >&2; }

# Without them the tests that need them are skipped; CI has them all.
need_tools() {
  [ "${CI:-}" = true ] || return 0
  sh scripts/test-tools.sh >&2 || failed=$((failed + 1))
}

build_binary() {
  say "Building hiloop ..."
  "$bun" scripts/build.ts --single >&2 || fail "hiloop could not be built: see the lines above."
  HILOOP_TEST_BINARY=$root/dist/hiloop
  export HILOOP_TEST_BINARY
}

# No test may meet the keys, the server or the home of whoever runs it.
shield() {
  for name in $(env | sed -n 's/^\(HILOOP_[A-Z_]*\)=.*/\1/p'); do
    case $name in HILOOP_TEST_*) ;; *) unset "$name" ;; esac
  done
  HOME=$work/home
  HILOOP_OPEN=never
  export HOME HILOOP_OPEN
  mkdir "$HOME"
}

run_check() {
  for argument in "$@"; do
    case $argument in -*) ;; *) return 0 ;; esac
  done
  if "$bun" run check >&2; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# Files in one order, two at a time, which takes two thirds of the time; --isolate: what one leaves open or changes, the next
# does not see. `--parallel=1` as an argument runs one after the other.
run_tests() {
  : >"$work/filters"
  for argument in "$@"; do
    shift
    case $argument in
    -*) set -- "$@" "$argument" ;;
    *) printf '%s\n' "${argument#./}" >>"$work/filters" ;;
    esac
  done
  [ -s "$work/filters" ] || echo test/ >"$work/filters"
  for file in $(find test -name '*.test.ts' -o -name '*.test.tsx' | grep -F -f "$work/filters" | LC_ALL=C sort); do
    set -- "$@" "./$file"
    found=yes
  done
  [ "${found:-}" = yes ] || fail "no test file has this in its path: $(cat "$work/filters")"

  tests_status=0
  "$bun" test --isolate --parallel=2 --timeout=60000 --reporter=junit --reporter-outfile="$work/report.xml" "$@" >&2 || tests_status=$?
  count_tests
}

# From the report, not the console. A file that cannot be loaded is in the exit status alone; a test that ends the whole
# process leaves no report at all.
count_tests() {
  [ -s "$work/report.xml" ] || fail "bun test ended with status $tests_status before it could report."
  total=$(reported tests)
  bad=$(reported failures)
  left_out=$(reported skipped)
  [ "$bad" -gt 0 ] || [ "$tests_status" -eq 0 ] || bad=1
  passed=$((passed + total - $(reported failures) - left_out))
  failed=$((failed + bad))
  skipped=$((skipped + left_out))
}

reported() { sed -n "s/.*<testsuites .* $1=\"\([0-9]*\)\".*/\1/p" "$work/report.xml"; }

main "$@"
