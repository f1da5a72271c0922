/*
 * reader_p.h - what a reader of one format is to reader.c.
 */
#ifndef NORMALIZE_READER_P_H
#define NORMALIZE_READER_P_H

#include "normalize/encoding.h"
#include "normalize/reader.h"

/* What a web page calls a field of its document. */
struct tm_page_label {
	struct tm_slice name, text;
};

/* What readers know of the world: readers/. */
struct tm_reading_data {
	struct tm_frequent frequent;
	/* Of web pages: see pages.yaml. */
	struct tm_slice *skip, *buttons;
	size_t skip_count, button_count;
	struct tm_page_label *labels, *meta;
	size_t label_count, label_room, meta_count, meta_room;
	struct tm_slice marks;
};

/* NULL, with diagnostics, when a file is wrong. */
const struct tm_reading_data *tm_reading_data_load(struct tm_arena *arena, struct tm_diagnostics *diagnostics);

/* One source being read. */
struct tm_reading {
	const struct tm_reading_data *data;
	struct tm_source *source;
	const struct tm_decoded *decoded;
	struct tm_text *text; /* to be filled */
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
};

struct tm_reader {
	const char *format;
	/* Is this decoded text mine? */
	bool (*sniff)(const struct tm_reading *r);
	bool (*read)(const struct tm_reading *r);
};

extern const struct tm_reader tm_html_reader;
extern const struct tm_reader tm_text_reader;

/* The name of a well-known binary format that `bytes` begins like, or NULL. */
const char *tm_binary_format(struct tm_slice bytes);

#endif
