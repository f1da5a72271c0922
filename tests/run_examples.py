"""run_examples.py README FOLDER: runs the examples of a README and compares what they print.

What an example writes with -o goes to FOLDER, and is read there by later ones.

A block ```sh is a command; the block ``` below it, if there is one before the next
command, is what it prints.  Commands that set up the machine are not run here.
"""
import re
import subprocess
import sys

text = open(sys.argv[1], encoding='utf-8').read()
blocks = re.findall(r'^```(\w*)\n(.*?)^```$', text, re.S | re.M)
ran = 0
written = []
for i, (language, code) in enumerate(blocks):
    if language != 'sh' or code.startswith('tools/'):
        continue
    written += re.findall(r' -o ([a-z.]+)$', code, re.M)
    command = code
    for name in written:
        command = re.sub(r'(?<=[\s"])%s(?=[\s/])' % re.escape(name), '%s/%s' % (sys.argv[2], name), command)
    result = subprocess.run(['bash', '-o', 'pipefail', '-c', command], capture_output=True, text=True, check=False)
    if i + 1 < len(blocks) and blocks[i + 1][0] == '':
        assert result.stdout == blocks[i + 1][1], '%s\nprinted\n%s' % (code, result.stdout)
    else:
        assert result.returncode == 0, '%s\nfailed: %s' % (code, result.stderr)
    ran += 1
# The summary shown under the first command is what the program prints.
shown = next(code for language, code in blocks if language == '')
summary = subprocess.run('tiaomu build corpus/*.txt -o %s/a.xml' % sys.argv[2], shell=True, capture_output=True,
                         text=True, check=True).stderr
assert shown in summary, summary
assert ran >= 4, ran
