#!/usr/bin/env bats
# Inputs as they arrive: charsets, folders, archives, web pages.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	corpus=$SOURCE_DIR/corpus
	one=$corpus/jinshan-2024-xinxing-gongyehua.txt
	ulimit -f 1000000
}

# Prints the catalogue of FILE in JSON without what depends on the bytes of the file.
without_bytes() {
	"$TIAOMU" build --format json "$@" 2>/dev/null | python3 "$SOURCE_DIR/tests/without_bytes.py"
}

@test "a catalogue is the same whatever the charset, byte offsets aside" {
	for file in "$corpus"/*.txt; do
		without_bytes "$file" >utf8.json
		for charset in GB18030 UTF-16LE UTF-16BE; do
			iconv -f UTF-8 -t "$charset" "$file" >"${file##*/}"
			without_bytes "${file##*/}" >other.json
			cmp utf8.json other.json
		done
		{ printf '\xef\xbb\xbf'; cat "$file"; } >"${file##*/}"
		without_bytes "${file##*/}" >other.json
		cmp utf8.json other.json
	done
}

@test "the filters carry the map of decoded text" {
	for charset in GB18030 UTF-16; do
		iconv -f UTF-8 -t "$charset" "$one" >a.txt
		"$TIAOMU" build a.txt >build.xml
		"$TIAOMU" read a.txt | "$TIAOMU" normalize | "$TIAOMU" segment | "$TIAOMU" extract |
			"$TIAOMU" validate >pipe.xml
		cmp build.xml pipe.xml
	done
}

@test "spans of decoded text count the file's bytes" {
	iconv -f UTF-8 -t GB18030 "$one" >a.txt
	"$TIAOMU" build --format json a.txt >a.json
	python3 - <<-'PY'
	import json, unicodedata
	raw = open('a.txt', 'rb').read()
	document = json.load(open('a.json'))['catalogue']['documents'][0]
	assert document['source']['encoding'] == 'GB18030'
	seen = 0
	for clause in document['clauses']:
	    for fact in clause['facts']:
	        start, end = fact['span']
	        assert unicodedata.normalize('NFKC', raw[start:end].decode('gb18030')).replace(' ', '') == fact['text'], fact
	        seen += 1
	assert seen > 10
	PY
}

@test "--encoding overrides, and knows its names" {
	printf '\xd6\xa7\xb3\xd6' >a.txt
	"$TIAOMU" build --encoding GBK a.txt 2>/dev/null | grep -q '<text>支持</text>'
	run --separate-stderr "$TIAOMU" build --encoding UTF-8 a.txt
	[ "$status" = 2 ]
	[[ "$stderr" = "a.txt:1:1: error: not UTF-8 text, at least 2 bytes are wrong"*"[input-encoding]" ]]
	run --separate-stderr "$TIAOMU" build --encoding latin1 a.txt
	[ "$status" = 2 ]
	[[ "$stderr" = *"[usage]" ]]
}

@test "bytes that mean nothing in GBK are named with their place, never replaced" {
	iconv -f UTF-8 -t GB18030 "$one" >a.txt
	at=$(($(wc -c <a.txt) + 1))
	printf '\n\xff\xff\n' >>a.txt
	run --separate-stderr "$TIAOMU" build a.txt
	[ "$status" = 1 ]
	[[ "$stderr" = "a.txt:"*": error: byte 0xFF is not GB18030 and was left out"*"[invalid-bytes]" ]]
	[[ "$output" = *"<dropped rule=\"invalid-bytes\" span=\"$at $((at + 2))\""* ]]
}
