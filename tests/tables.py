"""tables.py csv|xlsx|sqlite|libreoffice PATH JSON [LANGUAGE]: do the tables say what the catalogue says?

The tables are made again from JSON, with nothing but the names in
schema/columns.yaml, and compared value by value with what was written.
`libreoffice` is a folder of CSV files that it made of the workbook.
"""
import csv
import datetime
import io
import json
import os
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = yaml.safe_load(open(os.path.join(HERE, '../schema/columns.yaml'), encoding='utf-8'))['tables']
INSIDE = {'documents': ['citations', 'fields', 'repairs', 'dropped', 'diagnostics', 'clauses'],
          'clauses': ['offices', 'cells', 'facts', 'conditions', 'measures', 'targets'],
          'measures': ['caps']}
ABOVE = ['document', 'clause', 'measure']
IDS = {'eligibility', 'thresholds', 'joint', 'facts', 'amount_facts', 'floor_facts', 'rate_facts', 'restates'}
FORMULA = re.compile("^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")


# ---- what must be there ----

def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def field(record, name):
    """The value that a column called `name` stands for; KeyError when the record has none."""
    if name in record:
        value = record[name]
        return '%d/%d' % tuple(value) if name == 'fraction' and value else value
    for end, part in (('_start', 0), ('_end', 1)):
        if name.endswith(end) and name[:-len(end)] in record:
            span = record[name[:-len(end)]]
            return span[part] if span else None
    if name.endswith('_iso'):
        return field(record, name[:-4])
    for key, inner in record.items():
        if name.startswith(key + '_'):
            if inner is None:
                return None
            if isinstance(inner, dict):
                return field(inner, name[len(key) + 1:])
    raise KeyError(name)


def in_charge(clauses, clause):
    by_id = {c['id']: c for c in clauses}

    def names(c):
        return list(dict.fromkeys(o['name'] for o in c['offices'] if o['role'] != 'interpreting'))

    def parts(parent):
        told = [c for c in clauses if c['parent'] == parent and c['role'] in ('accepting', 'responsibility')]
        return list(dict.fromkeys(n for c in told for n in names(c)))

    while clause:
        found = names(clause) or parts(clause['id'])
        if found:
            return found
        clause = by_id.get(clause['parent'])
    return parts(None)


def largest(measure):
    sums = [s for s in [measure['amount'], measure['floor']] + measure['caps'] if s and is_number(s['value'])]
    if not sums:
        return None, None
    unit = sums[0]['unit']
    return max(s['value'] for s in sums if s['unit'] == unit), unit


def derived(name, document, clause, record):
    if name == 'document_title':
        return document['title']
    if name == 'clause_heading':
        by_id = {c['id']: c for c in document['clauses']}
        while clause and not clause['heading']:
            clause = by_id.get(clause['parent'])
        return clause and clause['heading']
    if name == 'offices':
        return in_charge(document['clauses'], clause)
    if name == 'largest_sum':
        return largest(record)[0]
    if name == 'largest_sum_unit':
        return largest(record)[1]
    raise KeyError(name)


def expect(rows, table, record, keys, position, document, clause):
    row = {}
    for name in TABLES[table]['columns']:
        if name in ABOVE[:len(keys)]:
            value = keys[ABOVE.index(name)]
        elif name == 'position':
            value = position
        else:
            try:
                value = field(record, name)
            except KeyError:
                try:
                    value = derived(name, document, clause, record)
                except KeyError:
                    value = None  # an optional field that this record has not
        both = name + '_iso' in TABLES[table]['columns'] or name.endswith('_iso')
        if both and value is not None and is_number(value) == name.endswith('_iso'):
            value = None
        row[name] = value
    rows[table].append(row)
    for inside in INSIDE.get(table, []):
        for i, item in enumerate(record[inside]):
            expect(rows, inside, item, keys + [record.get('id')], i + 1, document,
                   item if inside == 'clauses' else clause)


def expected(path):
    catalogue = json.load(open(path, encoding='utf-8'), parse_float=Decimal)['catalogue']
    rows = {table: [] for table in TABLES}
    for document in catalogue['documents']:
        expect(rows, 'documents', document, [], 1, document, None)
    expect(rows, 'catalogue', {k: v for k, v in catalogue.items() if k != 'documents'}, [], 1, None, None)
    return rows


def as_text(name, value):
    """A list as one text, as CSV and XLSX have it."""
    if not isinstance(value, list):
        return value
    if not value:
        return None
    if isinstance(value[0], list):
        return ' '.join('%d-%d' % tuple(v) for v in value)
    if name in IDS:
        return ' '.join(value)
    return '|'.join(v.replace('\\', '\\\\').replace('|', '\\|') for v in value)


# ---- what is there: {table: [[texts]]} with heads ----

def read_csv(folder):
    package = json.load(open(os.path.join(folder, 'datapackage.json'), encoding='utf-8'))
    assert sorted(os.listdir(folder)) == sorted([t + '.csv' for t in TABLES] + ['datapackage.json'])
    found = {}
    for resource in package['resources']:
        raw = open(os.path.join(folder, resource['path']), 'rb').read()
        assert len(raw) == resource['bytes'], resource['path']
        text = raw.decode(resource['encoding'])
        text = text[1:] if text[:1] == '\ufeff' else text
        bare = re.sub('"(?:[^"]|"")*"', '', text)
        assert bare.count('\n') == bare.count('\r\n') == bare.count('\r'), resource['path']
        found[resource['name']] = list(csv.reader(io.StringIO(text, newline=''), strict=True))
        names = [f['name'] for f in resource['schema']['fields']]
        assert found[resource['name']][0] == names, resource['name']
    check_package(package, found)
    for name, rows in found.items():
        types = {f['name']: f for f in next(r for r in package['resources'] if r['name'] == name)['schema']['fields']}
        for row in rows[1:]:
            for i, text in enumerate(row):
                plain = types[rows[0][i]]['type'] == 'string' and 'enum' not in types[rows[0][i]].get('constraints', {})
                if plain and FORMULA.match(text):
                    assert text[0] == "'", (name, rows[0][i], text)
                    row[i] = text[1:]
    return found


def check_package(package, found):
    """Types, required values, words, primary and foreign keys hold."""
    pattern = {'integer': r'\d+', 'number': r'-?\d+(\.\d+)?', 'boolean': 'true|false', 'date': r'\d{4}-\d\d-\d\d',
               'string': r'(?s).*'}
    for resource in package['resources']:
        head, rows = found[resource['name']][0], found[resource['name']][1:]
        schema = resource['schema']
        for i, f in enumerate(schema['fields']):
            limits = f.get('constraints', {})
            for row in rows:
                assert len(row) == len(head)
                if row[i] == '':
                    assert not limits.get('required'), (resource['name'], f['name'])
                else:
                    assert re.fullmatch(pattern[f['type']], row[i]), (resource['name'], f['name'], row[i])
                    assert row[i] in limits.get('enum', [row[i]]), (f['name'], row[i])

        def key(table, names):
            at = [found[table][0].index(n) for n in names]
            return [tuple(row[i] for i in at) for row in found[table][1:]]
        if 'primaryKey' in schema:
            values = key(resource['name'], schema['primaryKey'])
            assert len(values) == len(set(values)), resource['name']
        for foreign in schema.get('foreignKeys', []):
            there = set(key(foreign['reference']['resource'], foreign['reference']['fields']))
            assert set(key(resource['name'], foreign['fields'])) <= there, resource['name']


def cell_of(ref):
    column = 0
    for letter in re.match('[A-Z]+', ref).group():
        column = column * 26 + ord(letter) - 64
    return column - 1


def read_xlsx(path, language):
    """Rows of all sheets, read from the XML itself: numbers, texts, truths and dates as texts."""
    ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
    book = zipfile.ZipFile(path)
    names = [s.get('name') for s in ET.fromstring(book.read('xl/workbook.xml')).find('m:sheets', ns)]
    styles = ET.fromstring(book.read('xl/styles.xml'))
    formats = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter('{%s}numFmt' % ns['m'])}
    dates = [formats.get(x.get('numFmtId')) == 'yyyy-mm-dd' for x in styles.find('m:cellXfs', ns)]
    found, sheets = {}, {}
    for number, name in enumerate(names, 1):
        sheet = ET.fromstring(book.read('xl/worksheets/sheet%d.xml' % number))
        rows = []
        for row in sheet.iter('{%s}row' % ns['m']):
            assert int(row.get('r')) == len(rows) + 1
            rows.append({})
            for c in row:
                value = c.find('m:v', ns)
                text = value.text if value is not None else ''.join(c.find('m:is', ns).itertext())
                if c.get('t') in ('str', 'inlineStr'):
                    text = re.sub('_x([0-9A-Fa-f]{4})_', lambda m: chr(int(m.group(1), 16)), text)
                if c.get('t') is None and dates[int(c.get('s') or 0)]:
                    text = str(datetime.date(1899, 12, 30) + datetime.timedelta(int(text)))
                if c.get('t') == 'b':
                    text = {'1': 'true', '0': 'false'}[text]
                rows[-1][cell_of(c.get('r'))] = text
        width = max(rows[0]) + 1
        sheets[name] = [[row.get(i, '') for i in range(width)] for row in rows]
        check_sheet(sheet, ns, width, len(rows))
    check_links(book, ns, names, sheets, language)
    for table, names_of in TABLES.items():
        found[table] = sheets.pop(names_of[language])
        part = 2
        while '%s %d' % (names_of[language], part) in sheets:
            more = sheets.pop('%s %d' % (names_of[language], part))
            assert more[0] == found[table][0]
            found[table] += more[1:]
            part += 1
    assert not sheets, sheets.keys()
    return named(found, language)


def check_sheet(sheet, ns, width, rows):
    pane = sheet.find('.//m:pane', ns)
    assert pane.get('state') == 'frozen' and pane.get('ySplit') == '1'
    assert sheet.find('m:autoFilter', ns).get('ref').startswith('A1:')
    assert sheet.find('m:autoFilter', ns).get('ref').endswith(str(rows))
    widths = [float(c.get('width')) for c in sheet.find('m:cols', ns)]
    assert widths and all(8 <= w <= 61.5 for w in widths), widths


def check_links(book, ns, names, sheets, language):
    """Every link leads to the row of the clause that it shows."""
    links = 0
    for number, name in enumerate(names, 1):
        for c in ET.fromstring(book.read('xl/worksheets/sheet%d.xml' % number)).iter('{%s}c' % ns['m']):
            formula = c.find('m:f', ns)
            if formula is None:
                continue
            m = re.fullmatch('HYPERLINK\\("#\'(.*)\'!A(\\d+)","(.*)"\\)', formula.text)
            row = sheets[m.group(1)][int(m.group(2)) - 1]
            own = sheets[name][int(re.search(r'\d+', c.get('r')).group()) - 1]
            assert row[0] == own[0] and row[1] == m.group(3) == c.find('m:v', ns).text, (name, c.get('r'))
            links += 1
    assert links, 'no links'


def named(found, language):
    for table, rows in found.items():
        titles = {v[language]: k for k, v in TABLES[table]['columns'].items()}
        rows[0] = [titles[t] for t in rows[0]]
    return found


def read_libreoffice(folder, language):
    found = {}
    for table, names in TABLES.items():
        path = next(p for p in os.listdir(folder) if p.endswith('-%s.csv' % names[language]))
        with open(os.path.join(folder, path), encoding='utf-8', newline='') as file:
            found[table] = list(csv.reader(file))
        for row in found[table]:
            row[:] = [{'TRUE': 'true', 'FALSE': 'false'}.get(text, text) for text in row]
    return named(found, language)


def compare_texts(want, found, exact=False):
    """In a workbook numbers are binary; the nearest one is right."""
    count = 0
    for table, rows in want.items():
        head = found[table][0]
        assert head == list(TABLES[table]['columns']), (table, head)
        assert len(rows) == len(found[table]) - 1, (table, len(rows), len(found[table]) - 1)
        for i, (row, texts) in enumerate(zip(rows, found[table][1:])):
            for name, text in zip(head, texts):
                value = as_text(name, row[name])
                if value is None or value == '':
                    same = text == ''
                elif isinstance(value, bool):
                    same = text == str(value).lower()
                elif is_number(value):
                    same = Decimal(text) == value or (not exact and float(text) == float(value))
                else:
                    same = text == value
                assert same, (table, i + 1, name, value, text)
                count += 1
    return count


def compare_sqlite(want, path):
    db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
    assert db.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
    assert db.execute('PRAGMA foreign_key_check').fetchall() == []
    count = 0
    for table, rows in want.items():
        columns = TABLES[table]['columns']
        select = ', '.join('"%s"' % c for c in columns)
        got = db.execute('SELECT %s FROM "%s" ORDER BY rowid' % (select, table)).fetchall()
        chinese = db.execute('SELECT * FROM "%s"' % TABLES[table]['zh'])
        assert [d[0] for d in chinese.description] == [c['zh'] for c in columns.values()]
        assert len(got) == len(rows) == len(chinese.fetchall()), table
        for row, values in zip(rows, got):
            for name, value in zip(columns, values):
                wanted = row[name]
                if isinstance(wanted, list):
                    wanted = wanted or None
                    value = value and json.loads(value)
                if isinstance(value, float):
                    value = Decimal(repr(value))
                assert value == wanted, (table, row, name, value, wanted)
                count += 1
    return count


def main(form, path, catalogue, language='zh'):
    want = expected(catalogue)
    if form == 'sqlite':
        count = compare_sqlite(want, path)
    elif form == 'csv':
        count = compare_texts(want, read_csv(path), exact=True)
    elif form == 'xlsx':
        count = compare_texts(want, read_xlsx(path, language))
    else:
        count = compare_texts(want, read_libreoffice(path, language))
    print(count, 'values')
    assert count


if __name__ == '__main__':
    main(*sys.argv[1:])
