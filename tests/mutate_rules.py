"""mutate_rules.py TIAOMU SOURCE_DIR [EVERY]: does a golden file or an example fail for each rule that is changed?

Every rule is disabled, and altered: it gets another value of its use, or loses every second of its words.  A mutant
is caught when `tiaomu rules test` or `tiaomu check` finds something, or the rules are refused.  Mutants that nobody
catches are listed; those of KNOWN are there for a reason, and must not be caught.  With EVERY only each EVERYth
mutant is tried.  Status 1 when less than 98 of 100 rules are caught when disabled, or of the altered ones, or when
a mutant survives that KNOWN does not name.
"""
import concurrent.futures
import glob
import json
import os
import subprocess
import sys
import tempfile

import yaml

KNOWN = {
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


def other_value(rule, values):
    """A value that another rule of the same use has."""
    others = sorted(values.get(rule['use'], set()) - {rule.get('value')})
    return others[0] if 'value' in rule and others else None


def altered(rule, values):
    """The rule with one thing wrong, or None where there is nothing to alter."""
    value = other_value(rule, values)
    if value is not None:
        return {**rule, 'value': value}
    for key in ('words', 'map'):
        if len(rule.get(key, ())) > 1:
            kept = list(rule[key])[1::2]
            return {**rule, key: kept if key == 'words' else {word: rule[key][word] for word in kept}}
    return None


def mutants():
    rules = list(source_rules())
    values = {}
    for rule, _ in rules:
        if 'value' in rule:
            values.setdefault(rule['use'], set()).add(rule['value'])
    for rule, define in rules:
        yield rule['id'], 'disabled', {'disable': [rule['id']]}
        changed = altered(rule, values)
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
    for how in ('disabled', 'altered'):
        count = sum(mutant[1] == how for mutant in tried)
        alive = [rule for rule, what in survivors if what == how]
        for rule in alive:
            print('%s %s: nobody notices; %s' % (rule, how, KNOWN.get((rule, how), 'add a golden case')))
            bad |= (rule, how) not in KNOWN
        if count:
            print('%d of %d rules %s are caught (%.1f %%)' % (count - len(alive), count, how, 100 - 100 * len(alive) / count))
        bad |= every == 1 and len(alive) > 0.02 * count
    for rule, how in KNOWN:
        if any(mutant[:2] == (rule, how) for mutant in tried) and (rule, how) not in survivors:
            print('%s %s: is caught; take it off the list' % (rule, how))
            bad = True
    return int(bad)


if __name__ == '__main__':
    sys.exit(main())
