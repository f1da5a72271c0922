#!/bin/sh
# Installs what the tests need, builds tiaomu under the strict presets and passes the tests.
# The last line is "N passed, N failed" over all of them.
set -u
cd "$(dirname "$0")/.." || exit 2
. tools/packages.sh

# shellcheck disable=SC2086 # the lists are words
need $build_packages $test_packages
passed=0
failed=0

# What the tests of the page take from npm, once.
node_modules() {
	command -v npm >/dev/null || need npm
	mkdir -p build/node
	# shellcheck disable=SC2086 # the list is words
	npm install --prefix build/node --no-audit --no-fund --no-save --ignore-scripts $node_packages \
		>build/node.log 2>&1 && return
	tail -n 5 build/node.log
	return 1
}

# step NAME COMMAND...: one thing that must succeed.
step() {
	name=$1
	shift
	echo "== $name"
	if "$@"; then
		passed=$((passed + 1))
	else
		echo "FAILED: $name"
		failed=$((failed + 1))
		return 1
	fi
}

# tests PRESET: counts each test of a preset that was built.
tests() {
	log=build/$1/ctest.log
	echo "== tests, $1"
	ctest --preset "$1" --parallel 2 >"$log" 2>&1
	sed -n '/^The following tests FAILED/,$p' "$log"
	grep -q 'tests passed' "$log" || { failed=$((failed + 1)); tail -n 20 "$log"; return; }
	bad=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of [0-9]*$/\1/p' "$log")
	all=$(sed -n 's/^[0-9]*% tests passed, [0-9]* tests failed out of \([0-9]*\)$/\1/p' "$log")
	[ "$bad" = 0 ] || grep -B 2 -A 40 '\*\*\*Failed' "$log" | head -n 200
	passed=$((passed + all - bad))
	failed=$((failed + bad))
}

build() {
	mkdir -p build
	{ cmake --preset "$1" && cmake --build --preset "$1"; } >"build/$1.log" 2>&1 && return
	tail -n 40 "build/$1.log"
	return 1
}

step "npm packages" node_modules
for preset in ci asan clang; do
	step "build, $preset" build $preset && tests $preset
done
step "clang-tidy" tools/tidy.sh build/clang
echo "$passed passed, $failed failed"
[ $failed = 0 ]
