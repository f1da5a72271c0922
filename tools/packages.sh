# shellcheck shell=sh disable=SC2034 # the lists are used where this is sourced
# Sourced by try.sh and test.sh: the Debian packages that they need, and how to get them.

build_packages="gcc libc6-dev cmake ninja-build pkg-config libpcre2-dev libutf8proc-dev libyaml-dev nettle-dev
  libxml2-dev libsqlite3-dev libxlsxwriter-dev libicu-dev libzip-dev
  libgumbo-dev libyajl-dev opencc"
test_packages="libcmocka-dev libjansson-dev bats clang clang-tidy libxml2-utils trang nodejs node-ajv chromium mandoc locales python3 python3-yaml sqlite3"

# What the page is tested with, from npm.
node_packages="playwright-core@1.65.1 axe-core@4.14.1"

# need PACKAGE...: installs what is missing, or says plainly what is.
need() {
	missing=
	for package in "$@"; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
			missing="$missing $package"
	done
	[ -z "$missing" ] && return 0
	echo "installing:$missing"
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	# shellcheck disable=SC2086 # the list is words
	if { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y $missing; } \
		>"${TMPDIR:-/tmp}/tiaomu-apt.log" 2>&1; then
		return 0
	fi
	tail -n 3 "${TMPDIR:-/tmp}/tiaomu-apt.log" >&2
	echo "these Debian packages are missing and could not be installed:$missing" >&2
	echo "install them (apt-get install$missing) and run this again" >&2
	exit 2
}
