"""same.py XML JSON: do the two forms of a catalogue say the same?

Every value of JSON must be in XML, as an attribute or an element of the same
name, with the same literal; null and empty lists are absent there; and XML
must hold nothing else.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET

NS = '{urn:tiaomu:1}'
DECIMAL = re.compile(r'-?\d+(\.\d+)?')


class Number(str):
    """A number as it is written."""


def flat(value):
    """Numbers of a list, and of lists in it, as an attribute has them."""
    return ' '.join(flat(v) if isinstance(v, list) else v for v in value)


def is_numbers(value):
    return isinstance(value, list) and value and isinstance(value[0], (Number, list))


def compare(element, record, path):
    known = set()
    for key, value in record.items():
        at = path + '/' + key
        children = [c for c in element if c.tag == NS + key]
        known.add(key)
        if value is None or value == []:
            assert not children and key not in element.attrib, at
        elif isinstance(value, dict):
            assert len(children) == 1, at
            compare(children[0], value, at)
        elif isinstance(value, list) and not is_numbers(value):
            assert len(children) == len(value), at
            for n, (child, item) in enumerate(zip(children, value)):
                if isinstance(item, dict):
                    compare(child, item, '%s[%d]' % (at, n))
                else:
                    assert (child.text or '') == item and not child.attrib, at
        else:
            if is_numbers(value):
                value = flat(value)
            elif isinstance(value, bool):
                value = 'true' if value else 'false'
            elif not isinstance(value, Number) and key in ('value', 'min', 'max'):
                assert not (record.get('unit') and DECIMAL.fullmatch(value)), at + ' is a number in quotes'
            said = [element.attrib[key]] if key in element.attrib else [c.text or '' for c in children]
            assert said == [value], (at, said, value)
    assert set(element.attrib) <= known, (path, element.attrib)
    assert {c.tag.replace(NS, '') for c in element} <= known, path


xml = ET.parse(sys.argv[1]).getroot()
with open(sys.argv[2], encoding='utf-8') as f:
    catalogue = json.load(f, parse_int=Number, parse_float=Number)['catalogue']
compare(xml, catalogue, '')
