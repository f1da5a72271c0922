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
	for name in facts conditions measures amount floor caps rate targets columns cells; do
		grep -q "<$name" "$full"
	done
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

@test "catalogue.rng and catalogue.xsd are what trang makes of catalogue.rnc" {
	trang "$schema/catalogue.rnc" new.rng
	trang "$schema/catalogue.rnc" new.xsd
	cmp new.rng "$schema/catalogue.rng"
	cmp new.xsd "$schema/catalogue.xsd"
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
