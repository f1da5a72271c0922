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
	int low, high; /* of the value */
	const char *wanted;
} kinds[] = {
	{ "digits", TM_NUMERAL_DIGIT, 0, 9, "one character that stands once, and 0 to 9" },
	{ "units", TM_NUMERAL_UNIT, 10, 1000, "one character that stands once, and 10, 100 or 1000" },
	{ "myriads", TM_NUMERAL_MYRIAD, 4, 16, "one character that stands once, and a number of zeros" },
	{ "circled", TM_NUMERAL_CIRCLED, 0, 1000, "one character that stands once, and its number" },
	{ "pairs", TM_NUMERAL_PAIR, 20, 90, "one character that stands once, and a number of tens" },
};

enum tm_numeral_word tm_numeral_word(const struct tm_numerals *numerals, uint32_t character)
{
	if (!tm_sketch_has(&numerals->word_characters, character))
		return TM_WORD_NONE;
	for (size_t i = 0; i < numerals->word_count; i++)
		if (numerals->words[i].character == character)
			return numerals->words[i].word;
	return TM_WORD_NONE;
}

/* words: {several: [几, 数], ...} */
static bool load_words(struct tm_numerals *n, const struct tm_yaml *root, struct tm_slice file,
		       struct tm_diagnostics *diagnostics)
{
	static const char *const names[] = { NULL, "several", "more", "point", "part", "of", "and", "minus" };
	const struct tm_yaml *words = tm_yaml_get(root, "words");
	bool ok = true;

	for (int w = TM_WORD_SEVERAL; w < TM_WORD_COUNT; w++) {
		const struct tm_yaml *list = tm_yaml_get(words, names[w]);

		ok &= !list || n->word_count + list->count <= TM_WORD_SLOTS;
		for (size_t i = 0; ok && list && i < list->count; i++) {
			struct tm_slice s = list->items[i].scalar;
			size_t len = 0;
			uint32_t c = s.len ? tm_utf8_decode(s.ptr, &len) : 0;

			tm_sketch_add(&n->word_characters, c);
			n->words[n->word_count].character = c;
			n->words[n->word_count++].word = (enum tm_numeral_word)w;
			ok &= len && len == s.len;
		}
		ok &= list != NULL && list->count > 0;
	}
	if (!ok)
		tm_diagnose_file(diagnostics, TM_D_YAML_MISSING_KEY, file, 1, 1, TM_SLICE("words"));
	return ok;
}

/* A list of numerals of which something more is true. */
static bool load_marked(struct tm_numerals *n, const struct tm_yaml *root, const char *key, struct tm_slice file,
			struct tm_diagnostics *diagnostics)
{
	const struct tm_yaml *list = tm_yaml_get(root, key);
	bool formal = strcmp(key, "formal") == 0;
	bool ok = list && list->count > 0;

	for (size_t i = 0; ok && i < list->count; i++) {
		struct tm_slice s = list->items[i].scalar;
		size_t len = 0;
		struct tm_numeral *numeral = s.len ? slot(n, tm_utf8_decode(s.ptr, &len)) : NULL;

		ok = numeral && len == s.len && numeral->kind != TM_NUMERAL_NONE;
		if (ok && formal)
			numeral->formal = true;
		else if (ok)
			numeral->counting = true;
	}
	if (!ok)
		tm_diagnose_file(diagnostics, TM_D_YAML_MISSING_KEY, file, 1, 1, tm_slice_str(key));
	return ok;
}

static void open_with(struct tm_numerals *n, uint32_t c)
{
	if (c < 0x10000)
		n->openers[c / 64] |= UINT64_C(1) << (c % 64);
}

/* Digits, numerals but for circled ones, 几, 负 and the sign. */
static void note_openers(struct tm_numerals *n)
{
	for (uint32_t c = '0'; c <= '9'; c++)
		open_with(n, c);
	open_with(n, '-');
	for (size_t i = 0; i < TM_NUMERAL_SLOTS; i++)
		if (n->slots[i].kind != TM_NUMERAL_NONE && n->slots[i].kind != TM_NUMERAL_CIRCLED)
			open_with(n, n->slots[i].character);
	for (size_t i = 0; i < n->word_count; i++)
		if (n->words[i].word == TM_WORD_SEVERAL || n->words[i].word == TM_WORD_MINUS)
			open_with(n, n->words[i].character);
}

static bool fits(size_t k, int value)
{
	if (value < kinds[k].low || value > kinds[k].high)
		return false;
	return kinds[k].kind == TM_NUMERAL_UNIT   ? value == 10 || value == 100 || value == 1000
	       : kinds[k].kind == TM_NUMERAL_PAIR ? value % 10 == 0
						  : true;
}

/* The numerals of one kind: {character: number}. */
static bool load_kind(struct tm_numerals *numerals, size_t k, const struct tm_yaml *map, struct tm_slice file,
		      struct tm_diagnostics *diagnostics)
{
	bool ok = true;

	for (size_t i = 0; i < map->count; i++) {
		struct tm_slice key = map->keys[i].scalar;
		size_t len = 0;
		uint32_t c = key.len ? tm_utf8_decode(key.ptr, &len) : 0;
		struct tm_numeral *s = slot(numerals, c);
		int value;

		if (!len || len != key.len || s->kind != TM_NUMERAL_NONE ||
		    !tm_slice_number(map->items[i].scalar, &value) || !fits(k, value) ||
		    numerals->count == TM_NUMERAL_SLOTS / 2) {
			tm_diagnose_file(diagnostics, TM_D_YAML_SHAPE, file, map->keys[i].line,
					 map->keys[i].column, tm_slice_str(kinds[k].wanted));
			ok = false;
			continue;
		}
		*s = (struct tm_numeral){ c, kinds[k].kind, value, false, false };
		numerals->count++;
	}
	return ok;
}

bool tm_numerals_load(struct tm_numerals *numerals, const struct tm_yaml *root, struct tm_slice file,
		      struct tm_diagnostics *diagnostics)
{
	static const char *const keys[] = { "digits", "units",  "myriads",  "circled", "pairs",
					    "words",  "formal", "counting", NULL };
	bool ok = tm_yaml_check_keys(root, keys, file, diagnostics);

	if (!ok)
		return false;
	ok = load_words(numerals, root, file, diagnostics);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		const struct tm_yaml *map = tm_yaml_get(root, kinds[k].key);

		if (map && map->kind == TM_YAML_MAPPING) {
			ok &= load_kind(numerals, k, map, file, diagnostics);
			continue;
		}
		tm_diagnose_file(diagnostics, TM_D_YAML_MISSING_KEY, file, 1, 1, tm_slice_str(kinds[k].key));
		ok = false;
	}
	note_openers(numerals);
	ok &= load_marked(numerals, root, "formal", file, diagnostics);
	return load_marked(numerals, root, "counting", file, diagnostics) && ok;
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
