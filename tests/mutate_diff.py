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

LEAST = 0.97
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

    def replace(self, *edits):
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


def kinds_of(diff, side, name):
    return [set(c['kinds']) for c in diff['changes'] if name in c[side]]


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
        return {'changed'} in kinds_of(diff, 'old', name) and \
            any(w['old'] == fact['text'] and w['new'] == text for w in words_of(diff, name)) and \
            any(isinstance(f['new'], dict) and isinstance(f['old'], dict) for f in figures_of(diff, name))
    return doc.replace((start, start + len(digits), number)), named, 1


def item_gone(doc, rng):
    i = pick(rng, [i for i, c in enumerate(doc.clauses)
                   if doc.plain(i) and c['id'] not in doc.parents and len(c['text']) > 20 and len(doc.siblings(i)) > 2])
    c = doc.clauses[i]
    start, end = c['span']
    while end < len(doc.raw) and doc.raw[end:end + 1] in b' \r\n':
        end += 1
    return doc.replace((start, end, '')), lambda diff: {'removed'} in kinds_of(diff, 'old', c['id']), 1


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
    text = doc.replace((a['span'][0], doc.end(i), la + second[len(lb):]), (b['span'][0], doc.end(k), lb + first[len(la):]))

    def named(diff):
        return any({'same', 'moved'} in kinds_of(diff, 'old', x['id']) for x in (a, b))
    return text, named, 1


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
        return {'added'} in kinds_of(diff, 'new', c['id'])
    return doc.replace(*edits), named, 1


def another_office(doc, rng):
    i, office = pick(rng, [(i, o) for i, c in enumerate(doc.clauses) for o in c['offices']
                           if c['kind'] not in ('table', 'row') and o['name'] != OFFICE
                           and sum(p['name'] == o['name'] for p in c['offices']) == 1])
    c = doc.clauses[i]
    start, end = office['span']

    def named(diff):
        return {'changed'} in kinds_of(diff, 'old', c['id']) and \
            any(f['what'] == 'office' and f['old'] == office['name'] and f['new'] == OFFICE
                for f in figures_of(diff, c['id']))
    return doc.replace((start, end, OFFICE)), named, 1


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
        return {'reworded'} in kinds_of(diff, 'old', name) and \
            any(w['op'] == 'insert' and w['new'] == WORDS for w in words_of(diff, name))
    return doc.replace((place, place, WORDS)), named, 1


EDITS = [another_sum, item_gone, parts_swapped, new_item, another_office, other_words]
tiaomu, count = sys.argv[1], int(sys.argv[2])
done, named_count, clean = collections.Counter(), collections.Counter(), collections.Counter()
with tempfile.TemporaryDirectory() as folder:
    for path in sys.argv[3:]:
        doc = Document(tiaomu, path)
        for edit in EDITS:
            for seed in range(count):
                rng = random.Random('%s %s %d' % (path.rsplit('/', maxsplit=1)[-1], edit.__name__, seed))
                try:
                    text, named, expected = edit(doc, rng)
                except NoPlace:
                    continue
                new = '%s/new.txt' % folder
                with open(new, 'wb') as file:
                    file.write(text)
                run = subprocess.run([tiaomu, 'diff', '--format', 'json', path, new], capture_output=True, check=False)
                assert run.returncode == 1, '%s, %s %d: %s' % (path, edit.__name__, seed, run.stderr.decode())
                diff = json.loads(run.stdout)['diff']
                done[edit.__name__] += 1
                if named(diff):
                    named_count[edit.__name__] += 1
                    clean[edit.__name__] += len(diff['changes']) == expected
                if not named(diff) or len(diff['changes']) != expected:
                    with open('%s/%s-%d.txt' % (tempfile.gettempdir(), edit.__name__, seed), 'wb') as file:
                        file.write(text)
                    print('%s: %s, %s %d' % ('not clean' if named(diff) else 'NOT NAMED', path, edit.__name__, seed))
ok = True
for edit in EDITS:
    n = done[edit.__name__]
    assert n, edit.__name__ + ' found no place'
    print('%-15s %3d of %3d named, %3d with nothing else' % (edit.__name__, named_count[edit.__name__], n,
                                                             clean[edit.__name__]))
    ok &= named_count[edit.__name__] >= LEAST * n
sys.exit(0 if ok else 1)
