#!/usr/bin/env bats
# tiaomu diff: inputs, faces, exit statuses.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	corpus=$SOURCE_DIR/corpus
	one=$corpus/jinshan-2023-ruogan-zhengce.txt
	pairs=$SOURCE_DIR/golden/diff
	cap=$pairs/one-digit-in-a-cap
}

@test "pairs of editions differ as a person says" {
	python3 "$SOURCE_DIR/tests/diff_cases.py" "$TIAOMU" "$pairs"/*/
}

@test "the diff names known edits of real documents" {
	[ -z "$SANITIZE" ] || skip "takes long under sanitizers"
	python3 "$SOURCE_DIR/tests/mutate_diff.py" "$TIAOMU" 4 "$one" \
		"$corpus/jinshan-2024-xinxing-gongyehua.txt" "$corpus/jinshan-2025-shishi-xize.txt" \
		"$corpus/minhang-2024-zhengce-yijian.txt" >&3
}

@test "a document does not differ from itself, and nothing is printed" {
	run --separate-stderr "$TIAOMU" diff "$one" "$one"
	[ "$status" = 0 ]
	[ -z "$output$stderr" ]
	run "$TIAOMU" diff --format json "$one" "$one"
	[ "$status" = 0 ]
	python3 -c 'import json, sys; d = json.load(sys.stdin)["diff"]; assert d["changes"] == d["document"] == []' <<<"$output"
}

@test "exit status: 1 for differences, 2 for what cannot be read or is no pair" {
	run "$TIAOMU" diff "$cap/old.txt" "$cap/new.txt"
	[ "$status" = 1 ]
	run --separate-stderr "$TIAOMU" diff "$one" missing.txt
	[ "$status" = 2 ]
	[ -z "$output" ]
	[[ "$stderr" = *"[input-missing]" ]]
	run --separate-stderr "$TIAOMU" diff "$one"
	[ "$status" = 2 ]
	[[ "$stderr" = *"[usage]" ]]
	run "$TIAOMU" diff "$one" "$one" "$one"
	[ "$status" = 2 ]
	run "$TIAOMU" diff --format csv "$one" "$one"
	[ "$status" = 2 ]
}

@test "catalogues compare like the documents they were made from" {
	"$TIAOMU" build "$cap/old.txt" -o old.xml 2>/dev/null
	"$TIAOMU" build "$cap/new.txt" -o new.xml 2>/dev/null
	"$TIAOMU" diff --format json "$cap/old.txt" "$cap/new.txt" >raw.json || [ $? = 1 ]
	"$TIAOMU" diff --format json old.xml new.xml >xml.json || [ $? = 1 ]
	"$TIAOMU" diff --format json "$cap/old.txt" new.xml >mixed.json || [ $? = 1 ]
	cmp raw.json xml.json
	cmp raw.json mixed.json
	for side in old new; do
		"$TIAOMU" build "$cap/$side.txt" --format json -o $side.json 2>/dev/null
	done
	"$TIAOMU" diff --format json old.json new.json >json.json || [ $? = 1 ]
	cmp raw.json json.json
	"$TIAOMU" diff --format json old.xml new.json >mixed.json || [ $? = 1 ]
	cmp raw.json mixed.json
	"$TIAOMU" build "$one" -o one.xml 2>/dev/null
	run "$TIAOMU" diff "$one" one.xml
	[ "$status" = 0 ]
	"$TIAOMU" read "$cap/new.txt" | "$TIAOMU" normalize | "$TIAOMU" segment | "$TIAOMU" extract >staged.xml
	"$TIAOMU" diff --format json "$cap/old.txt" staged.xml >staged.json || [ $? = 1 ]
	cmp raw.json staged.json
}

# Two folders: the same number, the same title twice, nearly the same title, no title, and one of each side alone.
folders() {
	mkdir -p old/sub new
	sed 's/20 万元/25 万元/; s/深化产业转型升级/深化产业转型/' "$one" >new/b.txt
	cp "$one" old/a.txt
	cp "$pairs/tiers/old.txt" old/sub/tiers.txt
	cp "$pairs/tiers/new.txt" new/t.txt
	cp "$pairs/split/old.txt" old/s.txt
	cp "$pairs/split/new.txt" new/u.txt
	printf '某某区2023年促进文化旅游产业发展若干措施\n\n一、支持办展。给予5万元补贴。\n' >old/near.txt
	printf '某某区2025年促进文化旅游产业发展若干措施\n\n一、支持办展。给予6万元补贴。\n' >new/near2.txt
	printf '某某区2025年促进文化旅游产业发展管理办法\n\n一、支持办展。给予6万元补贴。\n' >new/other.txt
	cp "$corpus"/minhang* old
	cp "$corpus"/*gongyehua.txt new
}

# What was paired with what, one a line, and what was not.
paired() {
	"$TIAOMU" diff --format json "$@" >set.json || [ $? = 1 ]
	python3 - <<-'PY'
	import json, os
	name = lambda e: os.path.basename(e['name'])
	diffs = json.load(open('set.json'))['diffs']
	for d in diffs['documents']:
	    assert d['diff']['changes']
	    print(d['paired_by'], name(d['diff']['old']), name(d['diff']['new']))
	for key in ('removed', 'added'):
	    for e in diffs[key]:
	        print(key, name(e))
	PY
}

@test "two folders: documents pair by number and title, then each is compared" {
	folders
	paired old new | sort >got
	sort >wanted <<-'EOF'
	number a.txt b.txt
	title tiers.txt t.txt
	title s.txt u.txt
	near-title near.txt near2.txt
	removed minhang-2024-zhengce-yijian.txt
	added jinshan-2024-xinxing-gongyehua.txt
	added other.txt
	EOF
	diff wanted got
	mkdir none
	run ! "$TIAOMU" diff old none
	run "$TIAOMU" diff old old
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "each pair of two folders is what the two files are; threads, archives and catalogues change nothing" {
	folders
	"$TIAOMU" diff --format json old new >set.json || [ $? = 1 ]
	"$TIAOMU" diff --format json old/a.txt new/b.txt >one.json || [ $? = 1 ]
	python3 - <<-'PY'
	import json
	one, diffs = json.load(open('one.json'))['diff'], json.load(open('set.json'))['diffs']
	assert one.pop('schema') == diffs['schema']
	assert one in [d['diff'] for d in diffs['documents']]
	PY
	for jobs in 1 2 5; do
		"$TIAOMU" diff --format json --jobs $jobs old new | cmp - set.json
	done
	"$TIAOMU" build -q old -o old.xml 2>/dev/null
	"$TIAOMU" build -q --format json new -o new.json 2>/dev/null
	"$TIAOMU" diff --format json old.xml new.json >read.json || [ $? = 1 ]
	python3 - <<-'PY'
	import json
	def without_spans(x):
	    if isinstance(x, list):
	        return [without_spans(v) for v in x]
	    return {k: without_spans(v) for k, v in x.items() if not k.endswith('_span')} if isinstance(x, dict) else x
	assert without_spans(json.load(open('read.json'))) == without_spans(json.load(open('set.json')))
	PY
	python3 -c 'import shutil; shutil.make_archive("new", "zip", ".", "new")'
	paired old new | sort >wanted
	paired old new.zip | sort >got
	cmp wanted got
}

@test "the report of two folders: a table of 80 columns, and every pair that differs" {
	folders
	for lang in en zh; do
		"$TIAOMU" diff --lang $lang old new >report || [ $? = 1 ]
		"$TIAOMU" diff --lang $lang --stat old new >table || [ $? = 1 ]
		cmp table <(head -n "$(wc -l <table)" report)
		python3 - <<-'PY'
		import unicodedata
		for line in open('report', encoding='utf-8').read().splitlines():
		    width = sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in line)
		    assert width <= 80, line
		PY
		[ "$(grep -c '^--- old/' report)" = 4 ]
	done
	"$TIAOMU" diff --stat old new >table || [ $? = 1 ]
	grep -A 1 '某某区促进产业发展若干政策' table | grep -Eq '^ +- +1 +- +- +- +- +- +3$'
	grep -A 1 'only in the old' table | grep -q '闵行区关于产业高质量发展的政策意见（试行）'
}

@test "a document that cannot be read does not stop the others, and is trouble" {
	folders
	: >new/empty.txt
	run --separate-stderr "$TIAOMU" diff --stat old new
	[ "$status" = 2 ]
	[[ "$stderr" = *"new/empty.txt"*"[input-empty]"* ]]
	[[ "$output" = *"only in the new"* ]]
	printf '<catalogue xmlns="urn:tiaomu:1" schema="urn:tiaomu:1"/>' >none.xml
	run --separate-stderr "$TIAOMU" diff none.xml "$one"
	[ "$status" = 2 ]
	[[ "$stderr" = *"[diff-documents]" ]]
	"$TIAOMU" build -q old -o both.xml 2>/dev/null
	run "$TIAOMU" diff <(head -c 3000 both.xml) "$one"
	[ "$status" = 2 ]
}

@test "XML is valid and says what JSON says" {
	folders
	n=0
	for old in "$pairs"/*/old.txt; do
		"$TIAOMU" diff --format xml "$old" "${old%old.txt}new.txt" >"$((n += 1)).xml" || [ $? = 1 ]
	done
	"$TIAOMU" diff --format xml "$one" "$corpus/jinshan-2025-shishi-xize.txt" >a.xml || [ $? = 1 ]
	"$TIAOMU" diff --format json "$one" "$corpus/jinshan-2025-shishi-xize.txt" >a.json || [ $? = 1 ]
	"$TIAOMU" diff --format xml old new >set.xml || [ $? = 1 ]
	xmllint --noout --relaxng "$SOURCE_DIR/schema/diff.rng" ./*.xml
	xmllint --noout --schema "$SOURCE_DIR/schema/diff.xsd" ./*.xml
	sed 's/what="cap"/what="cape"/' a.xml >bad.xml
	run ! xmllint --noout --relaxng "$SOURCE_DIR/schema/diff.rng" bad.xml
	[ "$(grep -c '<documents paired_by' set.xml)" = 4 ]
	[ "$(grep -c '<added ' set.xml)" = 2 ]
	python3 - <<-'PY'
	import json, xml.etree.ElementTree as tree
	NS = '{urn:tiaomu:1}'
	def figure(e):
	    if e is None:
	        return None
	    out = dict(e.attrib)
	    if not out:
	        return e.findtext(NS + 'text')
	    per = [p.text for p in e.findall(NS + 'per')]
	    out.update({'per': per} if per else {}, **({'text': e.findtext(NS + 'text')} if e.find(NS + 'text') is not None else {}))
	    return out
	def texts(f):
	    if not isinstance(f, dict):
	        return f
	    return {k: v if isinstance(v, list) and k == 'per' else ' '.join(map(str, v)) if isinstance(v, list)
	            else 'true' if v is True else str(v) for k, v in f.items()}
	root = tree.parse('a.xml').getroot()
	diff = json.load(open('a.json'), parse_float=str, parse_int=str)['diff']
	changes = root.findall(NS + 'changes')
	assert len(changes) == len(diff['changes']) > 100
	for e, c in zip(changes, diff['changes']):
	    for key in ('old', 'new', 'kinds'):
	        assert [x.text for x in e.findall(NS + key)] == c[key]
	    assert e.get('similarity') == c['similarity']
	    assert len(e.findall(NS + 'figures')) == len(c['figures'])
	    for f, g in zip(e.findall(NS + 'figures'), c['figures']):
	        assert f.get('what') == g['what'] and f.findtext(NS + 'about') == g['about']
	        for side in ('old', 'new'):
	            assert figure(f.find(NS + side)) == texts(g[side]), (g, side)
	    for w, x in zip(e.findall(NS + 'words'), c['words']):
	        assert w.get('op') == x['op'] and [w.findtext(NS + s) for s in ('old', 'new')] == [x['old'], x['new']]
	assert [f.get('field') for f in root.findall(NS + 'document')] == [f['field'] for f in diff['document']]
	PY
}

@test "spans of words lie in the two files" {
	sed 's/区科委/区商务委/; s/20万元/25万元/' "$one" >new.txt
	"$TIAOMU" diff --format json "$one" new.txt >diff.json || [ $? = 1 ]
	python3 - "$one" <<-'PY'
	import json, sys
	old, new = open(sys.argv[1], 'rb').read(), open('new.txt', 'rb').read()
	words = [w for c in json.load(open('diff.json'))['diff']['changes'] for w in c['words']]
	assert len(words) > 8
	for w in words:
	    for text, span, raw in ((w['old'], w['old_span'], old), (w['new'], w['new_span'], new)):
	        assert raw[span[0]:span[1]].decode() == text, w
	PY
}

@test "the report fits 80 columns, also in Chinese, and has colour only when asked for or on a terminal" {
	minhang=$corpus/minhang-2024-zhengce-yijian.txt
	for lang in en zh; do
		"$TIAOMU" diff --lang $lang "$one" "$minhang" >report || [ $? = 1 ]
		python3 - <<-'PY'
		import unicodedata
		for line in open('report', encoding='utf-8').read().splitlines():
		    width = sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in line)
		    assert width <= 80, line
		PY
	done
	[ "$(grep -c $'\e' report)" = 0 ]
	"$TIAOMU" diff --color always "$cap/old.txt" "$cap/new.txt" >report || [ $? = 1 ]
	grep -q $'\e\[32m{+' report
	script -qc "'$TIAOMU' diff '$cap/old.txt' '$cap/new.txt'" /dev/null >report
	grep -q $'\e\[32m{+' report
	script -qc "'$TIAOMU' diff --color=never '$cap/old.txt' '$cap/new.txt'" /dev/null >report
	[ "$(grep -c $'\e' report)" = 0 ]
}

@test "--figures leaves words away, --stat counts, --ignore words forgets rewordings" {
	run "$TIAOMU" diff --figures "$cap/old.txt" "$cap/new.txt"
	[ "$status" = 1 ]
	[[ "$output" = *"300万元 -> 200万元"* ]]
	[[ "$output" != *"[-"* ]]
	printf '一、支持企业。对获得贷款的企业，按照市级资助金额的100%%给予配套。\n' >exact.txt
	printf '一、支持企业。对获得贷款的企业，按照不超过市级资助金额的100%%给予配套。\n' >most.txt
	run "$TIAOMU" diff --figures exact.txt most.txt
	[[ "$output" = *"100% -> <= 100%"* ]]
	run "$TIAOMU" diff --stat "$cap/old.txt" "$cap/new.txt"
	[[ "$output" =~ "changed "\ +1 ]]
	[[ "$output" =~ "cap "\ +1 ]]
	words=$pairs/same-sum-in-other-words
	run "$TIAOMU" diff "$words/old.txt" "$words/new.txt"
	[ "$status" = 1 ]
	run "$TIAOMU" diff --ignore words "$words/old.txt" "$words/new.txt"
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "the order of the two files turns the diff around" {
	tiers=$pairs/tiers
	"$TIAOMU" diff --format json "$tiers/old.txt" "$tiers/new.txt" >there.json || [ $? = 1 ]
	"$TIAOMU" diff --format json "$tiers/new.txt" "$tiers/old.txt" >back.json || [ $? = 1 ]
	python3 - <<-'PY'
	import json
	there, back = (json.load(open(name))['diff']['changes'] for name in ('there.json', 'back.json'))
	key = lambda f: json.dumps(f, sort_keys=True)
	assert sorted(key((f['what'], f['old'], f['new'])) for c in there for f in c['figures']) == \
	    sorted(key((f['what'], f['new'], f['old'])) for c in back for f in c['figures'])
	PY
}

@test "the page is whole in itself, runs no script but its own, and shows every change" {
	sed 's/区科委/区商务委/; s/20万元/25万元/; s/深化产业/<script>alert(1)<\/script>/' "$one" >new.txt
	for lang in en zh; do
		"$TIAOMU" diff --format html --lang $lang -o page-$lang.html "$one" new.txt || [ $? = 1 ]
	done
	"$TIAOMU" diff --format json "$one" new.txt >diff.json || [ $? = 1 ]
	grep -q '<html lang="zh">' page-zh.html
	grep -q '内容变化' page-zh.html
	[ "$(grep -c '内容变化' page-en.html)" = 0 ]
	python3 - <<-'PY'
	import base64, hashlib, html.parser, json, re

	class Page(html.parser.HTMLParser):
	    def __init__(self):
	        super().__init__()
	        self.open, self.rows, self.figures, self.marks = [], [], 0, []

	    def handle_starttag(self, tag, attributes):
	        attributes = dict(attributes)
	        assert not {'src', 'style', 'onclick'} & set(attributes), attributes
	        assert attributes.get('href', '#').startswith('#'), attributes
	        self.figures += tag == 'tr'
	        if tag == 'section':
	            self.rows.append(attributes['class'].split())
	        if tag not in ('meta', 'br', 'input'):
	            self.open.append(tag)

	    def handle_endtag(self, tag):
	        assert self.open.pop() == tag, tag

	    def handle_data(self, data):
	        if self.open and self.open[-1] in ('ins', 'del'):
	            self.marks.append(data)

	text = open('page-en.html', encoding='utf-8').read()
	assert 'http' not in text.replace('http-equiv', '')
	policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
	assert policy.startswith("default-src 'none'"), policy
	for tag in ('style', 'script'):
	    bodies = re.findall('<%s>(.*?)</%s>' % (tag, tag), text, re.S)
	    assert len(bodies) == 1, tag
	    digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
	    assert "%s-src 'sha256-%s'" % (tag, digest) in policy, tag
	page = Page()
	page.feed(text)
	assert not page.open
	changes = json.load(open('diff.json'))['diff']['changes']
	assert [set(c['kinds']) for c in changes] == [set(row[1:]) for row in page.rows if row[1:] != ['same']]
	assert page.figures >= sum(len(c['figures']) for c in changes) + 3  # a head for each table
	assert '区商务委' in page.marks and '20万元' in page.marks
	PY
}

@test "the page shows a sentence that stands elsewhere as moved, whole" {
	"$TIAOMU" diff --format html -o page.html "$pairs"/moved-sentence/{old,new}.txt || [ $? = 1 ]
	grep -q '<del class="moved">对新认定的区科技小巨人企业，给予60万元奖励。</del>' page.html
	grep -q '<ins class="moved">对新认定的区科技小巨人企业，给予60万元奖励。</ins>' page.html
	grep -q '<del>300万元</del>' page.html
}

@test "figures that belong together are one line, measures before offices and dates before words" {
	"$TIAOMU" diff --figures "$one" "$corpus/jinshan-2025-shishi-xize.txt" >report.txt || [ $? = 1 ]
	sed -n '/^[a-z, ]*  h1:4\/h3:33 /,/^[a-z]/p' report.txt | grep -A1 '^  cap .*5000万元' | tr -d '\n ' | grep -q ':20万元->amount20万元'
	sed -n '/^[a-z, ]*  h1:4\/h3:32 /,/^[a-z]/p' report.txt >item.txt
	printf '某区若干措施\n一、对企业给予50-200万元资金支持。\n' >old.txt
	printf '某区若干措施\n一、对企业给予一定的资金支持。\n' >new.txt
	"$TIAOMU" diff --figures old.txt new.txt >range.txt || [ $? = 1 ]
	grep -q '^  range  *企业: 50-200万元 -> none$' range.txt
	grep -q '^  office  *responsible -> accepting: 区科委 -> 区科委$' item.txt
	python3 - <<-'PY'
	order = ['measure', 'office', 'wording']
	sorts = {'office': 'office', 'instrument': 'wording', 'beneficiary': 'wording'}
	words = [line.split()[0] for line in open('item.txt') if line[:2] == '  ' and line[2] in 'acfioprb' and line[12:14] == '  ' or line[2:13] == 'beneficiary']
	found = [order.index(sorts.get(word, 'measure')) for word in words]
	assert len(set(found)) == 3 and found == sorted(found), words
	PY
}
