#include "normalize/reader.h"

#include "reader_p.h"
#include "normalize/buffer.h"
#include "normalize/utf8.h"
#include "tables_p.h"

enum {
	SNIFF_BYTES = 8192,
	SNIFF_SHORT = 512 /* below which a few say little */
};

/* Asked in turn; the last one takes everything. */
static const struct tm_reader *const readers[] = {
	&tm_html_reader,
	&tm_text_reader,
	NULL,
};

static const struct {
	const char *name;
	struct tm_slice magic;
} magics[] = {
	{ "PDF", { "%PDF-", 5 } },
	{ "ZIP, DOCX, XLSX or OFD", { "PK\3\4", 4 } },
	{ "DOC, XLS or WPS", { "\xD0\xCF\x11\xE0", 4 } },
	{ "RTF", { "{\\rtf", 5 } },
	{ "PNG", { "\x89PNG", 4 } },
	{ "JPEG", { "\xFF\xD8\xFF", 3 } },
	{ "GIF", { "GIF8", 4 } },
	{ "TIFF", { "II*\0", 4 } },
	{ "TIFF", { "MM\0*", 4 } },
	{ "gzip", { "\x1F\x8B", 2 } },
	{ "RAR", { "Rar!", 4 } },
	{ "7z", { "7z\xBC\xAF", 4 } },
	{ "ELF",
	  { "\x7F"
	    "ELF",
	    4 } },
	{ "SQLite", { "SQLite format 3", 15 } },
};

const char *tm_binary_format(struct tm_slice bytes)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (tm_slice_starts(bytes, magics[i].magic))
			return magics[i].name;
	return NULL;
}

/* Looks like text in no encoding: control characters that no text file holds. */
static bool is_binary(struct tm_slice bytes)
{
	size_t n = bytes.len < SNIFF_BYTES ? bytes.len : SNIFF_BYTES, odd = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1B && c != 0x1A;
	}
	return odd * (n < SNIFF_SHORT ? 4 : 20) > n;
}

static bool fail(const struct tm_reading *r, enum tm_code code, const char *what)
{
	tm_diagnose1(r->diagnostics, code, (struct tm_span){ 0, 0 }, tm_slice_str(what));
	return false;
}

/* Decodes by the encoding that the source came with, or the one found out. */
static bool decode(const struct tm_reading *r, struct tm_decoded *decoded)
{
	struct tm_source *source = r->source;
	struct tm_encoding_guess guess = { tm_encoding_by_label(source->encoding), true };
	struct tm_slice args[2];

	if (guess.encoding == TM_ENCODING_UNKNOWN)
		guess = tm_encoding_detect(source->bytes, &r->data->frequent);
	if (guess.encoding == TM_ENCODING_UNKNOWN && is_binary(source->bytes))
		return fail(r, TM_D_INPUT_BINARY, "an unknown binary format");
	if (guess.encoding == TM_ENCODING_UNKNOWN)
		return fail(r, TM_D_ENCODING_UNKNOWN, NULL);
	source->encoding = args[0] = tm_slice_str(tm_encoding_name(guess.encoding));
	if (!tm_decode(source->bytes, guess.encoding, r->arena, decoded)) {
		args[1] = tm_arena_printf(r->arena, "%zu", decoded->bad_bytes);
		tm_diagnose(r->diagnostics, TM_D_INPUT_ENCODING, (struct tm_span){ 0, 0 }, 2, args);
		return false;
	}
	if (is_binary(decoded->bytes))
		return fail(r, TM_D_INPUT_BINARY, "an unknown binary format");
	if (!guess.certain)
		tm_diagnose1(r->diagnostics, TM_D_ENCODING_GUESSED, (struct tm_span){ 0, 0 }, source->encoding);
	return true;
}

bool tm_read(const struct tm_tables *tables, struct tm_source *source, struct tm_text *text,
	     struct tm_arena *arena, struct tm_diagnostics *diagnostics)
{
	const char *binary = tm_binary_format(source->bytes);
	struct tm_decoded decoded;
	struct tm_reading r = { .data = tables->reading,
				.source = source,
				.decoded = &decoded,
				.text = text,
				.arena = arena,
				.diagnostics = diagnostics };
	size_t i = 0;

	*text = (struct tm_text){ .bytes = TM_SLICE("") };
	if (binary)
		return fail(&r, TM_D_INPUT_BINARY, binary);
	if (!decode(&r, &decoded))
		return false;
	while (readers[i + 1] && !readers[i]->sniff(&r))
		i++;
	source->format = tm_slice_str(readers[i]->format);
	return readers[i]->read(&r);
}

struct tm_slice tm_read_name(struct tm_slice raw, struct tm_arena *arena)
{
	static const enum tm_encoding tried[] = { TM_ENCODING_UTF8, TM_ENCODING_GB18030, TM_ENCODING_BIG5 };
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_decoded decoded;
	struct tm_slice name;
	size_t n;

	decoded.bytes = raw;
	for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
		if (tm_decode(raw, tried[i], arena, &decoded) && !decoded.bad_count)
			break;
		decoded.bytes = raw;
	}
	for (size_t i = 0; i < decoded.bytes.len; i += n) {
		struct tm_slice rest = tm_slice_sub(decoded.bytes, i, decoded.bytes.len);
		unsigned char c = (unsigned char)rest.ptr[0];

		n = c < 0x80 ? 1 : tm_utf8_length((char)c);
		if (n > rest.len || tm_utf8_valid_prefix(tm_slice_sub(rest, 0, n)) < n) {
			n = 1;
			tm_buffer_printf(&out, "%%%02X", (unsigned)c);
		} else if (c < 0x20 || c == 0x7F || !tm_is_xml_char(tm_utf8_decode(rest.ptr, &n))) {
			for (size_t k = 0; k < n; k++)
				tm_buffer_printf(&out, "%%%02X", (unsigned)(unsigned char)rest.ptr[k]);
		} else {
			tm_buffer_add(&out, rest.ptr, n);
		}
	}
	name = tm_arena_slice(arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return name;
}
