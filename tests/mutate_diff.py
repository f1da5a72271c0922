"""mutate_diff.py TIAOMU EDITS FILE...: edits documents in known ways and asks whether the diff names each edit.

Six edits: another sum, an item gone, two neighbouring parts in each other's place, a new item that renumbers
those behind it, another office, other words.  Seeds are fixed.  An edit is named when the diff says of the right
clause what was done; it is clean when it says nothing else.  Rates are printed, and have to reach what LEAST says.
"""
import collections
import json
import random
import subprocess
import sys
import tempfile

LEAST = 0.99
DIGITS = '零一二三四五六七八九'
NEW_ITEM = '开展碳足迹核算试点。对完成产品碳足迹核算并公开结果的制造业企业，给予7万元的一次性奖励。（责任单位：区统计局）'
OFFICE = '区统计局'
WORDS = '切实有效'


class NoPlace(Exception):
    """The document has no place for this edit."""


def chinese(n):
    if n < 10:
        return DIGITS[n]
    return (DIGITS[n // 10] if n >= 20 else '') + '十' + (DIGITS[n % 10] if n % 10 else '')


def renumber(label, number):
    old = chinese(number)
    if str(number) in label:
        return label.replace(str(number), str(number + 1))
    if old not in label:
        raise NoPlace
    return label.replace(old, chinese(number + 1))


class Document:
    known = {}

    def __init__(self, tiaomu, path):
        with open(path, 'rb') as file:
            self.raw = file.read()
        run = subprocess.run([tiaomu, 'build', '--format', 'json', path], capture_output=True, check=True)
        self.clauses = json.loads(run.stdout)['catalogue']['documents'][0]['clauses']
        self.index = {c['id']: i for i, c in enumerate(self.clauses)}
        self.parents = {c['parent'] for c in self.clauses}

    def end(self, i):
        """Where the clause ends with all below it."""
        name = self.clauses[i]['id'] + '/'
        while i + 1 < len(self.clauses) and self.clauses[i + 1]['id'].startswith(name):
            i += 1
        return self.clauses[i]['span'][1]

    def replace(self, edits):
        out, at = b'', 0
        for start, end, text in sorted(edits):
            out += self.raw[at:start] + (text if isinstance(text, bytes) else text.encode())
            at = end
        return out + self.raw[at:]

    def siblings(self, i):
        c = self.clauses[i]
        return [k for k, d in enumerate(self.clauses)
                if d['parent'] == c['parent'] and d['kind'] == c['kind'] and d['label']]

    def plain(self, i):
        """A numbered clause that is printed in one piece."""
        c = self.clauses[i]
        return c['label'] and 'pieces' not in c and c['kind'] not in ('table', 'row') and '~' not in c['id']


def pick(rng, items):
    if not items:
        raise NoPlace
    return rng.choice(items)


def is_kind(diff, side, name, kinds):
    """Of these kinds and no others; where much was edited at once, of some of them besides others."""
    found = [set(c['kinds']) for c in diff['changes'] if name in c[side]]
    if not diff['alone']:
        return any(kinds - {'same'} <= x or (kinds == {'reworded'} and 'changed' in x) for x in found)
    return kinds in found


def figures_of(diff, name):
    return [f for c in diff['changes'] if name in c['old'] for f in c['figures']]


def words_of(diff, name):
    return [w for c in diff['changes'] if name in c['old'] for w in c['words']]


def another_sum(doc, rng):
    i, fact = pick(rng, [(i, f) for i, c in enumerate(doc.clauses) for f in c['facts']
                         if f['kind'] in ('money', 'rate') and f['value'] and f['text'][0].isdigit()
                         and c['kind'] not in ('table', 'row') and not any(m['restates'] for m in c['measures'])])
    digits = ''.join(x for x in fact['text'] if x in '0123456789.') if ':' not in fact['text'] else None
    start, end = fact['span']
    old = doc.raw[start:end]
    if not digits or not old.startswith(digits.encode()):
        raise NoPlace
    number = str(int(digits.split('.')[0]) + 3) + digits[len(digits.split('.')[0]):]
    name = doc.clauses[i]['id']

    def named(diff):
        text = number + fact['text'][len(digits):]
        return is_kind(diff, 'old', name, {'changed'}) and \
            any(w['old'] == fact['text'] and w['new'] == text for w in words_of(diff, name)) and \
            any(isinstance(f['new'], dict) and isinstance(f['old'], dict) for f in figures_of(diff, name))
    return [(start, start + len(digits), number)], named


def item_gone(doc, rng):
    i = pick(rng, [i for i, c in enumerate(doc.clauses)
                   if doc.plain(i) and c['id'] not in doc.parents and len(c['text']) > 20 and len(doc.siblings(i)) > 2])
    c = doc.clauses[i]
    start, end = c['span']
    while end < len(doc.raw) and doc.raw[end:end + 1] in b' \r\n':
        end += 1
    return [(start, end, '')], lambda diff: is_kind(diff, 'old', c['id'], {'removed'})


def parts_swapped(doc, rng):
    places = []
    for i, c in enumerate(doc.clauses):
        brothers = doc.siblings(i)
        at = brothers.index(i) if i in brothers else len(brothers)
        if at + 1 < len(brothers) and doc.plain(i) and doc.plain(brothers[at + 1]):
            k = brothers[at + 1]
            between = doc.raw[doc.end(i):doc.clauses[k]['span'][0]]
            if not between.strip() and doc.clauses[k]['text'] + (doc.clauses[k]['heading'] or '') != \
                    c['text'] + (c['heading'] or '') and min(len(c['text']), len(doc.clauses[k]['text'])) > 12:
                places.append((i, k))
    i, k = pick(rng, places)
    a, b = doc.clauses[i], doc.clauses[k]
    la, lb = a['label'].encode(), b['label'].encode()
    first, second = doc.raw[a['span'][0]:doc.end(i)], doc.raw[b['span'][0]:doc.end(k)]
    if not first.startswith(la) or not second.startswith(lb):
        raise NoPlace
    edits = [(a['span'][0], doc.end(i), la + second[len(lb):]), (b['span'][0], doc.end(k), lb + first[len(la):])]

    def named(diff):
        return any(is_kind(diff, 'old', x['id'], {'same', 'moved'}) for x in (a, b))
    return edits, named


def new_item(doc, rng):
    i = pick(rng, [i for i, c in enumerate(doc.clauses) if doc.plain(i) and c['kind'] in ('h2', 'h3', 'article', 'topic')
                   and c['id'] not in doc.parents and len(doc.siblings(i)) > 2])
    c = doc.clauses[i]
    edits = []
    for k in doc.siblings(i):
        d = doc.clauses[k]
        if k >= i and doc.raw[d['span'][0]:].startswith(d['label'].encode()):
            edits.append((d['span'][0], d['span'][0] + len(d['label'].encode()), renumber(d['label'], d['number'])))
    if not edits or edits[0][0] != c['span'][0]:
        raise NoPlace
    start, end, label = edits[0]
    edits[0] = (start, end, '%s%s\n%s' % (c['label'], NEW_ITEM, label))

    def named(diff):
        return is_kind(diff, 'new', c['id'], {'added'})
    return edits, named


def another_office(doc, rng):
    i, office = pick(rng, [(i, o) for i, c in enumerate(doc.clauses) for o in c['offices']
                           if c['kind'] not in ('table', 'row') and o['name'] != OFFICE
                           and sum(p['name'] == o['name'] for p in c['offices']) == 1])
    c = doc.clauses[i]
    start, end = office['span']

    def named(diff):
        return is_kind(diff, 'old', c['id'], {'changed'}) and \
            any(f['what'] == 'office' and f['old'] == office['name'] and f['new'] == OFFICE
                for f in figures_of(diff, c['id']))
    return [(start, end, OFFICE)], named


def other_words(doc, rng):
    places = []
    for i, c in enumerate(doc.clauses):
        if not doc.plain(i) or not c['text_span'] or c['kind'] == 'table':
            continue
        start, end = c['text_span']
        held = [x['span'] for x in c['measures'] + c['conditions'] + c['targets'] + c['offices'] + c['facts']]
        text = doc.raw[start:end]
        at = text.find('，'.encode())
        while at >= 0:
            place = start + at + 3
            if place < end and not any(s - 60 <= place <= e + 60 for s, e in held):
                places.append((i, place))
            at = text.find('，'.encode(), at + 1)
    i, place = pick(rng, places)
    name = doc.clauses[i]['id']

    def named(diff):
        return is_kind(diff, 'old', name, {'reworded'}) and \
            any(w['op'] == 'insert' and w['new'] == WORDS for w in words_of(diff, name))
    return [(place, place, WORDS)], named


EDITS = [another_sum, item_gone, parts_swapped, new_item, another_office, other_words]


def overlap(a, b):
    return any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b)


def make(doc, name, edits, seed):
    """The edits that find a place beside those made before, and what has to be named."""
    done, checks = [], []
    for number, edit in enumerate(edits):
        try:
            more, named = edit(doc, random.Random('%s %s %d %d' % (name, edit.__name__, seed, number)))
        except NoPlace:
            continue
        if not overlap(done, more):
            done += more
            checks.append(named)
    return done, checks


def run(tiaomu, path, name, edits, seed, counts):
    if path not in Document.known:
        Document.known[path] = Document(tiaomu, path)
    doc = Document.known[path]
    made, checks = make(doc, path.rsplit('/', maxsplit=1)[-1], edits, seed)
    if not checks:
        return
    with tempfile.NamedTemporaryFile(suffix='.txt') as new:
        new.write(doc.replace(made))
        new.flush()
        result = subprocess.run([tiaomu, 'diff', '--format', 'json', path, new.name], capture_output=True, check=False)
    assert result.returncode == 1, '%s, %s %d: %s' % (path, name, seed, result.stderr.decode())
    diff = json.loads(result.stdout)['diff']
    diff['alone'] = len(checks) == 1
    named = sum(check(diff) for check in checks)
    counts[name, 'made'] += len(checks)
    counts[name, 'named'] += named
    counts[name, 'runs'] += 1
    clean = named == len(checks) and len(diff['changes']) <= len(checks)
    counts[name, 'clean'] += clean
    if not clean:
        print('%s, %s %d: %d of %d named, %d changes' % (path, name, seed, named, len(checks), len(diff['changes'])))


def main():
    tiaomu, times, counts, ok = sys.argv[1], int(sys.argv[2]), collections.Counter(), True
    kinds = [(edit.__name__, [edit]) for edit in EDITS] + [('all_at_once', EDITS * 3)]
    for path in sys.argv[3:]:
        for name, edits in kinds:
            for seed in range(times):
                run(tiaomu, path, name, edits, seed, counts)
    for name, _ in kinds:
        assert counts[name, 'made'], name + ' found no place'
        print('%-15s %3d of %3d named; %3d of %3d with nothing else' % (
            name, counts[name, 'named'], counts[name, 'made'], counts[name, 'clean'], counts[name, 'runs']))
        ok &= counts[name, 'named'] >= LEAST * counts[name, 'made']
    return 0 if ok else 1


if __name__ == '__main__':
    sys.exit(main())
