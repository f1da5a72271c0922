#!/usr/bin/env bats
# What other programs say of the catalogue, and what keeps the schemas in step.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	"$TIAOMU" build "$SOURCE_DIR"/corpus/*.txt "$SOURCE_DIR"/golden/*/input.txt -q >a.xml
	schema=$SOURCE_DIR/schema
}

@test "xmllint: RELAX NG" {
	xmllint --noout --relaxng "$schema/catalogue.rng" a.xml
}

@test "xmllint: XML Schema" {
	xmllint --noout --schema "$schema/catalogue.xsd" a.xml
}

@test "ajv: JSON Schema" {
	"$TIAOMU" build "$SOURCE_DIR"/corpus/*.txt "$SOURCE_DIR"/golden/*/input.txt -q --format json >a.json
	NODE_PATH=/usr/share/nodejs /usr/bin/node "$SOURCE_DIR/tests/ajv.js" "$schema/catalogue.schema.json" a.json
}

@test "a catalogue with every kind of record: all three schemas, validate and the two forms" {
	full=$SOURCE_DIR/tests/full.xml
	xmllint --noout --relaxng "$schema/catalogue.rng" "$full"
	xmllint --noout --schema "$schema/catalogue.xsd" "$full"
	"$TIAOMU" validate "$full" | cmp - "$full"
	"$TIAOMU" validate --format json "$full" >full.json
	NODE_PATH=/usr/share/nodejs /usr/bin/node "$SOURCE_DIR/tests/ajv.js" "$schema/catalogue.schema.json" full.json
	python3 "$SOURCE_DIR/tests/same.py" "$full" full.json
	for name in facts conditions measures amount floor caps rate targets columns cells fields; do
		grep -q "<$name" "$full"
	done
}

@test "a catalogue in JSON is read as it was written, its keys in any order" {
	"$TIAOMU" build "$SOURCE_DIR"/corpus/*.txt "$SOURCE_DIR"/golden/*/input.txt -q --format json >a.json
	"$TIAOMU" validate a.json | cmp - a.xml
	"$TIAOMU" validate --format json a.json | cmp - a.json
	"$TIAOMU" validate --format json "$SOURCE_DIR/tests/full.xml" >full.json
	python3 - <<-'PY'
	import json
	text = open('full.json', encoding='utf-8').read()
	value = json.loads(text)
	json.dump(value, open('sorted.json', 'w'), sort_keys=True)  # escapes every Han character, too
	open('marked.json', 'w', encoding='utf-8').write('\ufeff\n ' + text.replace('"value": 50000,', '"value": 123456789012345678901234567890.000000000000000000001,', 1))
	PY
	"$TIAOMU" validate sorted.json | cmp - "$SOURCE_DIR/tests/full.xml"
	"$TIAOMU" validate marked.json | grep -q 'value="123456789012345678901234567890.000000000000000000001"'
}

@test "what is no catalogue in JSON is refused at its place" {
	"$TIAOMU" validate --format json "$SOURCE_DIR/tests/full.xml" >full.json
	refused() {
		run --separate-stderr "$TIAOMU" validate bad.json
		[ "$status" = 2 ]
		[ -z "$output" ]
		[[ "$stderr" =~ ^bad.json:$1:.*\[input-json\]$ ]]
	}
	for change in 's/"kind": "h1"/"kind": "h9"/' 's/"kind": "h1",//' 's/"title"/"titel"/' 's/"line": 1,/"line": 1.5,/' \
		's/"span": \[\([0-9]*\), /"span": [/' 's/"schema": "[^"]*"/"schema": "urn:other:1"/' \
		's/"value": 50000,/"value": 5e4,/' 's/"op": "<="/"op": "<=", "op": "<="/' 's/"clauses": \[/"clauses": [[/' \
		's/"catalogue":/"catalogue": {}, "catalogue":/' 's/"selective": false/"selective": "no"/'; do
		sed "$change" full.json >bad.json
		run cmp -s bad.json full.json
		[ "$status" = 1 ]
		refused '[0-9]+:[0-9]+'
	done
	sed '1s/^/\n\n/; s/"title"/"titel"/' full.json >bad.json
	run grep -n titel bad.json
	refused "${output%%:*}"
	python3 -c 'print("{\"catalogue\": " + "{\"documents\": [" * 100000)' >bad.json
	refused 1
	python3 -c 'print("{\"catalogue\": " + "[" * 100000)' >bad.json
	refused 1
}

@test "damaged catalogues in JSON end in a message" {
	"$TIAOMU" validate --format json "$SOURCE_DIR/tests/full.xml" >full.json
	python3 - "$TIAOMU" <<-'PY'
	import random, subprocess, sys
	text = open('full.json', 'rb').read()
	random.seed(7)
	copies = [text[:random.randrange(20, len(text) - 3)] for _ in range(60)]
	for _ in range(120):
	    copy = bytearray(text)
	    for _ in range(random.randrange(1, 4)):
	        copy[random.randrange(len(copy))] = random.choice(b'{}[],:"0e-.\\ntu\x00\xff')
	    copies.append(bytes(copy))
	refused = 0
	for copy in copies:
	    run = subprocess.run([sys.argv[1], 'validate'], input=copy, capture_output=True, check=False)
	    assert run.returncode in (0, 2), run
	    assert (run.returncode == 2) == (not run.stdout) == (b'error: ' in run.stderr), run
	    refused += run.returncode == 2
	assert refused > 120, refused
	PY
}

@test "validate refuses what names nothing, and sums that are none" {
	for change in 's/>c1</>c2</' 's/>front:1</>front:2</' 's/#m1</#m3</' 's/part_of="m1"/part_of="m7"/' \
		's/value="50000"/value="50000.0"/' 's/value="0.3"/value="P3Y"/' 's/id="m2"/id="m3"/' 's/by="2027"/by="27"/'; do
		sed "$change" "$SOURCE_DIR/tests/full.xml" >bad.xml
		run "$TIAOMU" validate bad.xml
		[ "$status" = 2 ]
		[[ "$output" = *"[catalogue-invalid]"* ]]
	done
}

@test "validate refuses a record whose kind or role is missing" {
	for change in 's/ kind="money"//' 's/ kind="h1"//' 's/ severity="[a-z]*"//' 's/ relation="[a-z]*"//'; do
		sed "$change" "$SOURCE_DIR/tests/full.xml" >bad.xml
		run cmp -s bad.xml "$SOURCE_DIR/tests/full.xml"
		[ "$status" = 1 ]
		run "$TIAOMU" validate bad.xml
		[ "$status" = 2 ]
	done
}

@test "ajv refuses what is not a catalogue" {
	"$TIAOMU" build "$SOURCE_DIR"/corpus/*gongyehua.txt -q --format json | sed 's/"kind": "h1"/"kind": "h9"/' >a.json
	run env NODE_PATH=/usr/share/nodejs /usr/bin/node "$SOURCE_DIR/tests/ajv.js" "$schema/catalogue.schema.json" a.json
	[ "$status" = 1 ]
}

@test "the schemas in RELAX NG and XML Schema are what trang makes of the compact ones" {
	trang "$schema/catalogue.rnc" new.rng
	trang "$schema/catalogue.rnc" new.xsd
	cmp new.rng "$schema/catalogue.rng"
	cmp new.xsd "$schema/catalogue.xsd"
	trang "$schema/diff.rnc" new.rng
	trang "$schema/diff.rnc" new.xsd
	cmp new.rng "$schema/diff.rng"
	cmp new.xsd "$schema/diff.xsd"
}

@test "catalogue.schema.json is made of the record tables" {
	"$BUILD_DIR/tests/json_schema" | cmp - "$schema/catalogue.schema.json"
}

@test "the corpus is what sources.yaml says it is" {
	/usr/bin/python3 - "$SOURCE_DIR/corpus" <<-'PY'
	import hashlib, os, sys, yaml
	folder = sys.argv[1]
	documents = yaml.safe_load(open(os.path.join(folder, 'sources.yaml'), encoding='utf-8'))['documents']
	assert sorted(d['file'] for d in documents) == sorted(f for f in os.listdir(folder) if f.endswith('.txt'))
	for d in documents:
	    data = open(os.path.join(folder, d['file']), 'rb').read()
	    assert hashlib.sha256(data).hexdigest() == d['sha256'], d['file']
	    assert d['title'] and d['number'] and d['issuer'] and d['from']
	PY
}

@test "no Chinese in C, comments aside" {
	cd "$SOURCE_DIR"
	! find normalize extract schema tools -name '*.[ch]' -o -name '*.def' | xargs perl -CSD -0777 -ne \
		's{/\*.*?\*/}{}gs; print "$ARGV: $_\n" for grep { /\p{Han}/ } split /\n/' | grep .
}
