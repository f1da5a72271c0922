#!/usr/bin/env bats
# The documentation says what is so: examples are run, options and codes compared.

bats_require_minimum_version 1.5.0

@test "every example of the READMEs gives what they show" {
	cd "$SOURCE_DIR"
	mkdir -p "$BATS_TEST_TMPDIR/bin" && ln -sf "$TIAOMU" "$BATS_TEST_TMPDIR/bin/tiaomu"
	for readme in README.md README.zh-CN.md; do
		PATH=$BATS_TEST_TMPDIR/bin:$PATH python3 tests/run_examples.py "$readme" "$BATS_TEST_TMPDIR"
	done
}

@test "both READMEs have the same examples" {
	cd "$SOURCE_DIR"
	for readme in README.md README.zh-CN.md; do
		sed -n '/^```/,/^```/p' "$readme" >"$BATS_TEST_TMPDIR/$readme"
	done
	cmp "$BATS_TEST_TMPDIR/README.md" "$BATS_TEST_TMPDIR/README.zh-CN.md"
}

@test "manual pages are well-formed" {
	mandoc -Tlint -Wwarning "$SOURCE_DIR"/tools/man/*.[15]
}

@test "the manual names every command, option and diagnostic" {
	mandoc -Tascii "$SOURCE_DIR/tools/man/tiaomu.1" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
	for command in $("$TIAOMU" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
		grep -qw -- "$command" "$BATS_TEST_TMPDIR/page"
		for option in $("$TIAOMU" "$command" --help | grep -o -- '--[a-z]*'); do
			grep -q -- "$option" "$BATS_TEST_TMPDIR/page" || { echo "$command $option"; false; }
		done
	done
	for code in $(sed -n 's/^TM_CODE([A-Z_]*, "\([a-z-]*\)".*/\1/p' \
		"$SOURCE_DIR/normalize/include/normalize/diagnostic_codes.def"); do
		grep -q -- "$code" "$BATS_TEST_TMPDIR/page" || { echo "$code"; false; }
	done
}

@test "the manual names every field of the catalogue" {
	mandoc -Tascii "$SOURCE_DIR/tools/man/tiaomu-catalogue.5" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
	for field in $(sed -n 's/^    "\([a-z_0-9]*\)": .*/\1/p' "$SOURCE_DIR/schema/catalogue.schema.json" | sort -u); do
		grep -qw -- "$field" "$BATS_TEST_TMPDIR/page" || { echo "$field"; false; }
	done
}
