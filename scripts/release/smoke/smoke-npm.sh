#!/bin/sh
# What `npx -y hiloop-mcp` will run, before the registry has it: sh smoke-npm.sh FOLDER VERSION TARGET installs the two
# tarballs into ./project, and has the server answer.
set -eu

folder=$1
version=$2
target=$3
npm install --prefix project --ignore-scripts --no-audit --no-fund \
  "./$folder/npm/hi-loop-hiloop-$target-$version.tgz" "./$folder/npm/hiloop-mcp-$version.tgz"
said=$(project/node_modules/.bin/hiloop --version)
echo "$said"
case $said in "hiloop $version "*) ;; *) echo "smoke-npm.sh: this is not $version" >&2 && exit 1 ;; esac
request='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"smoke","version":"1"}}}'
answer=$(printf '%s\n' "$request" | project/node_modules/.bin/hiloop-mcp)
case $answer in *'"serverInfo"'*) ;; *) echo "smoke-npm.sh: hiloop-mcp did not answer: $answer" >&2 && exit 1 ;; esac
