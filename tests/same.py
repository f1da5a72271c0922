"""same.py XML JSON: do the two forms of a catalogue say the same?

What is absent in XML is null or an empty list in JSON.
"""
import json
import sys
import xml.etree.ElementTree as ET

NS = '{urn:tiaomu:1}'
PAIRS = {'span', 'heading_span', 'text_span'}
NUMBERS = {'bytes', 'line', 'spaces_removed'}


def scalar(name, value, parent):
    if name in PAIRS:
        return [int(n) for n in value.split()]
    if name == 'pieces':
        n = [int(n) for n in value.split()]
        return [[n[i], n[i + 1]] for i in range(0, len(n), 2)]
    if name in NUMBERS or (name == 'number' and parent == 'clauses'):
        return int(value)
    return value


def from_xml(element, shape):
    """An element as JSON would have it; `shape` is the JSON value, which says what is a list."""
    if not isinstance(shape, dict):
        return element.text or ''
    name = element.tag.replace(NS, '')
    out = {key: scalar(key, value, name) for key, value in element.attrib.items()}
    for key, value in shape.items():
        children = [c for c in element if c.tag == NS + key]
        if isinstance(value, list) and key not in out:
            out[key] = [from_xml(c, value[0] if value else None) if value else None for c in children]
        elif children:
            out[key] = from_xml(children[0], value)
        elif key not in out:
            out[key] = None
    for child in element:
        assert child.tag.replace(NS, '') in shape, child.tag
    return out


def with_lists(element, value):
    """Like from_xml, but each item of a list is read by its own shape."""
    out = from_xml(element, value)
    for key, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            children = [c for c in element if c.tag == NS + key]
            assert len(children) == len(inner), key
            out[key] = [with_lists(c, v) for c, v in zip(children, inner)]
        elif isinstance(inner, dict):
            child = element.find(NS + key)
            out[key] = with_lists(child, inner)
    return out


xml = ET.parse(sys.argv[1]).getroot()
with open(sys.argv[2], encoding='utf-8') as f:
    catalogue = json.load(f)['catalogue']
assert with_lists(xml, catalogue) == catalogue
