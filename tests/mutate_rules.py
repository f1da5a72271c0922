"""mutate_rules.py TIAOMU SOURCE_DIR [EVERY]: does a golden file or an example fail for each rule that is changed?

Every rule is disabled, and every one that has a value gets another value of its use.  A mutant is caught when
`tiaomu rules test` or `tiaomu check` finds something, or the rules are refused.  Mutants that nobody catches are
listed; those of KNOWN are there for a reason, and must not be caught.  With EVERY only each EVERYth mutant is tried.
Status 1 when less than 98 of 100 rules are caught when disabled, or less than 90 of 100 values when altered, those of
KNOWN included; of a sample, when more than one mutant in ten survives that KNOWN does not name.
"""
import concurrent.futures
import glob
import json
import os
import subprocess
import sys
import tempfile

import yaml

DEFAULT = 'what no rule decides gets the same role'
LEAD = 'the words inside the brackets or the line say the role'
STYLE = 'numbers of rows only have to be of one style'
PLACE = 'what stands there is front or back matter by any of these values'

KNOWN = {
    ('date-of-no-account', 'disabled'): DEFAULT,
    ('period-of-no-account', 'disabled'): DEFAULT,
    ('purpose', 'disabled'): 'no text is known that reads differently without it',
    ('lowest-of-a-scale', 'disabled'): 'no text is known that reads differently without it',
    ('persons', 'altered'): 'no text is known in which a person and a body read differently',
    ('verbs-of-more', 'altered'): 'a sum stands behind it in any case',
    ('opening-purpose', 'altered'): 'both begin a paragraph, and neither stands where the other does',
    ('in-force-same', 'altered'): 'without a date both give the words alone',
    ('office-bracket', 'altered'): LEAD,
    ('office-square-bracket', 'altered'): LEAD,
    ('office-line', 'altered'): LEAD,
    ('office-lead-bracket', 'altered'): LEAD,
    ('column-form-text', 'altered'): 'both hold text of any kind',
    ('row-bracket', 'altered'): STYLE,
    ('row-han', 'altered'): STYLE,
    ('cell-yes-no', 'altered'): 'a blank cell counts nearly as much',
    ('years-of-some-kind', 'altered'): 'behind a number both are a period',
    ('front-closing', 'altered'): PLACE,
    ('back-disclosure', 'altered'): PLACE,
    ('back-imprint', 'altered'): PLACE,
    ('back-imprint-date', 'altered'): PLACE,
    ('back-date', 'altered'): PLACE,
    ('back-page', 'altered'): PLACE,
}

tiaomu, source_dir = os.path.abspath(sys.argv[1]), sys.argv[2]
every = int(sys.argv[3]) if len(sys.argv) > 3 else 1


def source_rules():
    """Every rule as its file has it, with the definitions of that file."""
    for path in sorted(glob.glob(os.path.join(source_dir, 'extract/grammar/*.yaml'))):
        with open(path, encoding='utf-8') as file:
            tree = yaml.load(file, yaml.BaseLoader)
        for rule in tree.get('rules') or []:
            yield rule, tree.get('define')


def kind(rule):
    """What an id begins with: date- or money- of what a figure is, back- of what stands at the end."""
    return rule['use'], rule['id'].split('-')[0]


def altered(rule, rules):
    """The rule with the next value that one of its kind, or else of its use, has; None where there is no other."""
    for same in (lambda other: kind(other) == kind(rule), lambda other: other['use'] == rule['use']):
        values = sorted({other['value'] for other in rules if 'value' in other and same(other)})
        if 'value' in rule and len(values) > 1:
            return {**rule, 'value': values[(values.index(rule['value']) + 1) % len(values)]}
    return None


def mutants():
    rules = list(source_rules())
    for rule, define in rules:
        yield rule['id'], 'disabled', {'disable': [rule['id']]}
        changed = altered(rule, [other for other, _ in rules])
        if changed:
            yield rule['id'], 'altered', {**({'define': define} if define else {}), 'rules': [changed]}


def finds_nothing(command, folder):
    result = subprocess.run([tiaomu, *command, '--rules', folder], cwd=source_dir, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, check=False)
    assert result.returncode in (0, 1, 2), (command, result.returncode)
    return result.returncode == 0


def survives(mutant):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'mutant.yaml'), 'w', encoding='utf-8') as file:
            json.dump(mutant[2], file, ensure_ascii=False) # which is YAML too
        return finds_nothing(['rules', 'test'], folder) and finds_nothing(['check', '-q'], folder)


def main():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'none.yaml'), 'w', encoding='utf-8') as file:
            file.write('rules: []\n')
        assert finds_nothing(['rules', 'test'], folder) and finds_nothing(['check', '-q'], folder), 'fails as it is'
    tried = list(mutants())[::every]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        survivors = [mutant[:2] for mutant, alive in zip(tried, pool.map(survives, tried)) if alive]
    bad = False
    unknown = 0
    for how, most in (('disabled', 0.02), ('altered', 0.1)):
        count = sum(mutant[1] == how for mutant in tried)
        alive = [rule for rule, what in survivors if what == how]
        for rule in alive:
            print('%s %s: nobody notices; %s' % (rule, how, KNOWN.get((rule, how), 'add a golden case')))
            unknown += (rule, how) not in KNOWN
        if count:
            print('%d of %d rules %s are caught (%.1f %%)' %
                  (count - len(alive), count, how, 100 - 100 * len(alive) / count))
        bad |= every == 1 and len(alive) > most * count
    bad |= unknown > len(tried) / 10
    for rule, how in KNOWN if every == 1 else ():
        if any(mutant[:2] == (rule, how) for mutant in tried) and (rule, how) not in survivors:
            print('%s %s: is caught; take it off the list' % (rule, how))
            bad = True
    return int(bad)


if __name__ == '__main__':
    sys.exit(main())
