#!/usr/bin/env bats
# For those who keep the rules: tiaomu rules, tiaomu explain, and the guide.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	corpus=$SOURCE_DIR/corpus
	one=$corpus/jinshan-2023-ruogan-zhengce.txt
	mkdir -p bin rules && ln -sf "$TIAOMU" bin/tiaomu
}

# rule ID USE REST...: a rule file with one rule that is complete but for what REST says.
rule() {
	printf 'rules:\n  - {id: %s, use: %s, why: w, seen: s, %s}\n' "$1" "$2" "$3" >rules/a.yaml
}

@test "the guide can be followed to the letter, in both languages" {
	for guide in README.md README.zh-CN.md; do
		mkdir "$guide"
		(cd "$guide" && PATH=$BATS_TEST_TMPDIR/bin:$PATH \
			python3 "$SOURCE_DIR/tests/follow_guide.py" "$SOURCE_DIR/extract/grammar/$guide")
	done
}

@test "both guides have the same examples" {
	for guide in README.md README.zh-CN.md; do
		sed -n '/^```/,/^```/p' "$SOURCE_DIR/extract/grammar/$guide" >"$guide.blocks"
	done
	cmp README.md.blocks README.zh-CN.md.blocks
}

@test "the guide names every key, every use and every value" {
	python3 - "$SOURCE_DIR" <<-'END'
		import re, sys
		def read(name):
		    return open(sys.argv[1] + '/extract/' + name, encoding='utf-8').read()
		uses = {name: ''.join(re.findall('"([^"]*)"', values)).split() for name, values in re.findall(
		    r'TM_USE\(\w+,\s*"([^"]+)",\s*\w+,\s*"[^"]*",\s*((?:"[^"]*"\s*)+)\)', read('include/extract/grammar_uses.def'))}
		assert len(uses) > 100, len(uses)
		keys = re.search(r'keys\[\] = \{ "id"(.*?)NULL', read('grammar.c'), re.S)[0]
		for guide in 'grammar/README.md', 'grammar/README.zh-CN.md':
		    rows = [line.split('|') for line in read(guide).split('\n') if line.startswith('| `')]
		    for key in re.findall('"([a-z]+)"', keys):
		        assert any(row[1].strip() == '`%s`' % key for row in rows), (guide, key)
		    said = {}
		    for row in rows:
		        for use in re.findall('`([^`]+)`', row[1]):
		            if len(row) == 5:
		                assert use not in said, (guide, use)
		                said[use] = re.findall('`([^`]+)`', row[2])
		    said.pop('use') # the head of the table
		    there = {use: [v for v in values if v != '*'] for use, values in uses.items()}
		    wrong = {use: (said.get(use), there.get(use)) for use in said.keys() | there.keys() if said.get(use) != there.get(use)}
		    assert not wrong, (guide, wrong)
	END
}

@test "list names every rule with its file and line" {
	"$TIAOMU" rules list --format json >list.json
	python3 - "$SOURCE_DIR" <<-'END'
		import json, sys
		rules = json.load(open('list.json'))['rules']
		assert len(rules) > 200
		for rule in rules:
		    line = open(sys.argv[1] + '/' + rule['file'], encoding='utf-8').read().split('\n')[rule['line'] - 1]
		    assert line.strip() == '- id: ' + rule['id'], (rule, line)
		    assert 'fired' not in rule
	END
	"$TIAOMU" rules list >list.txt
	[ "$(grep -c '^[a-z]' list.txt)" = "$(grep -o '"priority"' list.json | wc -l)" ]
	tail -n 1 list.txt | grep -q ' rules$'
}

@test "list counts what fires, and a folder of documents is its texts" {
	"$TIAOMU" rules list --format json "$corpus" >a.json
	"$TIAOMU" rules list --format json "$corpus"/*.txt >b.json
	cmp a.json b.json
	python3 - "$one" <<-'END'
		import json
		report = json.load(open('a.json'))
		rules = {rule['id']: rule for rule in report['rules']}
		assert report['documents'] == 5
		assert rules['figure-given']['fired'] > 20 and rules['marks']['fired'] > 1000
		assert all((rule['first'] is None) == (rule['fired'] == 0) for rule in rules.values() if 'fired' in rule)
		first = rules['figure-given']['first']
		assert '元' in open(first['file'], encoding='utf-8').read().split('\n')[first['line'] - 1]
	END
	[ "$("$TIAOMU" rules list "$corpus" | grep -c '^  fired   nowhere')" = \
		"$("$TIAOMU" rules list "$corpus" | sed -n 's/.* rules, \([0-9]*\) of them fired nowhere in 5 documents/\1/p')" ]
}

@test "a rule that fires nowhere, and one that fires three times" {
	rule aaa-word plain 'words: [乙方甲方], finds: [乙方甲方], rejects: [甲]'
	printf '一、支持。给予乙方甲方补贴。\n二、支持。给予乙方甲方和乙方甲方补贴。\n' >doc.txt
	"$TIAOMU" rules list --rules rules doc.txt | grep -A3 '^aaa-word' | grep -q 'fired   3, first in doc.txt:1'
	"$TIAOMU" rules list --rules rules "$one" | grep -A3 '^aaa-word' | grep -q 'fired   nowhere'
}

@test "every rule finds something in the corpus or in a golden case" {
	run -0 "$TIAOMU" rules list "$corpus"/*.txt "$SOURCE_DIR"/golden/*/input.txt
	[ -z "$(grep -B4 '^  fired   nowhere' <<<"$output" | grep '^[a-z]')" ]
}

@test "--use lists one use, and knows which there are" {
	"$TIAOMU" rules list --use instrument | grep -q '^instruments  instrument  '
	[ "$("$TIAOMU" rules list --use instrument | grep '^[a-z]' | grep -vc '  instrument  ')" = 0 ]
	"$TIAOMU" rules list --use date-word | grep -q "^second-half-of-a-year  date-word:--07/--12  extract/grammar/"
	run -2 "$TIAOMU" rules list --use nonsense
	run -2 "$TIAOMU" rules nonsense
	run -2 "$TIAOMU" rules
	run -2 "$TIAOMU" rules lint "$one"
}

@test "the rules of the program have nothing to lint" {
	run -0 "$TIAOMU" rules lint
	[[ $output == *" rules, 0 findings" ]]
}

@test "lint finds what a rule lacks" {
	rule bare plain 'words: [乙方甲方], finds: [], rejects: []'
	sed -i 's/why: w, seen: s, //' rules/a.yaml
	run -1 "$TIAOMU" rules lint --rules rules
	for key in why seen finds rejects; do
		grep -q "^rules/a.yaml:2:5: warning: rule 'bare' says nothing under '$key'.* \[rule-lacks\]$" <<<"$output"
	done
	[[ $output == *" rules, 4 findings" ]]
}

@test "lint finds words and patterns that never win" {
	cat >rules/a.yaml <<-'END'
		rules:
		  - {id: low, use: plain, words: [甲甲乙乙], why: w, seen: s, finds: [], rejects: [甲]}
		  - {id: high, use: verb, value: act, priority: 2, words: [甲甲乙乙], why: w, seen: s, finds: [甲甲乙乙], rejects: [甲]}
		  - id: same
		    use: figure-role
		    value: other
		    pattern: 'money-word  @money'
		    why: w
		    seen: s
		    finds: []
		    rejects: [甲]
		  - id: same-again
		    use: figure-role
		    value: target
		    pattern: 'money-word @money'
		    why: w
		    seen: s
		    finds: []
		    rejects: [甲]
	END
	run -1 "$TIAOMU" rules lint --rules rules
	grep -q "^rules/a.yaml:2:35: warning: '甲甲乙乙' of rule 'low' never wins: rule 'high' (rules/a.yaml:3) .*\[rule-word-behind\]$" <<<"$output"
	grep -q "^rules/a.yaml:15:14: warning: rule 'same-again' never wins: rule 'same' (rules/a.yaml:4) .*\[rule-behind\]$" <<<"$output"
}

@test "lint finds short names of bodies that are never looked up" {
	rule alias office-alias 'map: {省文旅厅: 省文化和旅游厅, 区市场监管所: 市场监督管理所, 市场监管所: 市场监督管理所}, finds: [省文旅厅], rejects: [一]'
	run -1 "$TIAOMU" rules lint --rules rules
	grep -q "^rules/a.yaml:2:.*: warning: '省文旅厅' of rule 'alias' begins with .*; write '文旅厅' \[rule-level\]$" <<<"$output"
	grep -q "'区市场监管所' .*; write '市场监管所' \[rule-level\]$" <<<"$output"
	[[ $output == *" rules, 2 findings" ]]
	printf '某某省人民政府关于支持旅游的若干政策\n一、支持。给予补贴。【责任单位：省文旅厅】\n' >doc.txt
	"$TIAOMU" rules list --rules rules --use office-alias doc.txt | grep -A3 '^alias ' | grep -q 'fired   nowhere'
	rule alias office-alias 'map: {文旅厅: 文化和旅游厅}, finds: [文旅厅], rejects: [一]'
	"$TIAOMU" rules list --rules rules --use office-alias doc.txt | grep -A3 '^alias ' | grep -q 'fired   1'
}

@test "what is wrong with a rule is said with what there is instead" {
	says() {
		run -2 "$TIAOMU" rules test --rules rules
		[[ $output == "rules/a.yaml:2:"*": error: $1"* ]] || { echo "$output"; false; }
	}
	rest='words: [甲乙], finds: [甲乙], rejects: [一]'
	rule x nosuch "$rest"
	says "there is no use 'nosuch'; \`tiaomu rules list\` shows those there are [rule-use]"
	rule x bound "$rest"
	says "rule 'x' needs a \`value\`: ge, gt, le, lt, approx, eq [rule-value-missing]"
	rule x currency "$rest"
	says "rule 'x' needs a \`value\`: CNY, USD, EUR, ... [rule-value-missing]"
	rule x bound "value: most, $rest"
	says "'most' is not a value of use 'bound', which takes ge, gt, le, lt, approx, eq [rule-value]"
	rule x plain "value: most, $rest"
	says "rule 'x' takes no \`value\`: its use 'plain' has none, "
	rule x plain "wordz: [甲乙], finds: [甲乙], rejects: [一]"
	says "unknown key 'wordz'; the keys there are: id, use, value, pattern, words, map, why, seen, finds, rejects, priority [yaml-unknown-key]"
	rule x office-alias "$rest"
	says "rule 'x' needs a \`map\` from words to what they stand for; use 'office-alias' takes no "
	rule x plain 'finds: [甲乙], rejects: [一]'
	says "key 'words | pattern | map' is missing "
	rule x plain 'words: [奖励], finds: [奖励], rejects: [一]'
	line=$(grep -n -e '- id: instruments$' "$SOURCE_DIR/extract/grammar/measures.yaml" | cut -d: -f1)
	says "word '奖励' belongs to rule 'instruments' (extract/grammar/measures.yaml:$line) already; "
	run -2 "$TIAOMU" rules test --rules rules --lang zh
	[[ $output == *"词语“奖励”已属于规则“instruments”（extract/grammar/measures.yaml:$line）"* ]]
}

@test "lint finds patterns without bounds" {
	rule evil furniture "value: mark, pattern: '(?:[一-龥]+，?)+。\$', finds: [一，二。], rejects: [一]"
	run -1 "$TIAOMU" rules lint --rules rules
	grep -q "^rules/a.yaml:2:.*'evil' runs into the match limit .*\[rule-unbounded\]$" <<<"$output"
}

@test "lint reports rules that cannot be loaded, as findings; the others refuse to start" {
	rule broken plain "pattern: '（一', finds: [一], rejects: [二]"
	sed -i 's/（一/(一/' rules/a.yaml
	run -1 "$TIAOMU" rules lint --rules rules
	grep -q '\[rule-pattern\]$' <<<"$output"
	run -2 "$TIAOMU" rules test --rules rules
	run -2 "$TIAOMU" rules lint --rules nowhere
}

@test "test names the example that fails" {
	rule mine plain 'words: [乙方甲方], finds: {甲方: 甲方, 给乙方甲方: 甲方}, rejects: [乙方甲方, 一]'
	run -1 "$TIAOMU" rules test --rules rules --use plain
	grep -q "^rules/a.yaml:2:.*'mine' does not find its example '甲方'.*\[example-missed\]$" <<<"$output"
	grep -q "^rules/a.yaml:2:.*finds '乙方甲方' in '给乙方甲方', not '甲方'.*\[example-differs\]$" <<<"$output"
	grep -q "^rules/a.yaml:2:.*finds '乙方甲方' in '乙方甲方', which it must reject.*\[example-not-rejected\]$" <<<"$output"
	"$TIAOMU" rules test --rules rules --use plain --format json >a.json || true
	python3 -c 'import json; assert any(f["code"] == "example-missed" for f in json.load(open("a.json"))["findings"])'
	"$TIAOMU" rules test --rules rules --lang zh | grep -q 'rules/a.yaml:2:.*规则“mine”'
}

@test "a folder with a file for each of the program is read instead of its rules" {
	without_rules() { "$TIAOMU" build "$@" "$one" 2>/dev/null | grep -v '<rules'; }
	cp "$SOURCE_DIR"/extract/grammar/*.yaml rules
	without_rules >a.xml
	without_rules --rules rules >b.xml
	cmp a.xml b.xml
	echo 'rules: []' >rules/offices.yaml
	without_rules --rules rules >b.xml
	grep -q '<clause' b.xml
	run ! grep -q '<office' b.xml
	rm rules/offices.yaml # a file less, and it is laid over the rules of the program
	without_rules --rules rules >b.xml
	cmp a.xml b.xml
}

@test "a numerals.yaml alone takes the place of the numerals of the program" {
	printf '关于甲的若干政策\n一、甲\n1.给予企业三十万元补贴。\n' >a.txt
	"$TIAOMU" build a.txt | grep -q 'value="300000"'
	sed 's/^\( *\)三: 3$/\1三: 4/' "$SOURCE_DIR/extract/grammar/numerals.yaml" >rules/numerals.yaml
	"$TIAOMU" build --rules rules a.txt | grep -q 'value="400000"'
}

@test "explain shows a clause by its id, by a line, and one measure of it" {
	"$TIAOMU" explain "$one#h1:1/h3:1" >a
	grep -q '^  f5 money 200000 CNY grant | text 20万元$' a
	grep -q '^     role  by figure-given (benefit)$' a
	grep -q '^  给予  .*giving-verbs$' a
	grep -q '^  giving-verbs  extract/grammar/measures.yaml:' a
	"$TIAOMU" explain "$one:73" >b
	cmp a b
	"$TIAOMU" explain "$one#h1:1/h3:1#m1" >c
	grep -q '^  m1 amount 200000 CNY | facts f5$' c
	run ! grep -q '^  \(m2\|f6\|c2\) ' c
}

@test "explain keeps to 80 columns, and its JSON holds every fact of the catalogue" {
	for file in "$corpus"/*.txt; do
		"$TIAOMU" explain "$file" >a
		"$TIAOMU" explain --format json "$file" >a.json
		"$TIAOMU" build --format json "$file" >b.json 2>/dev/null
		python3 - <<-'END'
			import json, unicodedata
			for line in open('a', encoding='utf-8'):
			    width = sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in line.rstrip('\n'))
			    assert width <= 80 or '.txt:' in line, line
			clauses = json.load(open('a.json', encoding='utf-8'))['clauses']
			built = json.load(open('b.json', encoding='utf-8'))['catalogue']['documents'][0]['clauses']
			assert len(clauses) == len(built)
			for clause, other in zip(clauses, built):
			    for key in ('id', 'text', 'offices', 'facts', 'conditions', 'measures', 'targets'):
			        assert clause[key] == other[key], (clause['id'], key)
			    assert [role['fact'] for role in clause['roles']] == [fact['id'] for fact in clause['facts']]
			    assert [office['office'] for office in clause['office_rules']] == [office['name'] for office in clause['offices']]
			    for office, said in zip(clause['offices'], clause['office_rules']):
			        assert (office['canonical'] is None) == (said['in_full'] is None), (clause['id'], office, said)
			    rules = {rule['id'] for rule in clause['rules']}
			    assert {fact['rule'] for fact in clause['facts']} <= rules
			    assert {office[key] for office in clause['office_rules'] for key in ('rule', 'in_full')} - {None} <= rules
			    for key in ('heading', 'text'):
			        assert ''.join(token['text'] for token in clause[key + '_tokens']) == (clause[key] or '')
		END
	done
}

@test "explain names the rules that found an office and its full name" {
	rule alias office-alias 'map: {文旅厅: 文化和旅游厅}, finds: [文旅厅], rejects: [一]'
	printf '某某省人民政府关于支持旅游的若干政策\n一、旅游。省文旅厅负责评审。对企业给予10万元奖励。\n二、责任单位。省科技厅、省旅投办\n' >doc.txt
	"$TIAOMU" explain --rules rules 'doc.txt#h1:1' >a
	sed -n '/^offices$/,/^facts$/p' a | sed '$d' >b
	printf '%s\n' offices '  responsible 省文旅厅 | in full 某某省文化和旅游厅' '     made by office-charged' '     in full by alias' | cmp - b
	grep -q '^  alias  rules/a.yaml:2$' a
	grep -q '^  office-charged  extract/grammar/offices.yaml:' a
	"$TIAOMU" explain 'doc.txt#h1:1' | grep -q '^     in full by no rule$'
	"$TIAOMU" explain --rules rules 'doc.txt#h1:1#m1' | grep -c '^offices$' | grep -q '^0$'
	"$TIAOMU" explain --format json --rules rules 'doc.txt#h1:1' |
		grep -q '"office_rules": \[{"office": "省文旅厅", "rule": "office-charged", "in_full": "alias"}\]'
}

@test "explain says what is not there" {
	run -2 "$TIAOMU" explain "$one#h1:99"
	[[ $output == *"'#h1:99'"*"[clause-unknown]" ]]
	run -2 "$TIAOMU" explain "$one#h1:1/h3:1#m99"
	run -2 "$TIAOMU" explain "$one:999999"
	run -2 "$TIAOMU" explain nowhere.txt
	run -2 "$TIAOMU" explain
	cp "$one" 'a#b:3'
	"$TIAOMU" explain 'a#b:3:73' >a
	head -n 1 a | grep -q '^a#b:3:71: '
}
