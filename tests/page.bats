#!/usr/bin/env bats
# The page of tiaomu diff in headless Chromium.  tools/test.sh installs what this needs.

bats_require_minimum_version 1.5.0

@test "the page in a browser: quiet, accessible, by keyboard, on paper, with 2,000 clauses" {
	[ -z "$SANITIZE" ] || skip "the page does not depend on sanitizers"
	modules=$SOURCE_DIR/build/node/node_modules
	[ -d "$modules/playwright-core" ] && [ -x /usr/bin/chromium ] || skip "tools/test.sh installs what this needs"
	cd "$BATS_TEST_TMPDIR"
	one=$SOURCE_DIR/corpus/jinshan-2023-ruogan-zhengce.txt
	sed 's/1 亿元市级/100 万元市级/; s/区科委/区商务委/; s/20 万元/25 万元/; s/^六、附则/六、新增部分\n1.新的条目。对参加展会的企业，给予2万元补贴。\n七、附则/' "$one" >new.txt
	mkdir old new
	cp "$one" "$SOURCE_DIR"/golden/diff/tiers/old.txt "$SOURCE_DIR"/corpus/minhang* old
	cp new.txt new
	cp "$SOURCE_DIR"/golden/diff/targets/new.txt new/targets.txt
	cp "$SOURCE_DIR"/golden/diff/tiers/new.txt new/tiers.txt
	python3 - <<-'PY'
	for name, sum in (('large-old.txt', 10), ('large-new.txt', 11)):
	    with open(name, 'w', encoding='utf-8') as file:
	        file.write('某某区促进产业发展若干政策\n')
	        for n in range(2000):
	            if n % 100 == 0:
	                file.write('第%d章 支持第%d组企业\n' % (n // 100 + 1, n // 100 * 7 + 1))
	            file.write('第%d条 对新认定的第%d类示范企业，经评定给予%d万元的一次性奖励，用于研发投入和人才引进。\n' %
	                       (n % 100 + 1, n * 37 + 1, n + sum))
	PY
	page() {
		"$TIAOMU" diff --format html --lang "$1" -o "$2.html" "$3" "$4" || [ $? = 1 ]
	}
	page en en "$one" new.txt
	page zh zh "$one" new.txt
	page en set old new
	page en rules "$one" "$SOURCE_DIR/corpus/jinshan-2025-shishi-xize.txt"
	page zh large large-old.txt large-new.txt
	timeout 120 node "$SOURCE_DIR/tests/page.js" "$modules" "$PWD" >&3
}
