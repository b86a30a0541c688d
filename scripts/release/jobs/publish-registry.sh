#!/bin/sh
# Publishes server.json to the MCP registry: sh publish-registry.sh FOLDER VERSION. An entry that is there already has to
# name the same packages. REGISTRY is its address; PUBLISHER is the address of its client, PUBLISHER_SHA256 what that is.
set -eu

main() {
  cd "$1"
  version=$2
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  name=$(jq -er '.name | @uri' server.json)
  status=$(curl --silent --show-error --output "$work/entry" --write-out '%{http_code}' \
    "$REGISTRY/v0.1/servers/$name/versions/$version")
  case $status in
  200) compare ;;
  404) publish ;;
  *) fail "$REGISTRY answered $status: $(head -c 500 "$work/entry")" ;;
  esac
}

compare() {
  jq -S .server "$work/entry" | told >"$work/theirs"
  told <server.json >"$work/ours"
  diff "$work/ours" "$work/theirs" >&2 || fail "$version is in the registry already, with other packages."
  echo "$version is in the registry already, with these packages."
}

# What decides on which bytes a client gets; the registry may write the rest its own way.
told() {
  jq -S '{name, version, packages: [.packages[] | {registryType, identifier, version: (.version // ""), fileSha256}]}'
}

publish() {
  curl --fail --silent --show-error --location --output "$work/publisher.tar.gz" "$PUBLISHER"
  echo "$PUBLISHER_SHA256  $work/publisher.tar.gz" | sha256sum --check --strict --quiet
  tar -xzf "$work/publisher.tar.gz" -C "$work" mcp-publisher
  "$work/mcp-publisher" login github-oidc
  "$work/mcp-publisher" publish
}

fail() {
  printf 'publish-registry.sh: %s\n' "$*" >&2
  exit 1
}

main "$@"
