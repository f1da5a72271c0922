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

# Prints the catalogue of FILE as printed anew, without the note that it was read in Simplified characters.
as_simplified() {
	"$TIAOMU" build -v --format json "$1" 2>err | python3 "$SOURCE_DIR/tests/without_bytes.py" printing |
		python3 -c 'import json, sys
catalogue = json.load(sys.stdin)
for document in catalogue["catalogue"]["documents"]:
    document["diagnostics"] = [d for d in document["diagnostics"] if d["code"] != "traditional-text"]
json.dump(catalogue, sys.stdout, ensure_ascii=False, indent=1)'
}

@test "a document in Traditional characters gives, in Simplified ones, what its source gives" {
	for file in "$corpus"/*.txt; do
		as_simplified "$file" >simplified.json
		! grep -q traditional-text err
		for config in s2tw s2t s2hk; do
			[ "$config" = s2tw ] || [ "$file" = "$one" ] || continue
			opencc -c $config -i "$file" -o a.txt
			! cmp -s "$file" a.txt
			as_simplified a.txt >a.json
			grep -q 'note: .*\[traditional-text\]$' err
			diff simplified.json a.json
			# Big5 lacks the signs of some documents (‰).
			if iconv -f UTF-8 -t BIG5 a.txt >big5.txt 2>err; then
				as_simplified big5.txt >a.json
				diff simplified.json a.json
				"$TIAOMU" build --format json big5.txt 2>err | grep -q '"encoding": *"Big5"'
				echo "${file##*/}" >>in-big5
			fi
		done
	done
	[ "$(sort -u in-big5 | wc -l)" -ge 2 ]
	"$TIAOMU" read a.txt | "$TIAOMU" normalize | "$TIAOMU" segment | "$TIAOMU" extract 2>err |
		"$TIAOMU" validate >pipe.xml
	"$TIAOMU" build a.txt 2>err | cmp - pipe.xml
}

@test "spans of what was read in Simplified characters count the bytes of the Traditional ones" {
	opencc -c s2tw -i "$corpus"/minhang*.txt -o utf8.txt
	iconv -f UTF-8 -t BIG5 utf8.txt >big5.txt
	for name in utf8 big5; do
		"$TIAOMU" build --format json $name.txt >$name.json 2>err
		python3 - $name <<-'PY'
		import json, subprocess, sys, unicodedata
		name = sys.argv[1]
		raw = open(name + '.txt', 'rb').read()
		document = json.load(open(name + '.json'))['catalogue']['documents'][0]
		texts, want = [], []
		for clause in document['clauses']:
		    for fact in clause['facts'] + clause['offices']:
		        if 'pieces' in fact and fact['pieces']:
		            continue
		        start, end = fact['span']
		        texts.append(raw[start:end].decode('big5' if name == 'big5' else 'utf-8').replace('\n', ''))
		        want.append(fact.get('text') or fact['name'])
		back = subprocess.run(['opencc', '-c', 'tw2s'], input='\n'.join(texts), capture_output=True, text=True).stdout
		for a, b in zip(back.split('\n'), want):
		    assert unicodedata.normalize('NFKC', a).replace(' ', '') == unicodedata.normalize('NFKC', b), (a, b)
		assert len(want) > 80, len(want)
		changed = document['repairs']
		assert sum(r['rule'] == 'traditional' for r in changed) > 1000
		for repair in changed:
		    start, end = repair['span']
		    assert raw[start:end].decode('big5' if name == 'big5' else 'utf-8') == repair['from'], repair
		PY
	done
}

# Writes a.zip: members with names in UTF-8 and in GBK, and some that are not to be read.
make_archive() {
	python3 - "$one" <<-'PY'
	import sys, zipfile
	text = open(sys.argv[1], 'rb').read()
	gbk = '政策/金山.txt'.encode('gbk')
	with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
	    for name, data in [('一/二.txt', text), ('x' * len(gbk), text), ('../../evil.txt', text), ('folder/', b''),
	                       ('bomb.txt', b'x' * 9000000), ('huge.txt', b'x' * 10000001), ('__MACOSX/._a.txt', b'a'),
	                       ('c.png', b'a'), ('empty.txt', b''), ('inner.zip', b'a'), ('last.TXT', text)]:
	        z.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
	data = open('a.zip', 'rb').read().replace(b'x' * len(gbk), gbk)
	open('a.zip', 'wb').write(data)
	PY
}

names() {
	"$TIAOMU" build --format ndjson "$@" 2>err |
		python3 -c 'import json, sys; [print(json.loads(line)["source"]["name"]) for line in sys.stdin]'
}

@test "a folder stands for its documents in the order of their names" {
	mkdir -p f/b f/a.d f/.hidden
	for name in f/b/1.txt f/a.txt f/a.d/z.HTM f/.hidden/a.txt f/.a.txt f/c.css f/d.text; do cp "$one" $name; done
	ln -s ../f f/b/round
	ln -s ../../f/a.txt f/b/2.txt
	[ "$(names -v f)" = "$(printf '%s\n' f/a.d/z.HTM f/a.txt f/b/1.txt f/b/2.txt f/d.text)" ]
	grep -q '^f/c.css:1:1: note: passed over, .* \[input-skipped\]$' err
	[ "$(names f/b f/a.txt)" = "$(printf '%s\n' f/b/1.txt f/b/2.txt f/a.txt)" ]
	"$TIAOMU" build f >/dev/null
	"$TIAOMU" read f/ | grep -c '<documents' | grep -qx 5
}

@test "an archive stands for its documents, whatever their names are written in" {
	make_archive
	[ "$(names a.zip)" = "$(printf '%s\n' 'a.zip!/一/二.txt' 'a.zip!/政策/金山.txt' 'a.zip!/../../evil.txt' 'a.zip!/last.TXT')" ]
	[ "$(cut -d' ' -f1,2 err)" = "$(printf '%s\n' 'a.zip!/bomb.txt:1:1: error:' 'a.zip!/huge.txt:1:1: error:' 'a.zip!/empty.txt:1:1: error:')" ]
	[ "$(grep -o '\[.*' err | tr -d '\n')" = '[archive-ratio][input-too-large][input-empty]' ]
	[ ! -e ../../evil.txt ]
	[ "$(ls)" = "$(printf 'a.zip\nerr')" ]
	# The same bytes give the same catalogue.
	"$TIAOMU" build --format json a.zip 2>/dev/null >zip.json || [ $? = 2 ]
	"$TIAOMU" build --format json "$one" >file.json
	python3 - <<-'PY'
	import json
	zipped = json.load(open('zip.json'))['catalogue']['documents'][0]
	plain = json.load(open('file.json'))['catalogue']['documents'][0]
	zipped['source']['name'] = plain['source']['name']
	assert zipped == plain
	PY
}

@test "archives that are damaged, locked, too many or empty are refused by name, and stop nothing" {
	printf 'PK\003\004xyz' >bad.zip
	python3 - "$one" <<-'PY'
	import sys, zipfile
	text = open(sys.argv[1], 'rb').read()
	with zipfile.ZipFile('crc.zip', 'w') as z:
	    z.writestr('a.txt', text)
	    z.writestr('b.txt', text)
	data = bytearray(open('crc.zip', 'rb').read())
	data[200] ^= 1
	open('crc.zip', 'wb').write(data)
	data = bytearray(open('crc.zip', 'rb').read())
	for at in (data.find(b'PK\1\2') + 8, 6):  # the bit that says it is encrypted
	    data[at] |= 1
	open('locked.zip', 'wb').write(data)
	with zipfile.ZipFile('none.zip', 'w') as z:
	    z.writestr('a.png', b'')
	with zipfile.ZipFile('many.zip', 'w') as z:
	    for n in range(20001):
	        z.writestr('%d.txt' % n, b'a')
	PY
	mkdir none
	run --separate-stderr "$TIAOMU" build bad.zip crc.zip locked.zip none.zip many.zip none "$one"
	[ "$status" = 2 ]
	[ "$(sed 's/:1:1: .*\[/ /; s/\]//' <<<"$stderr")" = "$(printf '%s\n' 'bad.zip archive-damaged' \
		'crc.zip!/a.txt archive-damaged' 'locked.zip!/a.txt archive-locked' 'none.zip no-inputs' \
		'many.zip archive-many' 'none no-inputs')" ]
	[ "$(grep -c '<documents' <<<"$output")" = 3 ]
}

@test "an archive that lies about sizes is damaged" {
	python3 - <<-'PY'
	import struct, zipfile
	with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as z:
	    z.writestr('a.txt', '一、支持企业。\n'.encode() * 100)
	data = bytearray(open('a.zip', 'rb').read())
	central = data.find(b'PK\1\2')
	struct.pack_into('<I', data, central + 24, 100)
	struct.pack_into('<I', data, 22, 100)
	open('a.zip', 'wb').write(data)
	PY
	run --separate-stderr "$TIAOMU" build a.zip
	[ "$status" = 2 ]
	[[ "$stderr" = 'a.zip!/a.txt:1:1: error: '*'[archive-damaged]' ]]
}

@test "the output is the same whatever the number of threads" {
	make_archive
	mkdir f
	cp "$corpus"/*.txt f
	for n in 1 2 3 4; do cp f/minhang*.txt f/copy$n.txt; done
	"$TIAOMU" build -v --jobs 1 a.zip f missing.txt >1.xml 2>1.err || [ $? = 2 ]
	for jobs in 2 3 16; do
		"$TIAOMU" build -v --jobs $jobs a.zip f missing.txt >n.xml 2>n.err || [ $? = 2 ]
		cmp 1.xml n.xml
		cmp 1.err n.err
	done
	for value in 0 x -1; do
		run "$TIAOMU" build --jobs $value "$one"
		[ "$status" = 2 ]
	done
}

@test "tables of folders and archives are the same whatever the number of threads" {
	make_archive
	mkdir f
	cp "$corpus"/*.txt f
	cp a.zip f
	for form in csv xlsx sqlite; do
		for jobs in 1 2 7; do
			"$TIAOMU" build -q --jobs $jobs --format $form f a.zip missing.txt -o $form.$jobs 2>err || [ $? = 2 ]
			grep -q '^missing.txt:.*\[input-missing\]$' err
			diff -r $form.1 $form.$jobs
		done
	done
	# A row for each document, those from archives too, each under a name of its own.
	python3 - <<-'PY'
	import csv
	with open('csv.1/documents.csv', encoding='utf-8-sig', newline='') as file:
	    rows = list(csv.DictReader(file))
	assert len(rows) == 13, len(rows)
	assert len({row['id'] for row in rows}) == 13
	names = [row['source_name'] for row in rows]
	assert 'f/a.zip!/一/二.txt' in names and 'a.zip!/last.TXT' in names, names
	PY
	[ "$(sqlite3 sqlite.1 'SELECT count(*) FROM documents')" = 13 ]
}

@test "the summary says what was read, how, and what was not" {
	make_archive
	iconv -f UTF-8 -t GBK "$corpus"/minhang*.txt >gbk.txt
	"$TIAOMU" build -o out.xml gbk.txt a.zip missing.txt 2>err || [ $? = 2 ]
	grep -qx '  text GB18030: gbk.txt' err
	grep -qx '  text UTF-8: a.zip!/一/二.txt' err
	grep -qx '! archive-ratio: a.zip!/bomb.txt' err
	grep -qx '! input-missing: missing.txt' err
	tail -n 1 err | grep -q '^out.xml: 5 documents, .*; 4 inputs not read; 2 passed over$'
}

# Writes page.html: the text of FILE among the things that web sites put around it, in charset $2.
make_page() {
	python3 - "$1" "$2" >page.html <<-'PY'
	import html, sys
	text = open(sys.argv[1], encoding='utf-8').read()
	body = '\n'.join('<p><span>%s</span></p>' % html.escape(line) for line in text.split('\n') if line.strip())
	page = ('<!DOCTYPE html><html><head><meta charset="%s"><title>页</title><script>"<p>一、假的。</p>"</script></head>'
	        '<body><ul class="nav"><li><a href="/">首页</a></li></ul><div class="crumb">当前位置：<a>首页</a></div>'
	        '<div id="zoom">%s</div><div class="share">分享</div><div class="footer">主办：某政府</div></body></html>')
	sys.stdout.buffer.write((page % (sys.argv[2], body)).encode(sys.argv[2]))
	PY
}

@test "the text of a page is found, in any charset, and spans count the page's bytes" {
	make_page "$one" utf-8
	"$TIAOMU" build --format json page.html >utf8.json
	python3 "$SOURCE_DIR/tests/without_bytes.py" <utf8.json >a
	make_page "$one" gbk
	sed -i 's/charset="gbk"/charset="gb2312"/' page.html
	"$TIAOMU" build --format json page.html >gbk.json
	python3 "$SOURCE_DIR/tests/without_bytes.py" <gbk.json | cmp a -
	python3 - <<-'PY'
	import json, re, unicodedata
	raw = open('page.html', 'rb').read()
	document = json.load(open('gbk.json'))['catalogue']['documents'][0]
	assert document['source']['format'] == 'html' and document['source']['encoding'] == 'GB18030'
	assert document['number'] == '金府发〔2024〕1号'
	text = json.dumps(document['clauses'], ensure_ascii=False)
	for word in ('首页', '当前位置', '假的', '主办'):
	    assert word not in text, word
	seen = 0
	for clause in document['clauses']:
	    for fact in clause['facts']:
	        start, end = fact['span']
	        assert unicodedata.normalize('NFKC', raw[start:end].decode('gbk')).replace(' ', '') == fact['text'], fact
	        seen += 1
	assert seen > 10
	PY
	"$TIAOMU" read page.html | "$TIAOMU" normalize | "$TIAOMU" segment | "$TIAOMU" extract | "$TIAOMU" validate >pipe.xml
	"$TIAOMU" build page.html | cmp - pipe.xml
}

@test "the corpus as pages, its tables as <table>, gives the same catalogue" {
	for file in "$corpus"/*.txt; do
		name=$(basename "$file" .txt)
		"$TIAOMU" build --format json "$file" >text.json 2>err
		golden=
		if grep -q '"kind": "table"' text.json; then golden=$SOURCE_DIR/golden/$name.yaml; fi
		python3 "$SOURCE_DIR/tests/as_page.py" text.json ${golden:+"$golden"} >page.html
		[ -z "$golden" ] || [ "$(grep -c '<table border' page.html)" = 2 ]
		"$TIAOMU" build --format json page.html >page.json 2>err
		python3 "$SOURCE_DIR/tests/without_bytes.py" printing <text.json >a
		python3 "$SOURCE_DIR/tests/without_bytes.py" printing <page.json >b
		diff a b
		"$TIAOMU" read page.html | "$TIAOMU" normalize | "$TIAOMU" segment | "$TIAOMU" extract 2>err |
			"$TIAOMU" validate >pipe.xml
		"$TIAOMU" build page.html 2>err | cmp - pipe.xml
	done
}

@test "read --text prints the plain text of every form" {
	{ cat "$one" && echo; } >utf8.txt # its last line has no end
	"$TIAOMU" read --text "$one" | cmp - utf8.txt
	iconv -f UTF-8 -t GB18030 utf8.txt >a.txt
	"$TIAOMU" read --text a.txt utf8.txt | cmp - <(cat utf8.txt utf8.txt)
	cat >page.html <<-'HTML'
	<html><head><meta name=PubDate content=2024-01-01></head><body><div><a href=x>首页</a></div><div>
	<p>一、补贴标准如下，执行。</p><table><tr><th>类别<th>标准<tr><td>甲<td><p>10万元</p><p>一次性</p><tr><td>乙<td>5&#19975;元</table></div></body>
	HTML
	"$TIAOMU" read --text page.html >out
	printf '一、补贴标准如下，执行。\n\n类别\t标准\n甲\t10万元 一次性\n乙\t5万元\n' | diff - out # the table is beside the one paragraph
	run "$TIAOMU" normalize --text out
	[ "$status" = 2 ]
}

@test "a page is read in the charset it is in, whatever it says" {
	make_page "$one" utf-8
	as_simplified page.html >right.json
	cp page.html utf8.html
	for label in gbk big5 utf-16 iso-8859-1 shift_jis none; do
		sed "s/charset=\"utf-8\"/charset=\"$label\"/" utf8.html >page.html
		as_simplified page.html | cmp right.json -
	done
	for label in utf-8 big5 utf-16 iso-8859-1 none; do
		sed "s/charset=\"utf-8\"/charset=\"$label\"/" utf8.html | iconv -f UTF-8 -t GBK >page.html
		as_simplified page.html | cmp right.json -
	done
	opencc -c s2tw -i utf8.html | sed 's/charset="utf-8"/charset="gb2312"/' | iconv -f UTF-8 -t BIG5 >page.html
	as_simplified page.html | cmp right.json -
}

@test "a file in two charsets is never read in silence" {
	for pair in UTF-8:GB18030 GB18030:UTF-8 UTF-8:BIG5 GB18030:UTF-16LE; do
		{
			head -n 60 "$one" | iconv -f UTF-8 -t "${pair%:*}//TRANSLIT"
			tail -n +61 "$one" | iconv -f UTF-8 -t "${pair#*:}//TRANSLIT"
		} >a.txt
		run --separate-stderr timeout 20 "$TIAOMU" build a.txt -q -o out.xml
		[ "$status" -ge 1 ]
		[ "$status" -le 2 ]
		[[ "$stderr" = *"a.txt:"*" error: "*"[invalid-bytes]"* || "$stderr" = *"[input-encoding]"* ||
			"$stderr" = *"[encoding-unknown]"* || "$stderr" = *"[input-binary]"* ]]
		[ ! -e out.xml ] || "$TIAOMU" validate out.xml >/dev/null
	done
}

@test "pages made to harm end in a message, soon and in little memory" {
	python3 - <<-'PY'
	text = '<p>一、支持企业，给予奖励。</p>'
	def write(name, page): open(name + '.html', 'w').write('<html><body>' + page)
	write('deep', '<table><tr><td>' * 100000 + text)
	write('attributes', '<p ' + ' '.join('a%d=1' % i for i in range(900000)) + '>' + text)
	write('attribute', '<p a="' + 'x' * 50000000 + '">' + text)
	write('fonts', ''.join('<font size=%d>' % i for i in range(400)) + '<p>一、支持，企业。' * 20000)
	write('elements', '<p><b c>，</b>' * 600000)
	write('open', text + '<' * 1000000)
	write('script', text + '<script>' + 'x<' * 1000000)
	write('empty', '<div><a>首页</a></div>')
	write('divs', '<div>' * 100000 + text)
	write('spans', '<span>' * 100000 + text)
	row = '<tr><td colspan=1000 rowspan=65534>甲</td><td colspan=99999999 rowspan=0>乙</td><td>丙</td></tr>'
	write('spanning', text + '<table border=1>' + row * 20000)
	head = '<tr>' + ''.join('<th>列%d</th>' % i for i in range(1000)) + '</tr>'
	write('grid', text + '<table>' + head + '<tr><td>甲<td>乙' * 100000)
	write('wide', text + '<table>' + head + ('<tr>' + '<td>甲' * 1000) * 300)
	write('tables', text + '<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>' * 10000)
	write('labels', '<table>' + '<tr><td>索引号<td>文号：' * 50000 + '</table>' + text)
	write('metas', '<meta name=PubDate content=2024-01-01>' * 100000 + text)
	PY
	# A sanitizer reserves an address space of terabytes.
	[ -n "$SANITIZE" ] || ulimit -v 2000000
	for case in deep:page-deep divs:page-deep spans:page-deep attribute:input-too-large elements:page-large empty:page-empty; do
		run --separate-stderr timeout 60 "$TIAOMU" read "${case%:*}.html"
		[ "$status" = 2 ]
		[[ "$stderr" = *"[${case#*:}]" ]]
	done
	for case in attributes fonts open script spanning grid wide tables labels metas; do
		timeout 60 "$TIAOMU" read "$case.html" | grep -q '>一、支持'
	done
	for case in spanning grid wide tables labels; do
		run --separate-stderr timeout 60 "$TIAOMU" build -q "$case.html" -o out.xml
		[ "$status" -le 1 ]
		grep -q '<documents' out.xml
	done
}
