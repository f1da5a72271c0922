#include "normalize/diagnostic.h"

#include <stdlib.h>

static const struct {
	const char *name;
	enum tm_severity severity;
} codes[] = {
#define TM_CODE(upper, name, severity) [TM_D_##upper] = { name, TM_##severity },
#include "normalize/diagnostic_codes.def"
#undef TM_CODE
};

static const char *const severity_names[] = { "note", "warning", "error" };

void tm_diagnostics_init(struct tm_diagnostics *list, struct tm_arena *arena)
{
	*list = (struct tm_diagnostics){ .arena = arena };
}

struct tm_diagnostic *tm_diagnose(struct tm_diagnostics *list, enum tm_code code, struct tm_span span,
				  size_t arg_count, const struct tm_slice *args)
{
	struct tm_diagnostic *d = tm_arena_push(list->arena, &list->items, &list->count, &list->room, sizeof(*d));

	d->code = code;
	d->span = span;
	d->arg_count = arg_count < TM_DIAGNOSTIC_ARGS ? arg_count : TM_DIAGNOSTIC_ARGS;
	for (size_t i = 0; i < d->arg_count; i++)
		d->args[i] = tm_arena_slice(list->arena, args[i]);
	return d;
}

struct tm_diagnostic *tm_diagnose1(struct tm_diagnostics *list, enum tm_code code, struct tm_span span,
				   struct tm_slice arg)
{
	return tm_diagnose(list, code, span, arg.ptr != NULL, &arg);
}

struct tm_diagnostic *tm_diagnose_file(struct tm_diagnostics *list, enum tm_code code, struct tm_slice file,
				       uint32_t line, uint32_t column, struct tm_slice arg)
{
	struct tm_diagnostic *d = tm_diagnose1(list, code, (struct tm_span){ 0, 0 }, arg);

	d->file = file;
	d->line = line;
	d->column = column;
	return d;
}

static int compare(const void *pa, const void *pb)
{
	const struct tm_diagnostic *a = pa, *b = pb;

	if (a->span.start != b->span.start)
		return a->span.start < b->span.start ? -1 : 1;
	if (a->span.end != b->span.end)
		return a->span.end < b->span.end ? -1 : 1;
	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	for (size_t i = 0; i < a->arg_count && i < b->arg_count; i++) {
		int c = tm_slice_cmp(a->args[i], b->args[i]);

		if (c)
			return c;
	}
	return (a->arg_count > b->arg_count) - (a->arg_count < b->arg_count);
}

void tm_diagnostics_sort(struct tm_diagnostics *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), compare);
}

const char *tm_code_name(enum tm_code code)
{
	return codes[code].name;
}

int tm_code_by_name(struct tm_slice name)
{
	for (int i = 0; i < TM_D_COUNT; i++)
		if (tm_slice_is(name, codes[i].name))
			return i;
	return -1;
}

enum tm_severity tm_code_severity(enum tm_code code)
{
	return codes[code].severity;
}

enum tm_severity tm_diagnostics_worst(const struct tm_diagnostics *list)
{
	enum tm_severity worst = TM_NOTE;

	for (size_t i = 0; i < list->count; i++)
		if (codes[list->items[i].code].severity > worst)
			worst = codes[list->items[i].code].severity;
	return worst;
}

const char *tm_severity_name(enum tm_severity severity)
{
	return severity_names[severity];
}

int tm_severity_by_name(struct tm_slice name)
{
	for (int i = 0; i <= TM_ERROR; i++)
		if (tm_slice_is(name, severity_names[i]))
			return i;
	return -1;
}
