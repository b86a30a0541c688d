#!/bin/sh
# Installs what some tests run besides hiloop: shells, reverse proxies, an emulator, other systems' checkers. Needs Debian or
# Ubuntu, and root where one of them is missing.
set -eu

PATH=$PATH:/usr/sbin

have_tools() {
  for tool in busybox caddy curl dash minisign musl-gcc nginx openssl qemu-aarch64 ruby shellcheck wget; do
    command -v "$tool" >/dev/null || return 1
  done
  [ -d /usr/aarch64-linux-gnu/lib ]
}

# RUNLEVEL keeps the proxies from being started as services.
install_tools() {
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends busybox-static caddy curl dash \
    libc6-arm64-cross minisign musl musl-tools nginx-light openssl qemu-user ruby shellcheck wget
}

have_tools && exit
install_tools || { apt-get update && install_tools; }
have_tools || {
  echo "test-tools.sh: not everything that the tests run could be installed: see the lines above." >&2
  exit 1
}
