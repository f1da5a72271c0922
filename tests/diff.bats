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
	run "$TIAOMU" diff --format xml "$one" "$one"
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

@test "a catalogue of several documents is no edition" {
	"$TIAOMU" build "$cap/old.txt" "$cap/new.txt" -o both.xml 2>/dev/null
	run --separate-stderr "$TIAOMU" diff both.xml "$one"
	[ "$status" = 2 ]
	[[ "$stderr" = *"[diff-documents]" ]]
	run "$TIAOMU" diff <(head -c 3000 both.xml) "$one"
	[ "$status" = 2 ]
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
	        self.figures += tag == 'a'
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
	assert page.figures == sum(len(c['figures']) for c in changes)
	assert '区商务委' in page.marks and '20万元' in page.marks
	PY
}

@test "the page filters, in a browser" {
	command -v chromium >/dev/null || skip "no chromium"
	"$TIAOMU" diff --format html -o page.html "$cap/old.txt" "$cap/new.txt" || [ $? = 1 ]
	timeout 60 chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$PWD/page.html" >dom 2>/dev/null
	[ "$(grep -c '<section class="row same".*hidden' dom)" = 2 ]
	[ "$(grep -c '<section class="row changed"' dom)" = 1 ]
	[ "$(grep -c '<section class="row changed".*hidden' dom)" = 0 ]
}
