/*
 * json_read.c - reads catalogues in JSON by the record tables.
 *
 * The parser is yajl: it hands a number over as it is printed, where parsers
 * that build trees turn 0.1 into a binary fraction.
 */
#include "stage_p.h"

#include <yajl/yajl_parse.h>

#include "record_p.h"

enum {
	DEPTH_MAX = 24 /* of objects and arrays in each other */
};

/* What is open. */
enum opened {
	IN_ROOT,      /* the object around the catalogue */
	IN_CATALOGUE, /* its head and its documents */
	IN_RECORD,
	IN_RECORDS, /* a list of records */
	IN_TEXTS,
	IN_NUMBERS, /* a span or a fraction */
	IN_SPANS
};

struct frame {
	enum opened what;
	const struct tm_record *type;
	const struct tm_field *field; /* of the record in `record`, whose value comes or is being read */
	void *record;
	uint64_t seen; /* fields that were there, by number */
	uint32_t numbers[2];
	unsigned number_count;
};

struct json_reader {
	struct tm_arena *arena;
	struct tm_diagnostics *diagnostics;
	struct tm_head *head;
	struct tm_staged *staged;
	tm_stage_fn *each;
	void *context;
	bool head_pass; /* the head may stand behind the documents: it is read first */
	bool has_catalogue, has_schema;
	bool skip_value;  /* the value that comes belongs to the other pass */
	unsigned skipped; /* objects and arrays open in it */
	struct frame frames[DEPTH_MAX];
	unsigned depth;
	struct tm_slice error; /* the first one; absent while all is well */
};

static int fail(struct json_reader *r, struct tm_slice why)
{
	if (!r->error.ptr)
		r->error = tm_arena_slice(r->diagnostics->arena, why);
	return 0;
}

static struct frame *top(struct json_reader *r)
{
	return r->depth ? &r->frames[r->depth - 1] : NULL;
}

static struct frame *push(struct json_reader *r, enum opened what)
{
	if (r->depth == DEPTH_MAX) {
		fail(r, TM_SLICE("nested too deep"));
		return NULL;
	}
	r->frames[r->depth] = (struct frame){ .what = what };
	return &r->frames[r->depth++];
}

static int open_record(struct json_reader *r, const struct tm_record *type, void *record)
{
	struct frame *f = push(r, IN_RECORD);

	if (!f)
		return 0;
	f->type = type;
	f->record = record;
	return 1;
}

/* The value of a field that does not fit. */
static int bad(struct json_reader *r)
{
	const struct frame *f = top(r);

	if (f && f->field)
		return fail(r, tm_arena_printf(r->diagnostics->arena, "the value of '%s'", f->field->name));
	return fail(r, TM_SLICE("no catalogue of " TM_SCHEMA_ID));
}

/* ---- values ---- */

static bool read_number(struct tm_slice text, uint32_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(text.ptr[i] - '0');
		if (n > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)n;
	return text.len > 0;
}

static void *place(const struct frame *f)
{
	return (char *)f->record + f->field->offset;
}

/* Is the value that comes part of the other pass, or of an object or array that is? */
static bool is_skipped(struct json_reader *r)
{
	bool skip = r->skip_value || r->skipped;

	if (!r->skipped)
		r->skip_value = false;
	return skip;
}

static int on_null(void *context)
{
	struct json_reader *r = context;
	const struct frame *f = top(r);

	if (is_skipped(r))
		return 1;
	return f && f->what == IN_RECORD && f->field->presence != TM_ALWAYS ? 1 : bad(r);
}

static int on_boolean(void *context, int value)
{
	struct json_reader *r = context;
	const struct frame *f = top(r);

	if (is_skipped(r))
		return 1;
	if (!f || f->what != IN_RECORD || f->field->type != TM_FIELD_FLAG)
		return bad(r);
	*(enum tm_flag *)place(f) = value ? TM_FLAG_TRUE : TM_FLAG_FALSE;
	return 1;
}

static int on_number(void *context, const char *bytes, size_t len)
{
	struct json_reader *r = context;
	struct tm_slice text = { bytes, len };
	struct frame *f = top(r);
	uint32_t number;

	if (is_skipped(r))
		return 1;
	if (f && f->what == IN_NUMBERS) {
		if (f->number_count == 2 || !read_number(text, &f->numbers[f->number_count++]))
			return bad(r);
		return 1;
	}
	if (!f || f->what != IN_RECORD)
		return bad(r);
	switch (f->field->type) {
	case TM_FIELD_NUMBER:
		return read_number(text, place(f)) ? 1 : bad(r);
	case TM_FIELD_SIZE:
		if (!read_number(text, &number))
			return bad(r);
		*(size_t *)place(f) = number;
		return 1;
	case TM_FIELD_VALUE:
	case TM_FIELD_DECIMAL:
		if (!tm_is_decimal(text))
			return bad(r);
		*(struct tm_slice *)place(f) = tm_arena_slice(r->arena, text);
		return 1;
	default:
		return bad(r);
	}
}

static bool read_enum(const struct frame *f, struct tm_slice text)
{
	for (int i = 0; i < f->field->enum_count; i++) {
		const char *known = f->field->enum_name(i);

		if (known && tm_slice_is(text, known)) {
			memcpy(place(f), &i, sizeof(i));
			return true;
		}
	}
	return false;
}

/* XML could not hold other control characters, and no reader lets them in. */
static bool has_control(struct tm_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n' && text.ptr[i] != '\t')
			return true;
	return false;
}

static int on_string(void *context, const unsigned char *bytes, size_t len)
{
	struct json_reader *r = context;
	struct tm_slice text = { (const char *)bytes, len };
	const struct frame *f = top(r);
	struct tm_slices *texts;

	if (is_skipped(r))
		return 1;
	if (has_control(text))
		return fail(r, TM_SLICE("a control character"));
	if (f && f->what == IN_CATALOGUE && !f->field) {
		r->has_schema = tm_slice_is(text, TM_SCHEMA_ID);
		r->head->schema = TM_SLICE(TM_SCHEMA_ID);
		return r->has_schema ? 1 : bad(r);
	}
	if (f && f->what == IN_TEXTS) {
		texts = place(f);
		*(struct tm_slice *)tm_arena_push(r->arena, &texts->items, &texts->count, &texts->room,
						  sizeof(text)) = tm_arena_slice(r->arena, text);
		return 1;
	}
	if (!f || f->what != IN_RECORD)
		return bad(r);
	switch (f->field->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
	case TM_FIELD_VALUE:
		*(struct tm_slice *)place(f) = tm_arena_slice(r->arena, text);
		return 1;
	case TM_FIELD_ENUM:
		return read_enum(f, text) ? 1 : bad(r);
	default:
		return bad(r);
	}
}

/* ---- objects ---- */

static int on_object(void *context)
{
	struct json_reader *r = context;
	struct frame *f = top(r);

	if (is_skipped(r)) {
		r->skipped++;
		return 1;
	}
	if (!f)
		return push(r, IN_ROOT) ? 1 : 0;
	if (f->what == IN_ROOT)
		return push(r, IN_CATALOGUE) ? 1 : 0;
	if (f->what == IN_CATALOGUE && f->field && f->field->type == TM_FIELD_RECORD)
		return open_record(r, f->field->record, r->head);
	if (f->what == IN_RECORD && f->field->type == TM_FIELD_RECORD)
		return open_record(r, f->field->record, place(f));
	if (f->what != IN_RECORDS)
		return bad(r);
	if (f->type == &tm_document_record) {
		r->staged = tm_arena_alloc(r->arena, sizeof(*r->staged));
		return open_record(r, f->type, &r->staged->doc);
	}
	return open_record(
		r, f->type,
		tm_arena_push(r->arena, place(f), (size_t *)(void *)((char *)f->record + f->field->count_offset),
			      (size_t *)(void *)((char *)f->record + f->field->room_offset), f->type->size));
}

static int root_key(struct json_reader *r, struct tm_slice key)
{
	if (!tm_slice_is(key, tm_head_record.name) || r->has_catalogue)
		return bad(r);
	r->has_catalogue = true;
	return 1;
}

static int catalogue_key(struct json_reader *r, struct frame *f, struct tm_slice key)
{
	const struct tm_field *field = tm_head_record.fields;
	bool documents = tm_slice_is(key, tm_document_record.name);

	f->field = NULL;
	r->skip_value = documents == r->head_pass;
	if (documents)
		return 1;
	while (field->name && !tm_slice_is(key, field->name))
		field++;
	if (!field->name)
		return fail(r, TM_SLICE("an unknown key in the catalogue"));
	if (field->type == TM_FIELD_RECORD)
		f->field = field;
	return 1;
}

static int on_key(void *context, const unsigned char *bytes, size_t len)
{
	struct json_reader *r = context;
	struct tm_slice key = { (const char *)bytes, len };
	struct frame *f = top(r);
	unsigned number = 0;

	if (r->skipped)
		return 1;
	if (f->what == IN_ROOT)
		return root_key(r, key);
	if (f->what == IN_CATALOGUE)
		return catalogue_key(r, f, key);
	f->field = f->type->fields;
	while (f->field->name && !tm_slice_is(key, f->field->name)) {
		f->field++;
		number++;
	}
	if (!f->field->name || has_control(key))
		return fail(r, tm_arena_printf(r->diagnostics->arena, "an unknown key in '%s'", f->type->name));
	if (f->seen >> number & 1)
		return fail(r, tm_arena_printf(r->diagnostics->arena, "'%s' twice", f->field->name));
	f->seen |= UINT64_C(1) << number;
	return 1;
}

/* A kind, a role, a severity cannot be told from the first of its values when it is left out. */
static bool has_all_enums(struct json_reader *r, struct frame *f)
{
	unsigned number = 0;

	for (f->field = f->type->fields; f->field->name; f->field++, number++)
		if (f->field->type == TM_FIELD_ENUM && f->field->presence == TM_ALWAYS && !(f->seen >> number & 1))
			return bad(r);
	return true;
}

static int on_object_end(void *context)
{
	struct json_reader *r = context;
	struct frame *f = top(r);

	if (r->skipped) {
		if (!--r->skipped)
			r->skip_value = false;
		return 1;
	}
	if (f->what == IN_ROOT)
		return r->has_catalogue ? 1 : bad(r);
	if (f->what == IN_RECORD && !has_all_enums(r, f))
		return 0;
	r->depth--;
	if (f->what == IN_CATALOGUE)
		return !r->head_pass || r->has_schema ? 1 : bad(r);
	if (f->type != &tm_document_record)
		return 1;
	if (!tm_reports_restore(&r->staged->doc, r->arena))
		return fail(r, TM_SLICE("an unknown diagnostic"));
	return r->each(r->staged, r->context);
}

/* ---- arrays ---- */

static int open_list(struct json_reader *r, struct frame *f, enum opened what)
{
	const struct tm_field *field = f->field;
	void *record = f->record;
	struct frame *list = push(r, what);

	if (!list)
		return 0;
	list->field = field;
	list->record = record;
	list->type = field->record;
	return 1;
}

static int on_array(void *context)
{
	struct json_reader *r = context;
	struct frame *f = top(r);

	if (is_skipped(r)) {
		r->skipped++;
		return 1;
	}
	if (f && f->what == IN_CATALOGUE && !f->field && !r->head_pass) {
		f = push(r, IN_RECORDS);
		if (f)
			f->type = &tm_document_record;
		return f != NULL;
	}
	if (f && f->what == IN_SPANS)
		return open_list(r, f, IN_NUMBERS);
	if (!f || f->what != IN_RECORD)
		return bad(r);
	switch (f->field->type) {
	case TM_FIELD_TEXTS:
		return open_list(r, f, IN_TEXTS);
	case TM_FIELD_RECORDS:
		return open_list(r, f, IN_RECORDS);
	case TM_FIELD_SPAN:
	case TM_FIELD_FRACTION:
		return open_list(r, f, IN_NUMBERS);
	case TM_FIELD_SPANS:
		return open_list(r, f, IN_SPANS);
	default:
		return bad(r);
	}
}

static void keep_numbers(struct json_reader *r, const struct frame *f)
{
	struct tm_span span = { f->numbers[0], f->numbers[1] }, *spans;
	size_t *count, room;

	if (f->field->type == TM_FIELD_FRACTION) {
		((int64_t *)place(f))[0] = span.start;
		((int64_t *)place(f))[1] = span.end;
	} else if (f->field->type == TM_FIELD_SPAN) {
		*(struct tm_span *)place(f) = span;
	} else {
		/* A list of spans does not know its capacity: it is that of the doublings it has come to. */
		count = (size_t *)(void *)((char *)f->record + f->field->count_offset);
		memcpy(&spans, place(f),
		       sizeof(spans)); /* NOLINT(bugprone-sizeof-expression): the pointer itself */
		for (room = 4; room < *count; room *= 2)
			;
		if (*count == 0 || *count == room) {
			struct tm_span *more = tm_arena_array(r->arena, *count ? 2 * room : room, sizeof(*more));

			for (size_t i = 0; i < *count; i++)
				more[i] = spans[i];
			spans = more;
			memcpy(place(f), &spans, sizeof(spans)); /* NOLINT(bugprone-sizeof-expression) */
		}
		spans[(*count)++] = span;
	}
}

static int on_array_end(void *context)
{
	struct json_reader *r = context;
	const struct frame *f = top(r);

	if (r->skipped) {
		if (!--r->skipped)
			r->skip_value = false;
		return 1;
	}
	if (f->what == IN_NUMBERS) {
		if (f->number_count != 2)
			return bad(r);
		keep_numbers(r, f);
	}
	r->depth--;
	return 1;
}

/* ---- the whole ---- */

/* Where in the file: columns count characters. */
static void locate(struct tm_slice text, size_t offset, struct tm_diagnostic *d)
{
	d->line = d->column = 1;
	for (size_t i = 0; i < offset && i < text.len; i++) {
		if (text.ptr[i] == '\n') {
			d->line++;
			d->column = 1;
		} else if (((unsigned char)text.ptr[i] & 0xC0) != 0x80) {
			d->column++;
		}
	}
}

/* False when something is wrong with the file. */
static bool parse(struct json_reader *r, struct tm_slice text)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = on_null,
		.yajl_boolean = on_boolean,
		.yajl_number = on_number,
		.yajl_string = on_string,
		.yajl_start_map = on_object,
		.yajl_map_key = on_key,
		.yajl_end_map = on_object_end,
		.yajl_start_array = on_array,
		.yajl_end_array = on_array_end,
	};
	yajl_handle parser = yajl_alloc(&callbacks, NULL, r);
	const unsigned char *bytes = (const unsigned char *)text.ptr;
	yajl_status status;

	if (!parser)
		tm_out_of_memory();
	r->depth = r->skipped = 0;
	r->has_catalogue = r->skip_value = false;
	status = yajl_parse(parser, bytes, text.len);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(parser);
	if (status == yajl_status_error) {
		unsigned char *message = yajl_get_error(parser, 0, bytes, text.len);

		fail(r, tm_slice_trim(tm_slice_str((const char *)message)));
		yajl_free_error(parser, message);
	}
	if (r->error.ptr)
		locate(text, yajl_get_bytes_consumed(parser),
		       tm_diagnose1(r->diagnostics, TM_D_INPUT_JSON, (struct tm_span){ 0, 0 }, r->error));
	yajl_free(parser);
	return !r->error.ptr;
}

static struct tm_slice without_mark(struct tm_slice text)
{
	return tm_slice_sub(text, text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, text.len);
}

bool tm_json_is_catalogue(struct tm_slice text)
{
	const struct tm_slice key = TM_SLICE("\"catalogue\"");

	text = tm_slice_trim(without_mark(text));
	if (!text.len || text.ptr[0] != '{')
		return false;
	text = tm_slice_trim(tm_slice_sub(text, 1, text.len));
	return text.len > key.len && tm_slice_eq(tm_slice_sub(text, 0, key.len), key);
}

bool tm_json_read(struct tm_slice text, struct tm_head *head, struct tm_arena *arena,
		  struct tm_diagnostics *diagnostics, tm_stage_fn *each, void *context)
{
	struct json_reader r = { .arena = diagnostics->arena, /* outlives the documents */
				 .diagnostics = diagnostics,
				 .head = head,
				 .each = each,
				 .context = context,
				 .head_pass = true };

	text = without_mark(text);
	if (!parse(&r, text))
		return false;
	r.arena = arena;
	r.head_pass = false;
	return parse(&r, text);
}
