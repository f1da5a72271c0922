#!/usr/bin/env bats
# Bad input: message, status and survival.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	good=$SOURCE_DIR/corpus/jinshan-2024-xinxing-gongyehua.txt
	ulimit -f 1000000
}

# refused FILE CODE: status 2, one message with this code, no document.
refused() {
	run --separate-stderr "$TIAOMU" build "$1"
	[ "$status" = 2 ]
	[[ "$stderr" = "$1:"*": error: "*" [$2]" ]]
	[[ "$output" != *"<documents"* ]]
	[[ "$output" = *"</catalogue>" ]]
}

@test "a missing file" {
	refused missing.txt input-missing
	refused "$good/inside.txt" input-missing
}

@test "an empty file" {
	: >empty.txt
	refused empty.txt input-empty
}

@test "a directory" {
	mkdir folder
	refused folder no-inputs
}

@test "an unreadable file" {
	[ "$(id -u)" != 0 ] || skip "root reads everything"
	cp "$good" secret.txt && chmod 0 secret.txt
	refused secret.txt input-unreadable
}

@test "binary files" {
	head -c 100000 "$TIAOMU" >program
	refused program input-binary
	printf '%%PDF-1.7\nxyz' >a.pdf
	refused a.pdf input-binary
	printf 'PK\003\004xyz' >a.docx
	refused a.docx input-binary
	printf 'PK\003\004xyz' >a.zip
	refused a.zip archive-damaged
	head -c 5000 /dev/zero >zeros
	refused zeros input-binary
}

@test "text in no encoding that is known" {
	printf '\201\201\215\351\376\376\251\260' >odd.txt
	refused odd.txt encoding-unknown
}

@test "single bytes that are not UTF-8 are left out, reported with their place, and counted" {
	cat "$good" >bad.txt
	printf '\n五、\xff其他\n' >>bad.txt
	run --separate-stderr "$TIAOMU" build bad.txt
	[ "$status" = 1 ]
	[[ "$stderr" = "bad.txt:"*":3: error: byte 0xFF is not UTF-8"*" [invalid-bytes]"* ]]
	[[ "$output" = *'<dropped rule="invalid-bytes"'* ]]
	[[ "$output" = *"<documents"* ]]
}

@test "NUL and form-feed bytes" {
	printf '一、\0支持\0\0企业\n\f二、其他\f\n' >nul.txt
	run --separate-stderr "$TIAOMU" build nul.txt
	[ "$status" = 0 ]
	[[ "$output" = *'<text>U+0000</text>'* ]]
	[[ "$output" = *'<heading>支持企业</heading>'* || "$output" = *'>支持企业<'* ]]
}

@test "a single line of 200 MB" {
	head -c 200000000 /dev/zero | tr '\0' 'x' >huge.txt
	refused huge.txt input-too-large
}

@test "the largest text that is taken, as one line" {
	python3 -c "print('一、' + '支持企业发展' * 555000, end='')" >large.txt
	[ "$(wc -c <large.txt)" -lt 10000000 ]
	run --separate-stderr "$TIAOMU" build large.txt -o out.xml
	[ "$status" = 0 ]
	xmllint --noout --stream out.xml
}

@test "benefits without end in one sentence, and figures that no rule knows" {
	for text in '给予企业10万元补贴、' '对A企业、B企业按10%给予补贴、' '标准为：城区160元，' '贴息资金，不超过50%、' '甲12345，'; do
		python3 -c "import sys; print('一、' + sys.argv[1] * 60000, end='')" "$text" >endless.txt
		run --separate-stderr "$TIAOMU" build endless.txt -q -o out.xml
		[ "$status" = 0 ]
		xmllint --noout --stream out.xml
	done
}

@test "ten thousand numbered lines, ten thousand levels of brackets" {
	python3 -c "print('\n'.join('%d.支持。' % i for i in range(1, 1000)))" >many.txt
	python3 -c "print('\n'.join('一、支持' for i in range(10000)))" >same.txt
	python3 -c "print('一、' + '（' * 10000 + '支持' + '）' * 10000)" >brackets.txt
	python3 -c "print('\n'.join('（一）' * 50 for i in range(1000)))" >labels.txt
	for file in many same brackets labels; do
		run --separate-stderr "$TIAOMU" build "$file.txt" -q -o out.xml
		[ "$status" = 0 ]
	done
}

@test "standard output that is full or closed" {
	run --separate-stderr bash -c '"$TIAOMU" build "$1" >/dev/full' _ "$good"
	[ "$status" = 2 ]
	[[ "$stderr" = "<stdout>:1:1: error: cannot write, no space left on device"* ]]
	run --separate-stderr bash -c '"$TIAOMU" build "$1" >&-' _ "$good"
	[ "$status" = 2 ]
	[[ "$stderr" = *"[output-failed]"* ]]
	run --separate-stderr "$TIAOMU" build "$good" -o /dev/full
	[ "$status" = 2 ]
	run --separate-stderr "$TIAOMU" --help
	[ "$status" = 0 ]
	run --separate-stderr bash -c '"$TIAOMU" --help >/dev/full'
	[ "$status" = 2 ]
}

@test "one bad input does not lose the others" {
	: >empty.txt
	run --separate-stderr "$TIAOMU" build empty.txt "$good" missing.txt "$good"
	[ "$status" = 2 ]
	[ "$(grep -c '<documents' <<<"$output")" = 2 ]
	[ "$(wc -l <<<"$stderr")" = 2 ]
}

@test "truncated and damaged copies end cleanly" {
	for file in "$SOURCE_DIR"/corpus/jinshan-2023-tixin*.txt "$good"; do
		for cut in 1 2 3 100 1001 5002 10003 17777; do
			head -c "$cut" "$file" >cut.txt
			run "$TIAOMU" build cut.txt -o out.xml
			[ "$status" -le 2 ]
			"$TIAOMU" validate out.xml >/dev/null
		done
		python3 - "$file" <<-'PY'
		import random, sys
		random.seed(7)
		data = open(sys.argv[1], 'rb').read()
		for n in range(40):
		    damaged = bytearray(data)
		    for _ in range(20):
		        damaged[random.randrange(len(damaged))] = random.randrange(256)
		    open('damaged-%d.txt' % n, 'wb').write(damaged)
		PY
		run "$TIAOMU" build damaged-*.txt -q -o out.xml
		[ "$status" -le 2 ]
		"$TIAOMU" validate out.xml >/dev/null
	done
}

@test "copies of every sample in every form, with bits flipped and the end cut off, end cleanly" {
	mkdir forms damaged
	for file in "$SOURCE_DIR"/corpus/*.txt; do
		name=$(basename "$file" .txt)
		cp "$file" "forms/$name.txt"
		for charset in GB18030 UTF-16LE; do
			iconv -f UTF-8 -t $charset "$file" >"forms/$name-$charset.txt"
		done
		opencc -c s2tw -i "$file" | iconv -c -f UTF-8 -t BIG5 >"forms/$name-BIG5.txt" || true # what it lacks is left out
		"$TIAOMU" build -q --format json "$file" >a.json
		python3 "$SOURCE_DIR/tests/as_page.py" a.json >"forms/$name.html"
		iconv -f UTF-8 -t GB18030 "forms/$name.html" >"forms/$name-gbk.html"
	done
	python3 - <<-'PY'
	import os, random, zipfile
	random.seed(11)
	names = sorted(os.listdir('forms'))
	with zipfile.ZipFile('forms/all.zip', 'w', zipfile.ZIP_DEFLATED) as z:
	    for name in names[:4]:
	        z.write('forms/' + name, name)
	for name in names + ['all.zip']:
	    data = open('forms/' + name, 'rb').read()
	    base, form = os.path.splitext(name)
	    for n in range(4):
	        copy = bytearray(data)
	        for _ in range(1 << 2 * n):
	            copy[random.randrange(len(copy))] ^= 1 << random.randrange(8)
	        open('damaged/%s-%d%s' % (base, n, form), 'wb').write(copy)
	    for n in range(2):
	        open('damaged/%s-cut%d%s' % (base, n, form), 'wb').write(data[:random.randrange(1, len(data))])
	PY
	[ -n "$SANITIZE" ] || ulimit -v 4000000
	run timeout 400 "$TIAOMU" build damaged -q --jobs 2 -o out.xml
	[ "$status" -le 2 ]
	[ "$(find damaged -name '*.txt' -o -name '*.html' | wc -l)" = 180 ]
	[ "$(grep -c '<documents' out.xml)" -ge 150 ]
	"$TIAOMU" validate out.xml >/dev/null
}

@test "stage files that are none" {
	echo 'no xml' >a.xml
	echo '<other/>' >b.xml
	printf '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><catalogue xmlns="urn:tiaomu:1">&x;</catalogue>' >c.xml
	"$TIAOMU" read "$good" >read.xml
	for file in a b c; do
		for command in normalize segment extract validate; do
			run --separate-stderr "$TIAOMU" "$command" "$file.xml"
			[ "$status" = 2 ]
			[[ "$stderr" = "$file.xml:"*" [input-"* ]]
			[[ "$output$stderr" != *root* ]]
		done
	done
	run "$TIAOMU" extract read.xml
	[ "$status" = 2 ]
	[[ "$output" = *"[input-stage]"* ]]
	for place in 'table="1" row="1"' 'table="1" row="4000000000" column="1"' 'table="1" row="1" column="70000"' \
		'table="1" row="1" column="1" columns="x"' 'table="1" row="1" column="1" rows="0"'; do
		sed "s/ page=\"1\"/& $place/" read.xml >place.xml
		run --separate-stderr timeout 20 "$TIAOMU" normalize place.xml
		[ "$status" = 2 ]
		[[ "$stderr" = *"[input-stage]"* ]]
	done
	# Cells on each other, beyond the head, nothing but a name: a table all the same.
	for place in 'table="1" row="0"' 'table="1" row="7" column="3" rows="9" columns="900"' \
		'table="1" row="1" column="1" head="true"'; do
		sed "s/ page=\"1\"/& $place/" read.xml | "$TIAOMU" normalize | "$TIAOMU" segment >out.xml
		grep -q '<documents' out.xml
	done
}
