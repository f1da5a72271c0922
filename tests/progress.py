"""progress.py TIAOMU FOLDER SOURCE_DIR: what a run that lasts writes to a terminal, and to what is none.

Standard error is a pseudo-terminal, what it shows in the end is played back.
"""
import os
import pty
import re
import subprocess
import sys
import tempfile
import time

tiaomu, folder, source_dir = sys.argv[1:4]


def run(arguments, terminal='xterm'):
    """Standard output, and all that was written to a terminal as standard error."""
    master, slave = pty.openpty()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([tiaomu] + arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=slave,
                                   env={**os.environ, 'TERM': terminal},
                                   cwd=source_dir if arguments[0] == 'check' else None)
        os.close(slave)
        written = b''
        while True:
            try:
                data = os.read(master, 65536)
            except OSError: # the other end was closed
                break
            written += data
        process.wait()
        os.close(master)
        out.seek(0)
        return out.read(), written.decode()


def screen(written):
    """The lines that are left on the terminal."""
    lines = ['']
    for part in re.split(r'(\r\n|\r|\x1b\[K)', written):
        if part == '\r\n':
            lines.append('')
            cursor = 0
        elif part == '\r':
            cursor = 0
        elif part == '\x1b[K':
            lines[-1] = lines[-1][:cursor]
        elif part:
            cursor = len(part)
            lines[-1] = part + lines[-1][cursor:]
    return lines


STEP = re.compile(r'\r\[(\d+)/(\d+)\] ([^\x1b]*)\x1b\[K')
build = ['build', folder, '-j1', '--jit=off']
piped = subprocess.run([tiaomu] + build, stdin=subprocess.DEVNULL, capture_output=True, check=False)
assert b'\r' not in piped.stderr and b'\x1b' not in piped.stderr + piped.stdout
out, written = run(build)
assert out == piped.stdout
steps = STEP.findall(written)
assert len(steps) >= 2, written[:300]
done = [int(step[0]) for step in steps]
assert done == sorted(done) and done[-1] < int(steps[0][1]) == len(os.listdir(folder)), steps
assert all(step[2].startswith(folder) for step in steps), steps
assert all(len(step[2]) < 80 for step in steps)
# In the end there are the messages of a run without a terminal, and nothing else.
assert screen(written) == piped.stderr.decode().split('\n'), screen(written)[-3:]
# Quietly, on a terminal that cannot erase, and for a run that is over at once there is nothing.
assert '\r[' not in run(build + ['-q'])[1]
assert '\r[' not in run(build, 'dumb')[1]
first = os.path.join(folder, sorted(os.listdir(folder), key=lambda f: os.path.getsize(os.path.join(folder, f)))[0])
start = time.monotonic()
written = run(['read', first])[1]
assert '\r[' not in written or time.monotonic() - start > 0.5
# check: the saved run that was just made, and golden files many times over.
with open('saved.xml', 'wb') as file:
    file.write(out)
_, written = run(['check', '--against', os.path.abspath('saved.xml'), '-j1', '--jit=off', os.path.abspath(folder)])
assert STEP.search(written) and screen(written) == [''], written[-300:]
_, written = run(['check', '--jit=off'] + ['golden'] * 30)
assert STEP.search(written) and screen(written) == [''], written[-300:]
