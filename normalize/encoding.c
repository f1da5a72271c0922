#include "encoding_p.h"

#include <unicode/ucnv.h>

#include "normalize/utf8.h"

enum {
	BAD_BYTES = 1000 /* tolerated before their share, 1 in 100, decides */
};

static const struct {
	const char *name, *icu;
	struct tm_slice mark; /* byte order mark */
} encodings[TM_ENCODINGS] = {
	[TM_ENCODING_UTF8] = { "UTF-8", NULL, { "\xEF\xBB\xBF", 3 } },
	[TM_ENCODING_GB18030] = { "GB18030", "gb18030", { "\x84\x31\x95\x33", 4 } },
	[TM_ENCODING_BIG5] = { "Big5", "Big5-HKSCS", { NULL, 0 } },
	[TM_ENCODING_UTF16LE] = { "UTF-16LE", "UTF-16LE", { "\xFF\xFE", 2 } },
	[TM_ENCODING_UTF16BE] = { "UTF-16BE", "UTF-16BE", { "\xFE\xFF", 2 } },
	[TM_ENCODING_UTF32LE] = { "UTF-32LE", "UTF-32LE", { "\xFF\xFE\0\0", 4 } },
	[TM_ENCODING_UTF32BE] = { "UTF-32BE", "UTF-32BE", { "\0\0\xFE\xFF", 4 } },
};

/* Labels in lower case without - and _ (WHATWG Encoding Standard, and the names of glibc and Python). */
static const struct {
	const char *label;
	enum tm_encoding encoding;
} labels[] = {
	{ "utf8", TM_ENCODING_UTF8 },           { "unicode11utf8", TM_ENCODING_UTF8 },
	{ "utf8sig", TM_ENCODING_UTF8 },        { "ascii", TM_ENCODING_UTF8 },
	{ "usascii", TM_ENCODING_UTF8 },        { "gb18030", TM_ENCODING_GB18030 },
	{ "gbk", TM_ENCODING_GB18030 },         { "xgbk", TM_ENCODING_GB18030 },
	{ "gb2312", TM_ENCODING_GB18030 },      { "gb231280", TM_ENCODING_GB18030 },
	{ "csgb2312", TM_ENCODING_GB18030 },    { "euccn", TM_ENCODING_GB18030 },
	{ "cp936", TM_ENCODING_GB18030 },       { "windows936", TM_ENCODING_GB18030 },
	{ "chinese", TM_ENCODING_GB18030 },     { "big5", TM_ENCODING_BIG5 },
	{ "big5hkscs", TM_ENCODING_BIG5 },      { "cnbig5", TM_ENCODING_BIG5 },
	{ "xxbig5", TM_ENCODING_BIG5 },         { "cp950", TM_ENCODING_BIG5 },
	{ "windows950", TM_ENCODING_BIG5 },     { "utf16", TM_ENCODING_UTF16LE },
	{ "utf16le", TM_ENCODING_UTF16LE },     { "unicode", TM_ENCODING_UTF16LE },
	{ "ucs2", TM_ENCODING_UTF16LE },        { "utf16be", TM_ENCODING_UTF16BE },
	{ "unicodefffe", TM_ENCODING_UTF16BE }, { "utf32", TM_ENCODING_UTF32LE },
	{ "utf32le", TM_ENCODING_UTF32LE },     { "utf32be", TM_ENCODING_UTF32BE },
};

const char *tm_encoding_name(enum tm_encoding encoding)
{
	return encoding < TM_ENCODINGS ? encodings[encoding].name : "";
}

/* Does `label` say `plain`, case, - and _ aside? */
static bool is_label(struct tm_slice label, const char *plain)
{
	for (size_t i = 0; i < label.len; i++) {
		char c = label.ptr[i];

		if (c == '-' || c == '_' || c == ' ')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != *plain++)
			return false;
	}
	return *plain == '\0';
}

enum tm_encoding tm_encoding_by_label(struct tm_slice label)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (is_label(label, labels[i].label))
			return labels[i].encoding;
	return TM_ENCODING_UNKNOWN;
}

enum tm_encoding tm_encoding_by_mark(struct tm_slice raw)
{
	/* From the end: the mark of UTF-32LE begins like that of UTF-16LE. */
	for (int i = TM_ENCODINGS - 1; i >= 0; i--)
		if (encodings[i].mark.len && tm_slice_starts(raw, encodings[i].mark))
			return (enum tm_encoding)i;
	return TM_ENCODING_UNKNOWN;
}

struct decoder {
	struct tm_slice raw;
	struct tm_arena *arena;
	struct tm_decoded *out;
	char *to; /* room for twice the raw bytes: a Big5 pair can mean two characters of two bytes each */
};

static void add(struct decoder *d, const char *bytes, size_t len, uint16_t unit, size_t raw, size_t raw_unit)
{
	struct tm_decoded *out = d->out;

	memcpy(d->to + out->map.end, bytes, len);
	tm_map_add(d->arena, &out->map, (uint32_t)len, unit, (uint32_t)raw, (uint16_t)raw_unit);
}

/* Lists raw [start, end) as bad; false when it is time to give up. */
static bool add_bad(struct decoder *d, size_t start, size_t end)
{
	struct tm_decoded *out = d->out;
	struct tm_undecoded *last = out->bad_count ? &out->bad[out->bad_count - 1] : NULL;

	out->bad_bytes += end - start;
	if (last && last->span.end == start) {
		last->span.end = (uint32_t)end;
	} else {
		last = tm_arena_push(d->arena, &out->bad, &out->bad_count, &out->bad_room, sizeof(*last));
		*last = (struct tm_undecoded){ out->map.end, { (uint32_t)start, (uint32_t)end } };
	}
	return out->bad_bytes < BAD_BYTES || out->bad_bytes * 100 <= end;
}

static void decode_utf8(struct decoder *d, size_t i)
{
	struct tm_slice raw = d->raw;
	size_t good = tm_utf8_valid_prefix(tm_slice_sub(raw, i, raw.len));

	if (good == raw.len - i) {
		d->out->bytes = tm_slice_sub(raw, i, raw.len);
		tm_map_add(d->arena, &d->out->map, (uint32_t)good, 1, (uint32_t)i, 1);
		return;
	}
	d->to = tm_arena_alloc(d->arena, raw.len);
	for (;;) {
		add(d, raw.ptr + i, good, 1, i, 1);
		i += good;
		if (i == raw.len || !add_bad(d, i, i + 1))
			break;
		i++;
		good = tm_utf8_valid_prefix(tm_slice_sub(raw, i, raw.len));
	}
	d->out->bytes = (struct tm_slice){ d->to, d->out->map.end };
}

/* How many bytes from `i` on are ASCII. */
static size_t ascii_run(struct tm_slice raw, size_t i)
{
	size_t start = i;
	uint64_t word;

	for (; i + sizeof(word) <= raw.len; i += sizeof(word)) {
		memcpy(&word, raw.ptr + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < raw.len && (unsigned char)raw.ptr[i] < 0x80)
		i++;
	return i - start;
}

/* One character, or what is none, at `i`; returns where the next one begins. */
static size_t decode_one(struct decoder *d, UConverter *converter, size_t i, bool *go_on)
{
	const char *at = d->raw.ptr + i;
	UErrorCode error = U_ZERO_ERROR;
	UChar32 c = ucnv_getNextUChar(converter, &at, d->raw.ptr + d->raw.len, &error);
	size_t end = (size_t)(at - d->raw.ptr), len;
	char bytes[4];

	if (U_FAILURE(error)) {
		char invalid[16];
		int8_t count = sizeof(invalid);

		/* The converter may have looked further ahead than the bytes it refuses. */
		error = U_ZERO_ERROR;
		ucnv_getInvalidChars(converter, invalid, &count, &error);
		end = i + (U_SUCCESS(error) && count > 0 ? (size_t)count : 1);
		if (end > d->raw.len)
			end = d->raw.len;
		ucnv_resetToUnicode(converter);
		*go_on = add_bad(d, i, end);
		return end;
	}
	if (c == 0x80 && d->out->encoding == TM_ENCODING_GB18030)
		c = 0x20AC; /* as Windows and the WHATWG have it */
	len = tm_utf8_encode((uint32_t)c, bytes);
	add(d, bytes, len, (uint16_t)len, i, end - i);
	return end;
}

static bool decode_by_icu(struct decoder *d, size_t i)
{
	bool ascii = d->out->encoding == TM_ENCODING_GB18030 || d->out->encoding == TM_ENCODING_BIG5, go_on = true;
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(encodings[d->out->encoding].icu, &error);

	ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
	if (U_FAILURE(error)) {
		ucnv_close(converter);
		d->out->bad_bytes = d->raw.len;
		return false;
	}
	d->to = tm_arena_array(d->arena, d->raw.len + 1, 2);
	while (i < d->raw.len && go_on) {
		size_t run = ascii ? ascii_run(d->raw, i) : 0;

		if (run)
			add(d, d->raw.ptr + i, run, 1, i, 1);
		i += run;
		if (i < d->raw.len)
			i = decode_one(d, converter, i, &go_on);
	}
	ucnv_close(converter);
	d->out->bytes = (struct tm_slice){ d->to, d->out->map.end };
	return true;
}

bool tm_decode(struct tm_slice raw, enum tm_encoding encoding, struct tm_arena *arena, struct tm_decoded *out)
{
	struct decoder d = { .raw = raw, .arena = arena, .out = out };
	struct tm_slice mark = encodings[encoding].mark;

	*out = (struct tm_decoded){ .encoding = encoding, .bytes = TM_SLICE("") };
	if (mark.len && tm_slice_starts(raw, mark))
		out->start = (uint32_t)mark.len;
	if (encoding == TM_ENCODING_UTF8)
		decode_utf8(&d, out->start);
	else if (!decode_by_icu(&d, out->start))
		return false;
	return out->bad_bytes * 100 <= raw.len;
}
