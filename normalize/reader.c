#include "normalize/reader.h"

#include "reader_p.h"

static const struct tm_reader *const readers[] = {
	&tm_text_reader,
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

bool tm_read(struct tm_source *source, struct tm_text *text, struct tm_arena *arena,
	     struct tm_diagnostics *diagnostics)
{
	const char *binary = tm_binary_format(source->bytes);

	*text = (struct tm_text){ .bytes = TM_SLICE("") };
	for (size_t i = 0; !binary && i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (!readers[i]->sniff(source->bytes))
			continue;
		source->format = tm_slice_str(readers[i]->format);
		return readers[i]->read(source, text, arena, diagnostics);
	}
	tm_diagnose1(diagnostics, TM_D_INPUT_BINARY, (struct tm_span){ 0, 0 },
		     tm_slice_str(binary ? binary : "an unknown binary format"));
	return false;
}
