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
