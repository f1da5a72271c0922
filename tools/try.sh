#!/bin/sh
# Installs what tiaomu needs, builds it and reads the corpus into a catalogue.
set -eu
cd "$(dirname "$0")/.."
. tools/packages.sh

# shellcheck disable=SC2086 # the lists are words
need $build_packages
mkdir -p build
if ! { cmake --preset release && cmake --build --preset release; } >build/build.log 2>&1; then
	tail -n 20 build/build.log >&2
	exit 2
fi
build/release/tools/tiaomu build corpus/*.txt --quiet --format json --output build/catalogue.json
build/release/tools/tiaomu build corpus/*.txt --output build/catalogue.xml
