"""without_bytes.py: a catalogue in JSON without what depends on the bytes of its sources, on standard output."""
import json
import sys

OFFSETS = {'span', 'pieces', 'heading_span', 'text_span', 'sha256', 'encoding', 'name', 'bytes'}


def strip(node):
    if isinstance(node, dict):
        if 'space' in node and 'sha256' in node:
            return {'format': node['format']}
        return {k: strip(v) for k, v in node.items() if k not in OFFSETS or (k == 'name' and 'canonical' in node)}
    if isinstance(node, list):
        return [strip(item) for item in node]
    return 'sha256-' if isinstance(node, str) and node.startswith('sha256-') else node


json.dump(strip(json.load(sys.stdin)), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
