"""as_page.py: a document as a saved web page: paragraphs, and its tables as <table>, from its catalogue in JSON.

Usage: as_page.py CATALOGUE.json [GOLDEN.yaml] > page.html

With a golden file the cells of tables are those that a person wrote down; they
must be as many as in the catalogue.  Merged cells have a rowspan.  What stands
around the text is that of a government's web site.
"""
import html
import json
import sys

import yaml

FRAME = '''<!DOCTYPE html><html><head><meta charset="utf-8"><title>页</title><script>"<p>一、假的。</p>"</script></head>
<body><ul class="nav"><li><a href="/">首页</a></li></ul><div class="crumb">当前位置：<a>首页</a></div>
<table width="100%%"><tr><td><div id="zoom">
%s</div></td></tr></table><div class="share">分享</div><div class="footer">主办：某政府</div></body></html>
'''


def paragraphs(text):
    return ''.join('<p><span>%s</span></p>\n' % html.escape(line) for line in text.split('\n') if line)


def whole(clause, source):
    """The clause as it was printed: its label, heading and text, with the marks between them."""
    parts = [clause['label'] or '', clause['heading'] or '', clause['heading_end'] or '', clause['text'] or '']
    if clause['kind'] in ('component', 'title') and clause['label']:
        return clause['label'] + '\n' + (clause['heading'] or '') + clause['text']
    if clause['heading'] and clause['text'] and not clause['heading_end']:
        parts[1] += '\n'
    if clause['label'] and not clause['label'].endswith(('、', '.', '）', '章', '节', '条')) and clause['kind'] != 'bullet':
        parts[0] += '：' if clause['kind'] == 'topic' else ''
    return ''.join(parts)


def cell(tag, text, rows=1):
    span = ' rowspan="%d"' % rows if rows > 1 else ''
    lines = text.split('\n')
    inside = html.escape(text) if len(lines) == 1 else ''.join('<p>%s</p>' % html.escape(line) for line in lines)
    return '<%s%s>%s</%s>' % (tag, span, inside, tag)


def table(clause, rows):
    """rows: (label, {column: (text, inherited)}) each."""
    out = ['<table border="1">']
    if clause['heading']:
        out.append('<caption>%s</caption>' % html.escape(clause['heading']))
    out.append('<tr>' + ''.join(cell('th', c) for c in clause['columns']) + '</tr>')
    for n, (label, cells) in enumerate(rows):
        line = []
        for column in clause['columns']:
            text, inherited = cells.get(column, ('', False))
            if inherited:
                continue
            covered = 1
            while n + covered < len(rows) and rows[n + covered][1].get(column, ('', False))[1]:
                covered += 1
            if column == clause['columns'][1]:
                text = label + text  # 1.… stands in front of what the row is about
            line.append(cell('td', text, covered))
        out.append('<tr>' + ''.join(line) + '</tr>')
    return '\n'.join(out) + '</table>\n'


def main():
    document = json.load(open(sys.argv[1], encoding='utf-8'))['catalogue']['documents'][0]
    golden = {c['id']: c for c in yaml.safe_load(open(sys.argv[2], encoding='utf-8'))['clauses']} if len(sys.argv) > 2 else None
    body = ''
    clauses = document['clauses']
    for n, clause in enumerate(clauses):
        if clause['kind'] == 'row':
            continue
        if clause['kind'] != 'table':
            body += paragraphs(whole(clause, document))
            continue
        rows = []
        for row in clauses:
            if row['parent'] != clause['id'] or row['kind'] != 'row':
                continue
            cells = golden[row['id']]['cells'] if golden else row['cells']
            assert len(cells) == len(row['cells']), row['id']
            rows.append((row['label'] or '', {c['column']: (c['text'], bool(c.get('inherited'))) for c in cells}))
        body += table(clause, rows)
    sys.stdout.write(FRAME % body)


main()
