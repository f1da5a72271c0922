#include "export_p.h"

#include <stdlib.h>

#include "extract/decimal.h"

bool tm_is_export(enum tm_format format)
{
	return format == TM_FORMAT_CSV || format == TM_FORMAT_XLSX || format == TM_FORMAT_SQLITE;
}

static struct tm_slice keep(struct tm_export *e, struct tm_slice s)
{
	return s.ptr ? tm_arena_slice(&e->arena, s) : s;
}

/* A head may live in memory that goes before the export does. */
static struct tm_head copy_head(struct tm_export *e, const struct tm_head *head)
{
	struct tm_head copy = { .schema = keep(e, head->schema) };

	copy.generator.name = keep(e, head->generator.name);
	copy.generator.version = keep(e, head->generator.version);
	copy.rules.version = keep(e, head->rules.version);
	copy.rules.sha256 = keep(e, head->rules.sha256);
	return copy;
}

static const struct tm_flat *load(struct tm_export *e, struct tm_diagnostics *diagnostics)
{
	struct tm_diagnostics own;
	const struct tm_flat *flat;

	tm_diagnostics_init(&own, &e->arena);
	flat = tm_flat_load(&own);
	for (size_t i = 0; i < own.count; i++) {
		const struct tm_diagnostic *d = &own.items[i];

		tm_diagnose_file(diagnostics, d->code, d->file, d->line, d->column,
				 d->arg_count ? d->args[0] : TM_NO_SLICE);
	}
	return flat;
}

struct tm_export *tm_export_new(const struct tm_export_options *options, const struct tm_head *head,
				struct tm_diagnostics *diagnostics)
{
	struct tm_export *e = tm_malloc(sizeof(*e));

	*e = (struct tm_export){ .options = *options, .arena = TM_ARENA_INIT, .diagnostics = diagnostics };
	e->exporter = options->format == TM_FORMAT_CSV    ? &tm_csv_exporter
		      : options->format == TM_FORMAT_XLSX ? &tm_xlsx_exporter
							  : &tm_sqlite_exporter;
	e->head = copy_head(e, head);
	e->flat = load(e, diagnostics);
	if (e->flat)
		e->form = e->exporter->begin(e);
	if (e->form)
		return e;
	tm_export_free(e);
	return NULL;
}

void tm_export_document(struct tm_export *e, const struct tm_document *doc, struct tm_diagnostics *diagnostics)
{
	e->diagnostics = diagnostics;
	tm_flat_document(e->flat, doc, e->exporter->row, e->form);
	if (e->exporter->document)
		e->exporter->document(e->form, doc);
}

bool tm_export_end(struct tm_export *e, struct tm_diagnostics *diagnostics)
{
	e->diagnostics = diagnostics;
	tm_flat_head(e->flat, &e->head, e->exporter->row, e->form);
	return e->exporter->end(e->form);
}

size_t tm_export_count(const struct tm_export *e)
{
	return e->count;
}

struct tm_export_file tm_export_file(const struct tm_export *e, size_t number)
{
	return (struct tm_export_file){ e->files[number].name, tm_buffer_view(&e->files[number].bytes) };
}

void tm_export_free(struct tm_export *e)
{
	if (!e)
		return;
	if (e->form)
		e->exporter->release(e->form);
	for (size_t i = 0; i < e->count; i++)
		tm_buffer_release(&e->files[i].bytes);
	tm_arena_release(&e->arena);
	free(e);
}

struct tm_buffer *tm_export_add(struct tm_export *e, struct tm_slice name)
{
	struct tm_export_entry *file = tm_arena_push(&e->arena, &e->files, &e->count, &e->room, sizeof(*file));

	file->name = name;
	return &file->bytes;
}

void tm_export_fail(struct tm_export *e, const char *why)
{
	tm_diagnose1(e->diagnostics, TM_D_EXPORT_FAILED, (struct tm_span){ 0, 0 }, tm_slice_str(why));
}

bool tm_decimal_double(struct tm_slice digits, double *out)
{
	static const int64_t limit = INT64_C(1000000000000000); /* 15 digits; below 2^53 */
	struct tm_decimal n;
	double power = 1;

	if (!tm_decimal_parse(digits, &n) || n.mantissa >= limit || n.mantissa <= -limit || n.exponent < -22 ||
	    n.exponent > 22)
		return false;
	/* Both factors are exact, so that the result is the nearest number (IEEE 754). */
	for (int i = n.exponent < 0 ? -n.exponent : n.exponent; i > 0; i--)
		power *= 10;
	*out = n.exponent < 0 ? (double)n.mantissa / power : (double)n.mantissa * power;
	return true;
}
