#!/usr/bin/env bats
# --format csv, xlsx and sqlite: what the tables say, what opens them, how they are written.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	corpus=$SOURCE_DIR/corpus
	one=$corpus/jinshan-2024-xinxing-gongyehua.txt
}

# The corpus as JSON and in one other form, made once.
build_all() {
	all=$BATS_FILE_TMPDIR
	[ -e "$all/a.json" ] || "$TIAOMU" build "$corpus"/*.txt -q -f json -o "$all/a.json"
	[ -e "$all/a.$1" ] || "$TIAOMU" build "$corpus"/*.txt -q -f "$1" -o "$all/a.$1"
}

# Text that spreadsheets and CSV readers stumble over.
odd_text() {
	printf '一、=1+1\n1.+cmd|calc。\n2.-2+3、“甲, 乙”。\n'
	printf '3.对@SUM(1+1)企业给予20万元奖励。（责任单位：=区科委、+区经委）\n4._x0041_字\\|“"引"”。\n'
}

# What LibreOffice reads of a file, as CSV files in folder lo.
libreoffice() {
	command -v soffice >/dev/null || skip "LibreOffice is not installed"
	soffice "-env:UserInstallation=file://$BATS_FILE_TMPDIR/profile" --headless \
		--convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
		--outdir lo "$@" >/dev/null 2>&1
}

@test "csv says what the catalogue says, and fits its data package" {
	build_all csv
	python3 "$SOURCE_DIR/tests/tables.py" csv "$all/a.csv" "$all/a.json"
}

@test "xlsx says what the catalogue says; links lead to their clauses" {
	build_all xlsx
	python3 "$SOURCE_DIR/tests/tables.py" xlsx "$all/a.xlsx" "$all/a.json"
}

@test "sqlite says what the catalogue says; keys hold" {
	build_all sqlite
	python3 "$SOURCE_DIR/tests/tables.py" sqlite "$all/a.sqlite" "$all/a.json"
}

@test "LibreOffice reads the workbook cell by cell as the catalogue says" {
	build_all xlsx
	libreoffice "$all/a.xlsx"
	python3 "$SOURCE_DIR/tests/tables.py" libreoffice lo "$all/a.json"
}

@test "the comparison finds a wrong value" {
	build_all csv
	cp -r "$all/a.csv" bad
	sed -i '2s/200000,CNY/200001,CNY/' bad/measures.csv
	run python3 "$SOURCE_DIR/tests/tables.py" csv bad "$all/a.json"
	[ "$status" = 1 ]
	[[ "$output" = *200001* ]]
}

@test "odd texts come back from every form" {
	odd_text >odd.txt
	"$TIAOMU" build odd.txt -q -f json -o odd.json
	for form in csv xlsx sqlite; do
		"$TIAOMU" build odd.txt -q -f $form -o odd.$form
		python3 "$SOURCE_DIR/tests/tables.py" $form odd.$form odd.json
	done
	"$TIAOMU" build odd.txt -q -f xlsx --lang en -o odd.xlsx
	python3 "$SOURCE_DIR/tests/tables.py" xlsx odd.xlsx odd.json en
	libreoffice odd.xlsx
	python3 "$SOURCE_DIR/tests/tables.py" libreoffice lo odd.json en
}

@test "no text of a csv file is a formula for a spreadsheet" {
	odd_text >odd.txt
	"$TIAOMU" build odd.txt -q -f csv -o odd
	grep -q ",'=1+1," odd/clauses.csv
	grep -q ",'=区科委," odd/offices.csv
	for file in odd/*.csv; do
		python3 - "$file" <<-'PY'
		import csv, re, sys
		for row in csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')):
		    for text in row:
		        assert not re.match('[=+\\-@\t\r\n＝＋－＠−]', text) or text in ('=', '-') or re.fullmatch(r'-\d+(\.\d+)?', text), text
		PY
	done
	libreoffice '--infilter=Text - txt - csv (StarCalc):44,34,76,1' odd/clauses.csv
	grep -qF "'=1+1" lo/clauses*.csv
}

@test "csv files are UTF-8 with a byte order mark, or what --csv-encoding says" {
	for encoding in utf-8-bom utf-8 gb18030; do
		"$TIAOMU" build "$one" -q -f csv --csv-encoding $encoding -o $encoding
		grep -q '"encoding": "'${encoding%-bom}'"' $encoding/datapackage.json
	done
	"$TIAOMU" build "$one" -q -f csv -o default
	diff -r default utf-8-bom
	[ "$(head -c 3 utf-8-bom/clauses.csv)" = "$(printf '\357\273\277')" ]
	tail -c +4 utf-8-bom/clauses.csv | cmp - utf-8/clauses.csv
	iconv -f gb18030 -t utf-8 gb18030/clauses.csv | cmp - utf-8/clauses.csv
	run "$TIAOMU" build "$one" -f csv --csv-encoding latin1 -o x
	[ "$status" = 2 ]
}

@test "a text longer than a cell is cut in xlsx, with a warning there and here, and whole elsewhere" {
	python3 -c "print('一、长文\n1.' + '甲乙丙丁戊己庚辛壬癸' * 4000 + '。')" >long.txt
	run --separate-stderr "$TIAOMU" build long.txt -f xlsx -o long.xlsx --lang en
	[ "$status" = 0 ]
	[[ "$stderr" = *"long.txt:2:1: warning: 'Text' of h1:1/h3:1 has 40001 characters"*"bytes 13-120018"*"[cell-truncated]"* ]]
	run "$TIAOMU" build long.txt -q -f xlsx -o long.xlsx --strict
	[ "$status" = 1 ]
	python3 - <<-'PY'
	import re, zipfile
	book = zipfile.ZipFile('long.xlsx')
	sheets = [book.read(n).decode() for n in book.namelist() if 'worksheets/sheet' in n]
	texts = [t for s in sheets for t in re.findall('<t[^>]*>([^<]*)</t>', s)]
	assert max(map(len, texts)) == 32767
	assert 'cell-truncated' in texts
	PY
	"$TIAOMU" build long.txt -q -f sqlite -o long.db
	[ "$(sqlite3 long.db 'SELECT max(length(text)) FROM clauses')" = 40001 ]
	"$TIAOMU" build long.txt -q -f csv -o long
	[ "$(wc -c <long/clauses.csv)" -gt 120000 ]
}

@test "the same input gives the same bytes, whatever the time, place and language" {
	for form in csv xlsx sqlite; do
		"$TIAOMU" build "$one" -q -f $form -o a.$form
		TZ=Asia/Shanghai LC_ALL=de_DE.UTF-8 "$TIAOMU" build "$one" -q -f $form -o b.$form
		diff -r a.$form b.$form
	done
}

@test "validate writes the same tables as build" {
	for form in csv xlsx sqlite; do
		"$TIAOMU" build "$one" -q -f $form -o a.$form
		"$TIAOMU" build "$one" -q | "$TIAOMU" validate -q -f $form -o b.$form
		diff -r a.$form b.$form
	done
}

@test "which measures pay more than 1,000,000 yuan, for what, from which office" {
	build_all sqlite
	sqlite3 -json "$all/a.sqlite" "SELECT largest_sum, beneficiary, instrument, offices FROM measure_list WHERE largest_sum > 1000000 AND unit = 'CNY'" >answer
	sqlite3 -json "$all/a.sqlite" 'SELECT 最大金额, 扶持对象, 扶持方式, 负责部门 FROM 措施一览 WHERE 最大金额 > 1000000' >chinese
	python3 - "$all/a.json" <<-'PY'
	import json, sys
	want = []
	for d in json.load(open(sys.argv[1]))['catalogue']['documents']:
	    for c in d['clauses']:
	        for m in c['measures']:
	            sums = [s['value'] for s in [m['amount'], m['floor']] + m['caps'] if s and s['value'] is not None]
	            if sums and max(sums) > 1000000 and not m['restates']:
	                want.append((max(sums), m['beneficiary'], m['instrument']))
	answer = json.load(open('answer'))
	assert [(r['largest_sum'], r['beneficiary'], r['instrument']) for r in answer] == want, len(want)
	assert len(want) > 20
	assert [list(r.values()) for r in answer] == [list(r.values()) for r in json.load(open('chinese'))]
	offices = [r['offices'] for r in answer if r['offices']]
	assert '区经委' in ' '.join(offices) and len(offices) > len(answer) / 2
	PY
}

@test "full-text search finds words of two characters" {
	build_all sqlite
	for word in 补贴 园区 奖励 专精特新; do
		query=$(python3 -c 'import sys; print("\"" + " ".join(sys.argv[1]) + "\"")' $word)
		found=$(sqlite3 "$all/a.sqlite" "SELECT count(*) FROM search WHERE search MATCH '$query'")
		held=$(sqlite3 "$all/a.sqlite" "SELECT count(*) FROM clauses WHERE heading LIKE '%$word%' OR text LIKE '%$word%'")
		[ "$found" = "$held" ]
		[ "$found" -gt 0 ]
	done
	sqlite3 "$all/a.sqlite" "SELECT c.id FROM search JOIN clauses AS c ON c.row = search.rowid WHERE search MATCH '\"园 区\" AND \"转 型\"'" | grep -q :
}

@test "every view can be read" {
	build_all sqlite
	sqlite3 "$all/a.sqlite" "SELECT name FROM sqlite_master WHERE type = 'view'" >views
	[ "$(wc -l <views)" = 21 ]
	while read -r view; do
		rows=$(sqlite3 "$all/a.sqlite" "SELECT count(*) FROM \"$view\"")
		[ "$rows" -gt 0 ] || [ "$view" = 网页著录项 ] # the corpus has no web pages
	done <views
}

@test "a folder is replaced as a whole; one with other files is left alone" {
	"$TIAOMU" build "$one" -q -f csv -o out
	echo old >out/clauses.csv
	"$TIAOMU" build "$one" -q -f csv -o out/
	grep -q document, out/clauses.csv
	mkdir empty
	"$TIAOMU" build "$one" -q -f csv -o empty
	diff -r out empty
	echo mine >out/notes.txt
	echo old >out/clauses.csv
	run "$TIAOMU" build "$one" -f csv -o out
	[ "$status" = 2 ]
	[[ "$output" = *"the directory holds other files"*"[output-failed]"* ]]
	[ "$(cat out/clauses.csv)" = old ]
	echo file >plain
	run "$TIAOMU" build "$one" -f csv -o plain
	[ "$status" = 2 ]
	[ "$(cat plain)" = file ]
	run "$TIAOMU" build "$one" -f csv -o nowhere/out
	[ "$status" = 2 ]
	[ "$(ls)" = "$(printf 'empty\nout\nplain')" ]
}

@test "csv needs a folder; the others go to standard output too; a full disk is an error" {
	run "$TIAOMU" build "$one" -f csv
	[ "$status" = 2 ]
	[[ "$output" = *"--output"*"[usage]"* ]]
	for form in xlsx sqlite; do
		"$TIAOMU" build "$one" -q -f $form >a.$form
		"$TIAOMU" build "$one" -q -f $form -o b.$form
		cmp a.$form b.$form
		run "$TIAOMU" build "$one" -f $form -o /dev/full
		[ "$status" = 2 ]
		[[ "$output" = *"no space left"* ]]
	done
}

# stopped DELAY SIGNAL FORM: a run that writes `stopped` and gets SIGNAL after DELAY seconds.
stopped() {
	local pid
	"$TIAOMU" build "$corpus"/*.txt -q -f "$3" -o stopped 3>&- &
	pid=$!
	sleep "$1"
	kill -s "$2" $pid 2>/dev/null || true
	wait $pid || true
}

@test "a run that is stopped leaves a whole result or none" {
	for form in csv xlsx sqlite; do
		"$TIAOMU" build "$corpus"/*.txt -q -f $form -o whole
		for delay in 0.02 0.05 0.1 0.2 0.4; do
			for signal in TERM KILL; do
				stopped $delay $signal $form
				[ ! -e stopped ] || diff -r stopped whole
				rm -rf stopped
				# what cannot be held back may come while the result takes its place
				[ $signal != KILL ] || rm -rf stopped.*.new
				[ "$(ls -A)" = whole ]
			done
		done
		rm -r whole
	done
}

@test "inputs that cannot be read leave tables of the others; none at all leave empty ones" {
	for form in csv xlsx sqlite; do
		run "$TIAOMU" build missing.txt "$one" -f $form -o some.$form
		[ "$status" = 2 ]
		"$TIAOMU" build "$one" -q -f $form -o one.$form
		diff -r some.$form one.$form
		run "$TIAOMU" build missing.txt -f $form -o none.$form
		[ "$status" = 2 ]
	done
	[ "$(sqlite3 none.sqlite 'SELECT count(*) FROM documents')" = 0 ]
	[ "$(wc -l <none.csv/documents.csv)" = 1 ]
	python3 -c "import zipfile; assert zipfile.ZipFile('none.xlsx').testzip() is None"
}

@test "100,000 measures: nothing is lost in any form" {
	[ -z "$SANITIZE" ] || skip "takes long with sanitizers"
	mkdir in
	python3 - <<-'PY'
	for d in range(10):
	    with open('in/%d.txt' % d, 'w', encoding='utf-8') as file:
	        file.write('某区关于支持第%d类企业的若干政策\n' % d)
	        for i in range(1, 10001):
	            file.write('第%d条 对甲类企业，给予%d元奖励。\n' % (i, i + d * 10000))
	PY
	"$TIAOMU" build in -q -o a.xml
	for form in csv xlsx sqlite; do
		"$TIAOMU" validate a.xml -q -f $form -o a.$form
	done
	[ "$(sqlite3 a.sqlite 'SELECT count(*), sum(largest_sum) FROM measures')" = "100000|5000050000" ]
	python3 - <<-'PY'
	import csv, re, zipfile
	with open('a.csv/measures.csv', encoding='utf-8-sig', newline='') as file:
	    assert sum(int(row['largest_sum']) for row in csv.DictReader(file)) == 5000050000
	book = zipfile.ZipFile('a.xlsx')
	sheets = [book.read(name).decode() for name in book.namelist() if 'worksheets/sheet' in name]
	assert sorted(len(re.findall('<row ', sheet)) for sheet in sheets)[-3:].count(100001) >= 2
	PY
}
