#include "extract/numerals.h"

#include "normalize/utf8.h"

static struct tm_numeral *slot(struct tm_numerals *n, uint32_t c)
{
	size_t i = (c * UINT32_C(2654435761) >> 20) % TM_NUMERAL_SLOTS;

	while (n->slots[i].kind != TM_NUMERAL_NONE && n->slots[i].character != c)
		i = (i + 1) % TM_NUMERAL_SLOTS;
	return &n->slots[i];
}

const struct tm_numeral *tm_numeral(const struct tm_numerals *numerals, uint32_t character)
{
	/* slot() only looks; the table is not changed. */
	return slot((struct tm_numerals *)numerals, character);
}

static const struct {
	const char *key;
	enum tm_numeral_kind kind;
} kinds[] = {
	{ "digits", TM_NUMERAL_DIGIT },    { "units", TM_NUMERAL_UNIT }, { "myriads", TM_NUMERAL_MYRIAD },
	{ "circled", TM_NUMERAL_CIRCLED }, { "pairs", TM_NUMERAL_PAIR },
};

bool tm_numerals_load(struct tm_numerals *numerals, const struct tm_yaml *root, struct tm_slice file,
		      struct tm_diagnostics *diagnostics)
{
	bool ok = true;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		const struct tm_yaml *map = tm_yaml_get(root, kinds[k].key);

		if (!map || map->kind != TM_YAML_MAPPING) {
			tm_diagnose_file(diagnostics, TM_D_YAML_MISSING_KEY, file, 1, 1,
					 tm_slice_str(kinds[k].key));
			ok = false;
			continue;
		}
		for (size_t i = 0; i < map->count; i++) {
			struct tm_slice key = map->keys[i].scalar;
			struct tm_numeral *s;
			uint32_t c;
			size_t len = 0;
			int value;

			c = key.len ? tm_utf8_decode(key.ptr, &len) : 0;
			s = slot(numerals, c);
			if (len != key.len || !tm_slice_number(map->items[i].scalar, &value) ||
			    s->kind != TM_NUMERAL_NONE) {
				tm_diagnose_file(diagnostics, TM_D_YAML_SHAPE, file, map->keys[i].line,
						 map->keys[i].column,
						 TM_SLICE("one character that stands once, and its number"));
				ok = false;
				continue;
			}
			*s = (struct tm_numeral){ c, kinds[k].kind, value };
		}
	}
	return ok;
}

bool tm_numeral_integer(const struct tm_numerals *numerals, struct tm_slice text, int *out)
{
	int total = 0, digit = -1;
	bool positional = true; /* only digits so far: 二〇二三 */
	size_t n, seen = 0;

	if (tm_slice_number(text, out))
		return true;
	for (size_t i = 0; i < text.len; i += n) {
		const struct tm_numeral *c = tm_numeral(numerals, tm_utf8_decode(text.ptr + i, &n));

		if (++seen > 8)
			return false;
		switch (c->kind) {
		case TM_NUMERAL_DIGIT:
			if (positional && digit >= 0)
				total = total * 10 + digit;
			else if (digit > 0)
				return false;
			digit = c->value;
			break;
		case TM_NUMERAL_UNIT:
			if (positional && total)
				return false;
			total += (digit < 0 ? 1 : digit) * c->value;
			digit = -1;
			positional = false;
			break;
		case TM_NUMERAL_PAIR:
			total += c->value;
			positional = false;
			break;
		case TM_NUMERAL_CIRCLED:
			*out = c->value;
			return n == text.len;
		case TM_NUMERAL_MYRIAD:
		case TM_NUMERAL_NONE:
			return false;
		}
	}
	if (digit >= 0)
		total = positional ? total * 10 + digit : total + digit;
	*out = total;
	return seen > 0;
}
