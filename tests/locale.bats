#!/usr/bin/env bats
# The same bytes under every locale.

bats_require_minimum_version 1.5.0

@test "the golden suite and the catalogue do not depend on the locale" {
	cd "$BATS_TEST_TMPDIR"
	for locale in zh_CN de_DE tr_TR; do
		localedef -i $locale -f UTF-8 "./$locale.UTF-8"
	done
	export LOCPATH=$BATS_TEST_TMPDIR
	LC_ALL=de_DE.UTF-8 python3 -c "import locale; locale.setlocale(locale.LC_ALL, ''); assert locale.localeconv()['decimal_point'] == ','"
	for locale in C zh_CN.UTF-8 de_DE.UTF-8 tr_TR.UTF-8; do
		LC_ALL=$locale "$TIAOMU" build "$SOURCE_DIR"/corpus/*.txt >"$locale.xml" 2>"$locale.err"
		(cd "$SOURCE_DIR" && LC_ALL=$locale "$TIAOMU" check golden --jit on) >"$locale.golden"
		(cd "$SOURCE_DIR" && LC_ALL=$locale "$TIAOMU" check golden --jit off) | cmp - "$locale.golden"
		cmp C.xml "$locale.xml"
		cmp C.err "$locale.err"
		cmp C.golden "$locale.golden"
	done
	grep -q ' 0 failed' C.golden
}
