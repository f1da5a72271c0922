"""sarif.py FILE...: is each a SARIF 2.1.0 log as the standard and this program's manual want it?

Checks what the schema of SARIF 2.1.0 requires of the objects that are used here, that kinds and
results agree, and that every place is where it says: the bytes of a span are the characters of
its lines and columns.  Prints "N results" for each file.
"""
import json
import re
import sys
import urllib.parse

LEVELS = ('none', 'note', 'warning', 'error')
KEYS = {
    'log': {'$schema', 'version', 'runs'},
    'run': {'tool', 'columnKind', 'results'},
    'driver': {'name', 'version', 'language', 'rules'},
    'rule': {'id', 'shortDescription', 'defaultConfiguration'},
    'result': {'ruleId', 'ruleIndex', 'level', 'message', 'locations', 'relatedLocations'},
    'region': {'startLine', 'startColumn', 'endLine', 'endColumn', 'byteOffset', 'byteLength'},
}


def known(kind, record):
    assert set(record) <= KEYS[kind], (kind, set(record) - KEYS[kind])


def message(record):
    assert set(record) == {'text'} and record['text'].strip() == record['text'] != '', record


def offset(lines, line, column):
    """Bytes before a column, which counts characters from 1."""
    text = lines[line - 1].decode()
    assert 1 <= column <= len(text) + 1, (line, column, text)
    return sum(map(len, lines[:line - 1])) + len(text[:column - 1].encode())


def check_region(region, path):
    known('region', region)
    lines = open(path, 'rb').read().split(b'\n')
    lines = [line + b'\n' for line in lines[:-1]] + lines[-1:]
    start = offset(lines, region['startLine'], region['startColumn'])
    assert ('byteOffset' in region) == ('byteLength' in region) == ('endLine' in region) == ('endColumn' in region)
    if 'byteOffset' not in region:
        return
    end = offset(lines, region['endLine'], region['endColumn'])
    assert (region['byteOffset'], region['byteLength']) == (start, end - start), (region, start, end)
    assert end > start


def check_location(location):
    assert set(location) == {'physicalLocation'}
    place = location['physicalLocation']
    assert set(place) <= {'artifactLocation', 'region'}
    uri = place['artifactLocation']['uri']
    assert set(place['artifactLocation']) == {'uri'} and re.fullmatch(r"(file://)?([\w./~!-]|%[0-9A-F]{2})+", uri, re.A), uri
    path = urllib.parse.unquote(uri.removeprefix('file://'))
    if 'region' in place:
        check_region(place['region'], path)
    else:
        open(path, 'rb').close()


for name in sys.argv[1:]:
    log = json.load(open(name, encoding='utf-8'))
    known('log', log)
    assert log['version'] == '2.1.0' and len(log['runs']) == 1
    run = log['runs'][0]
    known('run', run)
    driver = run['tool']['driver']
    known('driver', driver)
    assert set(run['tool']) == {'driver'} and driver['name'] == 'tiaomu'
    assert run['columnKind'] == 'unicodeCodePoints'
    ids = [rule['id'] for rule in driver['rules']]
    assert len(ids) == len(set(ids))
    for rule in driver['rules']:
        known('rule', rule)
        message(rule['shortDescription'])
        assert rule['defaultConfiguration']['level'] in LEVELS
    for result in run['results']:
        known('result', result)
        message(result['message'])
        assert ids[result['ruleIndex']] == result['ruleId']
        assert result['level'] == driver['rules'][result['ruleIndex']]['defaultConfiguration']['level']
        assert len(result['locations']) == 1
        for location in result['locations'] + result.get('relatedLocations', []):
            check_location(location)
    print('%d results' % len(run['results']))
