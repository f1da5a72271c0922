"""follow_guide.py GUIDE: follows a guide to the letter, in the current folder.

A block ```LANGUAGE FILE is written to that file; a block ```sh is a command; the block ``` below a command is
what it prints.  A command without one must succeed.
"""
import os
import re
import subprocess
import sys

text = open(sys.argv[1], encoding='utf-8').read()
blocks = re.findall(r'^```([^\n]*)\n(.*?)^```$', text, re.S | re.M)
files = commands = 0
for i, (info, body) in enumerate(blocks):
    words = info.split()
    if len(words) == 2:
        os.makedirs(os.path.dirname(words[1]) or '.', exist_ok=True)
        with open(words[1], 'w', encoding='utf-8') as out:
            out.write(body)
        files += 1
    elif words == ['sh']:
        result = subprocess.run(['bash', '-c', body], capture_output=True, text=True, check=False)
        if i + 1 < len(blocks) and blocks[i + 1][0] == '':
            assert result.stdout == blocks[i + 1][1], '%s\nprinted\n%s%s' % (body, result.stdout, result.stderr)
        else:
            assert result.returncode == 0, '%s\nfailed: %s%s' % (body, result.stdout, result.stderr)
        commands += 1
    else:
        assert info == '' and i and blocks[i - 1][0] == 'sh', 'a block that nobody reads: %s' % body
assert files >= 5 and commands >= 10, (files, commands)
