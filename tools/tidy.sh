#!/bin/sh
# clang-tidy over our own sources; the argument is a build folder with compile_commands.json.
set -eu
build=$1
cmake -S . -B "$build" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null
sources=$(find normalize extract schema tools -name '*.c' | sort)
# shellcheck disable=SC2086 # the list is words
printf '%s\n' $sources | xargs -P 2 -n 4 clang-tidy --quiet -p "$build" 2>/dev/null
