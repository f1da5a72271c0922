#!/usr/bin/env bats
# tiaomu check against a saved run, its findings as SARIF, and the progress of long runs.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	corpus=$SOURCE_DIR/corpus
	one=$corpus/jinshan-2023-ruogan-zhengce.txt
	mkdir -p rules
}

# Three clauses, of which every rule below changes one.
a_policy() {
	printf '某某区关于支持产业的若干政策\n一、扶持企业。对年产值10亿元以上的企业，给予20万元奖励。\n' >a.txt
	printf '二、扶持平台。对新建平台，顶格给予50万元补贴。\n三、目标。到2027年，新增企业30家。\n' >>a.txt
}

# What stands between two lines of a report is about one clause.
clause() {
	sed -n "/^$1 /,/^[a-z0-9]/p" "$2" | sed '1d;/^[a-z0-9]/d'
}

@test "nothing changes without a change; status 0" {
	"$TIAOMU" build "$corpus"/*.txt -q -o saved.xml
	run -0 --separate-stderr "$TIAOMU" check --against saved.xml
	[ "$output" = "$(printf 'the rules are those of the saved run\n5 documents read again, nothing lost, nothing gained')" ]
	[ -z "$stderr" ]
	run -0 "$TIAOMU" check --against saved.xml -q
	[ -z "$output" ]
}

@test "a word more: what is gained and lost by it, clause by clause, and nothing else" {
	a_policy
	"$TIAOMU" build a.txt -q -o saved.xml
	printf 'rules:\n  - {id: topped-out, use: bound, value: le, words: [顶格], why: w, seen: s, finds: {顶格50万元: 顶格}, rejects: [一]}\n' >rules/a.yaml
	run -1 "$TIAOMU" check --against saved.xml --rules rules -o report
	[ "$(head -n 2 report)" = "$(printf 'document: a.txt\nh1:2 二、扶持平台')" ]
	cat >expected <<-'END'
		- f1 money 500000 CNY grant | text 50万元 | rule currency
		+ f1 money 500000 CNY cap | text 50万元 | rule currency
		- m1 amount 500000 CNY | facts f1
		+ m1 cap 500000 CNY | facts f1
		  m1 text 对新建平台，顶格给予50万元补贴 | rule currency
	END
	clause h1:2 report | diff expected -
	[ "$(tail -n 1 report)" = "1 of 1 documents differ, 1 clauses: facts -1 +1, measures -1 +1" ]
	run -1 "$TIAOMU" check --against saved.xml --rules rules -q
	[ "$(tail -n 1 <<<"$output")" = "$(tail -n 1 expected)" ]
}

@test "records keep their identity when those before them are gone" {
	printf '某某区关于支持产业的若干政策\n一、扶持。对年产值10亿元以上的企业，给予20万元奖励，对新增30家门店的企业，给予5万元补贴。\n' >a.txt
	"$TIAOMU" build a.txt -q -o saved.xml
	grep -q 'id="f4"' saved.xml
	printf 'rules:\n  - {id: name, use: name, words: [10亿元], why: w, seen: s, finds: [10亿元], rejects: [一]}\n' >rules/a.yaml
	"$TIAOMU" rules list --use name | grep -q . || sed -i 's/use: name/use: plain/' rules/a.yaml
	run -1 "$TIAOMU" check --against saved.xml --rules rules
	grep -q '^- f1 money 1000000000 CNY threshold | text 10亿元 | rule ' <<<"$output"
	run ! grep -q '^[-+] f[234] ' <<<"$output"
	run ! grep -q '^[-+] m2 ' <<<"$output"
}

@test "clauses that another numbering gives are lost and gained; offices and titles too" {
	"$TIAOMU" build "$one" -q -o saved.xml
	"$TIAOMU" rules list --use office-alias >aliases
	id=$(awk '/^[a-z]/ { print $1; exit }' aliases)
	printf 'disable: [%s]\n' "$id" >rules/a.yaml
	run -1 "$TIAOMU" check --against saved.xml --rules rules
	grep -q '^- responsible 区.* | in full 金山区' <<<"$output"
	grep -q '^+ responsible 区[^|]* | rule office-[a-z-]*$' <<<"$output"
	"$TIAOMU" build "$one" -q --rules rules -o without.xml
	run -1 "$TIAOMU" check --against without.xml
	grep -q "^- responsible 区[^|]*$" <<<"$output" # a catalogue does not hold the rules of its offices
	grep -q "^+ responsible 区.* | in full 金山区.* | rule office-[a-z-]*, $id$" <<<"$output"
	run -1 "$TIAOMU" check --against saved.xml --rules rules
	[[ "${lines[-1]}" = "1 of 1 documents differ, "*" clauses: offices -"* ]]
	printf 'disable: [marker-h2]\n' >rules/a.yaml
	run -1 "$TIAOMU" check --against saved.xml --rules rules
	grep -q '^- h1:2/h2:1 | label （一）' <<<"$output"
	[[ "${lines[-1]}" = *": clauses -"* ]]
}

@test "any folder can be asked for; texts pair by what they hold" {
	mkdir -p old/x && cp "$corpus"/*.txt old && mv old/minhang* old/x
	"$TIAOMU" build old -q -o saved.xml
	mv old new
	run -2 "$TIAOMU" check --against saved.xml
	[[ "$output" = *"old/"*"[input-missing]"* ]]
	run -0 "$TIAOMU" check --against saved.xml new/x
	[ "${lines[1]}" = "4 documents of the saved run not read again" ]
	[ "${lines[2]}" = "1 documents read again, nothing lost, nothing gained" ]
	echo 四、新增。 >>new/x/minhang-2024-zhengce-yijian.txt
	run -2 "$TIAOMU" check --against saved.xml new
	[[ "$output" = *"new/x/minhang-2024-zhengce-yijian.txt:1:1: error: 'saved.xml' was not made from this text;"*"[saved-lacks]"* ]]
	[[ "$output" = *"4 documents read again, nothing lost, nothing gained" ]]
}

@test "two equal texts, an archive, threads: the same report" {
	mkdir two && cp "$one" two/a.txt && cp "$one" two/b.txt && cp "$corpus"/minhang*.txt two
	(cd two && python3 -m zipfile -c ../two.zip *.txt)
	"$TIAOMU" build two two.zip -q -o saved.xml
	"$TIAOMU" check --against saved.xml | grep -q '^6 documents read again, nothing lost'
	printf 'disable: [currency]\n' >rules/a.yaml
	run -1 "$TIAOMU" check --against saved.xml --rules rules -j 1 -o a
	run -1 "$TIAOMU" check --against saved.xml --rules rules -j 4 -o b
	cmp a b
	[ "$(grep '^document: ' a)" = "$(printf 'document: two/%s\n' a.txt b.txt minhang-2024-zhengce-yijian.txt
		printf 'document: two.zip!/%s\n' a.txt b.txt minhang-2024-zhengce-yijian.txt)" ]
}

@test "what is no saved catalogue is refused" {
	run -2 "$TIAOMU" check --against nowhere.xml
	run -2 "$TIAOMU" check --against "$one"
	[[ "$output" = *"[input-xml]" ]]
	"$TIAOMU" build "$one" -q -f json -o saved.json
	"$TIAOMU" check --against saved.json | grep -q '^1 documents read again, nothing lost'
	"$TIAOMU" build "$one" -q | head -n 40 >half.xml
	run -2 "$TIAOMU" check --against half.xml
	run -2 "$TIAOMU" check --against
}

@test "a saved catalogue that was damaged ends in a message or a report" {
	a_policy
	"$TIAOMU" build a.txt -q -o saved.xml
	python3 - <<-'END'
		import random, re
		good = open('saved.xml', encoding='utf-8').read()
		random.seed(5)
		for n in range(60):
		    bad = re.sub(r'(id|start|facts|joint|span|thresholds)="([^"]*)"',
		                 lambda m: '%s="%s"' % (m[1], random.choice(['', 'f9999999', '0 4000000000', m[2] + ' ' + m[2], 'm-1'])) if random.random() < .1 else m[0], good)
		    open('bad%d.xml' % n, 'w', encoding='utf-8').write(bad)
	END
	for bad in bad*.xml; do
		run "$TIAOMU" check --against "$bad" a.txt
		[ "$status" -le 2 ] || { echo "$bad $status $output"; false; }
	done
}

@test "findings as SARIF: golden files, known bugs, a saved run, rules" {
	cp -r "$SOURCE_DIR/golden" "$SOURCE_DIR/corpus" .
	"$TIAOMU" check -f sarif -o known.sarif
	printf 'disable: [figure-given]\n' >rules/a.yaml
	run -1 "$TIAOMU" check -f sarif --rules rules -o golden.sarif
	"$TIAOMU" build corpus/*.txt -q -o saved.xml
	run -1 "$TIAOMU" check -f sarif --rules rules --against saved.xml -o saved.sarif
	mkdir lint
	printf 'rules:\n  - {id: bare, use: plain, words: [乙方甲方], finds: [], rejects: []}\n' >lint/规则.yaml
	run -1 "$TIAOMU" rules lint -f sarif --rules lint -o lint.sarif
	run -1 "$TIAOMU" rules lint -f sarif --lang zh --rules lint -o zh.sarif
	printf 'rules:\n  - {id: bare, use: plain, words: [乙方甲方], why: w, seen: s, finds: [甲方], rejects: [一]}\n' >lint/规则.yaml
	run -1 "$TIAOMU" rules test -f sarif --rules lint -o test.sarif
	printf 'shows: x\n' >golden/pools/case.yaml
	run -1 "$TIAOMU" check -f sarif golden/pools -o broken.sarif
	python3 "$SOURCE_DIR/tests/sarif.py" ./*.sarif
	python3 - <<-'END'
		import json
		def results(name):
		    return json.load(open(name + '.sarif', encoding='utf-8'))['runs'][0]['results']
		assert {r['ruleId'] for r in results('known')} == {'known-bug'}
		assert {r['ruleId'] for r in results('golden')} - {'golden-broken'} == {'known-bug', 'golden-missing', 'golden-wrong'}
		assert {r['ruleId'] for r in results('saved')} == {'saved-lost', 'saved-gained'}
		assert [r['ruleId'] for r in results('lint')] == ['rule-lacks'] * 4
		assert [r['ruleId'] for r in results('test')] == ['example-missed']
		assert [r['ruleId'] for r in results('broken')] == ['golden-broken']
		place = results('lint')[0]['locations'][0]['physicalLocation']
		assert place == {'artifactLocation': {'uri': 'lint/%E8%A7%84%E5%88%99.yaml'}, 'region': {'startLine': 2, 'startColumn': 5}}, place
		# What is lost is a text of the place that it is said to stand at.
		facts = [r for r in results('saved') if ' money ' in r['message']['text'] or ' rate ' in r['message']['text']]
		assert len(facts) > 20
		for r in facts:
		    place = r['locations'][0]['physicalLocation']
		    text = open(place['artifactLocation']['uri'], 'rb').read()
		    start = place['region']['byteOffset']
		    if ' | text ' in r['message']['text']:
		        there = text[start:start + place['region']['byteLength']].decode()
		        assert ''.join(there.split()).startswith(r['message']['text'].split(' | text ')[1].split(' | ')[0][:2]), r
	END
	run -2 "$TIAOMU" rules list -f sarif
}

@test "the SARIF checker finds what is wrong" {
	printf 'rules:\n  - {id: bare, use: plain, words: [乙方甲方], finds: [], rejects: []}\n' >rules/a.yaml
	run -1 "$TIAOMU" rules lint -f sarif --rules rules -o a.sarif
	python3 "$SOURCE_DIR/tests/sarif.py" a.sarif
	for edit in 's/"2.1.0"/"2.0.0"/' 's/"startColumn": 5/"startColumn": 500/' 's/"level": "warning"/"level": "bad"/' \
		's/"ruleIndex": 0/"ruleIndex": 1/' 's,rules/a.yaml,rules/甲.yaml,' 's/"text": "rule/"txt": "rule/'; do
		sed "$edit" a.sarif >b.sarif
		run ! python3 "$SOURCE_DIR/tests/sarif.py" b.sarif
	done
}

@test "a long run says on a terminal how far it is, and nowhere else" {
	mkdir many
	for i in 1 2 3 4 5 6; do cp "$corpus"/*.txt many && (cd many && for f in jinshan* minhang*; do mv "$f" "$i$f"; done); done
	python3 "$SOURCE_DIR/tests/progress.py" "$TIAOMU" many "$SOURCE_DIR"
}
