"""diff_cases.py TIAOMU FOLDER...: edition pairs against what a person says the difference is.

Each folder holds old.txt, new.txt and expected.VIEW, one thing a line, in the order of the program:
  changes   KINDS | OLD -> NEW, clauses joined by +
  figures   OLD -> NEW | what | about | old -> new, as printed, with the operator of conditions and targets
  words     OLD -> NEW | old -> new
Only the views that have a file are compared; an empty file says that there must be nothing.

A folder with expected.items has a file `inputs` instead (old: PATH, new: PATH, below the folder two above), and
says of some clauses of the old edition what became of them; # opens a comment:
  pair | OLD -> NEW + NEW        all of these are in the change of OLD; those in brackets may be
  removed | OLD
  figure | OLD | what | words of whom | old -> new    no other figure of OLD changed, but for beneficiary, basis,
                                                      instrument and period, which count only where they are listed
  same | OLD | what | words of whom | figure          stands in both; nothing says that it came or went
The file known_bugs, where there is one, holds those of its lines, and lines `not figure | …`, that the program gets wrong: a line there
that it gets right is a failure, too.
"""
import difflib
import json
import os
import subprocess
import sys


def side(ids):
    return ' + '.join(ids)


def pair(change):
    return ('%s -> %s' % (side(change['old']), side(change['new']))).strip()


def printed(figure):
    if figure is None:
        return 'none'
    if isinstance(figure, str):
        return figure
    return ' '.join(x for x in (figure.get('op'), figure.get('text', str(figure.get('value')))) if x)


def views(diff):
    lines = {'changes': [], 'figures': [], 'words': []}
    for change in diff['changes']:
        lines['changes'].append('%s | %s' % (', '.join(change['kinds']), pair(change)))
        for f in change['figures']:
            lines['figures'].append('%s | %s | %s | %s -> %s' % (
                pair(change), f['what'], f['about'] or 'none', printed(f['old']), printed(f['new'])))
        for w in change['words']:
            lines['words'].append('%s | %s -> %s' % (pair(change), w['old'] or 'none', w['new'] or 'none'))
    return lines


def bounded(figure):
    sign = {'max': '<= ', 'min': '>= '}.get(figure.get('bound'), '') if isinstance(figure, dict) else ''
    return sign + printed(figure)


def lines_of(path):
    with open(path, encoding='utf-8') as file:
        return [line.strip() for line in file if line.strip() and not line.startswith('#')]


# What is said of a measure beside its sums: read from the documents where it matters.
ASIDE = ('beneficiary', 'basis', 'instrument', 'period')


def item_faults(line, changes, listed):
    """What is wrong with one expected line; `listed` collects the figures that were expected."""
    kind, *rest = [part.strip() for part in line.split('|')]
    if kind == 'removed':
        gone = [c for c in changes if rest[0] in c['old'] and c['kinds'] == ['removed']]
        return [] if gone else ['not removed']
    if kind == 'pair':
        old, new = rest[0].split(' -> ')
        wanted = [part.strip() for part in new.split('+')]
        here = [c['new'] for c in changes if old in c['old']][0]
        missing = [x for x in wanted if x[0] != '(' and x not in here]
        more = [x for x in here if x not in wanted and '(%s)' % x not in wanted]
        return ['missing ' + x for x in missing] + ['more ' + x for x in more]
    figures = [f for c in changes if rest[0] in c['old'] for f in c['figures']]
    if kind == 'same':
        what, words, figure = rest[1:]
        return [shown(f) for f in figures if f['what'] == what and words in (f['about'] or '') and
                figure in (bounded(f['old']), bounded(f['new']))]
    what, words, pair_of = rest[1:]
    for f in figures:
        if (f['what'] == what and words in (f['about'] or '') and id(f) not in listed and
                '%s -> %s' % (bounded(f['old']), bounded(f['new'])) == pair_of):
            listed.add(id(f))
            return []
    return ['no such figure']


def shown(f):
    return '%s | %s | %s -> %s' % (f['what'], f['about'] or 'none', bounded(f['old']), bounded(f['new']))


def check_items(tiaomu, folder):
    root = os.path.join(folder, '..', '..', '..')
    inputs = dict(line.split(': ', 1) for line in lines_of(folder + '/inputs'))
    run = subprocess.run([tiaomu, 'diff', '--format', 'json'] +
                         [os.path.join(root, inputs[side]) for side in ('old', 'new')],
                         capture_output=True, text=True, check=False)
    assert run.returncode == 1, '%s: %s' % (folder, run.stderr)
    changes, listed, ok = json.loads(run.stdout)['diff']['changes'], set(), True
    lines, known = lines_of(folder + '/expected.items'), []
    if os.path.exists(folder + '/known_bugs'):
        known = lines_of(folder + '/known_bugs')
    assert not [x for x in known if x not in lines and not x.startswith('not figure | ')], 'known_bugs: strange lines'
    used = set()
    for line in lines:
        faults = item_faults(line, changes, listed)
        used.add(line)
        if bool(faults) == (line in known):
            continue
        ok = False
        print('%s/expected.items: %s\n    %s' % (folder, line, '; '.join(faults) or 'right now: no known bug'))
    for item in sorted({line.split(' | ')[1].split(' -> ')[0] for line in lines if not line.startswith('removed')}):
        for f in (f for c in changes if item in c['old'] for f in c['figures']):
            line = 'not figure | %s | %s' % (item, shown(f))
            if id(f) in listed or f['what'] in ASIDE:
                continue
            used.add(line)
            if line not in known:
                ok = False
                print('%s: not expected:\n%s' % (folder, line))
    for line in known:
        if line not in used:
            ok = False
            print('%s/known_bugs: right now: %s' % (folder, line))
    print('%s: %d of %d lines right, %d known bugs' % (
        os.path.basename(os.path.normpath(folder)), len([x for x in lines if x not in known]), len(lines), len(known)))
    return ok


def check(tiaomu, folder):
    if os.path.exists(folder + '/expected.items'):
        return check_items(tiaomu, folder)
    run = subprocess.run([tiaomu, 'diff', '--format', 'json', folder + '/old.txt', folder + '/new.txt'],
                         capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), '%s: %s' % (folder, run.stderr)
    diff = json.loads(run.stdout)['diff']
    assert (run.returncode == 1) == bool(diff['changes'] or diff['document']), folder
    got, compared, ok = views(diff), 0, True
    for view, lines in got.items():
        path = '%s/expected.%s' % (folder, view)
        if not os.path.exists(path):
            continue
        compared += 1
        with open(path, encoding='utf-8') as file:
            expected = file.read().splitlines()
        if expected == lines:
            continue
        ok = False
        print('\n'.join(difflib.unified_diff(expected, lines, path, 'actual', lineterm='')))
    assert compared, folder + ' expects nothing'
    return ok


folders = sys.argv[2:]
assert folders, 'no cases'
failed = [folder for folder in folders if not check(sys.argv[1], folder)]
print('%d of %d pairs as expected' % (len(folders) - len(failed), len(folders)))
sys.exit(1 if failed else 0)
