"""diff_cases.py TIAOMU FOLDER...: edition pairs against what a person says the difference is.

Each folder holds old.txt, new.txt and expected.VIEW, one thing a line, in the order of the program:
  changes   KINDS | OLD -> NEW, clauses joined by +
  figures   OLD -> NEW | what | about | old -> new, as printed, with the operator of conditions and targets
  words     OLD -> NEW | old -> new
Only the views that have a file are compared; an empty file says that there must be nothing.
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


def check(tiaomu, folder):
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
