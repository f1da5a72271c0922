"""without_bytes.py [printing]: a catalogue in JSON without what depends on the bytes of its sources.

With `printing`, also without what tells how they were printed: lines, repairs, what was dropped.
"""
import json
import sys

OFFSETS = {'span', 'pieces', 'heading_span', 'text_span', 'sha256', 'encoding', 'name', 'bytes'}
if 'printing' in sys.argv:
    OFFSETS |= {'line', 'repairs', 'dropped', 'spaces_removed', 'format'}


def strip(node):
    if isinstance(node, dict):
        if 'space' in node and 'sha256' in node:
            return {'format': node['format']} if 'format' not in OFFSETS else {}
        return {k: strip(v) for k, v in node.items() if k not in OFFSETS or (k == 'name' and 'canonical' in node)}
    if isinstance(node, list):
        return [strip(item) for item in node]
    return 'sha256-' if isinstance(node, str) and node.startswith('sha256-') else node


json.dump(strip(json.load(sys.stdin)), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
