/*
 * diff.c - the comparison as a whole.
 */
#include "schema/diff.h"

#include <stdlib.h>

#include "diff_p.h"
#include "record_p.h"
#include "schema/json.h"

/* Fields that say how a document came in, not what it says; clauses are compared apart. */
static const char *const left_out[] = { "id",      "source",  "spaces_removed", "repairs",
					"dropped", "clauses", "diagnostics",    NULL };

static bool is_left_out(const char *name)
{
	for (size_t i = 0; left_out[i]; i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

/* A field as JSON, its texts without line ends: they come from the lines of the page. */
static struct tm_slice field_json(const void *record, const struct tm_field *f, struct tm_arena *arena)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_slice json;
	size_t len = 0;

	tm_json_field(&out, record, f);
	for (size_t i = 0; i < out.len; i++) {
		if (out.data[i] == '\\' && i + 1 < out.len) {
			if (out.data[i + 1] != 'n') {
				out.data[len++] = out.data[i];
				out.data[len++] = out.data[i + 1];
			}
			i++;
			continue;
		}
		out.data[len++] = out.data[i];
	}
	json = tm_arena_slice(arena, (struct tm_slice){ out.data, len });
	tm_buffer_release(&out);
	return json;
}

/* Fields that are read from provisions, too; the others stand around them. */
static bool is_from_provisions(const char *name)
{
	return strcmp(name, "validity") == 0 || strcmp(name, "retroactive") == 0 || strcmp(name, "citations") == 0;
}

static bool is_frame(const struct tm_clause *c)
{
	return c->kind == TM_FRONT || c->kind == TM_TITLE || c->kind == TM_PREAMBLE || c->kind == TM_BACK;
}

static bool has_frame(const struct tm_diff *diff, const struct tm_change *k)
{
	for (size_t i = 0; i < k->old_count; i++)
		if (is_frame(&diff->old->clauses[k->old[i]]))
			return true;
	for (size_t i = 0; i < k->new_count; i++)
		if (is_frame(&diff->new->clauses[k->new[i]]))
			return true;
	return false;
}

/* Are all clauses the same, or those around the provisions? */
static bool are_same(const struct tm_diff *diff, bool frame)
{
	for (size_t i = 0; i < diff->change_count; i++)
		if (diff->changes[i].kinds != TM_CHANGE_SAME && (!frame || has_frame(diff, &diff->changes[i])))
			return false;
	return true;
}

/* A field can differ only where the words do that it is read from: a letterhead that is broken into other lines
 * may be read otherwise, and says the same. */
static void compare_fields(struct tm_diff *diff, struct tm_arena *arena)
{
	bool same_frame = are_same(diff, true), same = same_frame && are_same(diff, false);

	for (const struct tm_field *f = tm_document_record.fields; f->name; f++) {
		struct tm_slice old, new;

		if (is_left_out(f->name) || (is_from_provisions(f->name) ? same : same_frame))
			continue;
		old = field_json(diff->old, f, arena);
		new = field_json(diff->new, f, arena);
		if (tm_slice_eq(old, new))
			continue;
		*(struct tm_field_change *)tm_arena_push(
			arena, &diff->fields, &diff->field_count, &diff->field_room,
			sizeof(*diff->fields)) = (struct tm_field_change){ f->name, old, new };
	}
}

/* The characters of several clauses, one behind the other. */
static uint32_t *join(struct tm_compare *c, const struct tm_side *s, const uint32_t *list, size_t count,
		      uint32_t *len)
{
	uint32_t *chars, at = 0;
	size_t room = 0;

	for (size_t i = 0; i < count; i++)
		room += s->parts[list[i]].len;
	chars = tm_arena_array(c->arena, room + 1, sizeof(*chars));
	for (size_t i = 0; i < count; i++) {
		const struct tm_part *p = &s->parts[list[i]];

		if (p->len)
			memcpy(chars + at, p->chars, p->len * sizeof(*chars));
		at += p->len;
	}
	*len = at;
	return chars;
}

static unsigned similarity(struct tm_compare *c, const struct tm_change *k)
{
	uint32_t a_len, b_len;
	const uint32_t *a = join(c, &c->old, k->old, k->old_count - k->old_deciding, &a_len);
	const uint32_t *b = join(c, &c->new, k->new, k->new_count - k->new_deciding, &b_len);

	return tm_ratio(tm_common_length(c, a, a_len, b, b_len), a_len, b_len);
}

static void compare_inside(struct tm_compare *c, struct tm_change *k, struct tm_arena *arena)
{
	if (!k->old_count || !k->new_count) {
		tm_compare_figures(c, k, arena);
		return;
	}
	k->similarity = similarity(c, k);
	if (k->similarity == 1000 && !k->old_deciding && !k->new_deciding) {
		k->kinds |= TM_CHANGE_SAME;
		return;
	}
	tm_compare_words(c, k, arena);
	tm_compare_figures(c, k, arena);
	k->kinds |= k->figure_count || tm_quantities_differ(c, k) ? TM_CHANGE_CHANGED : TM_CHANGE_REWORDED;
}

struct tm_diff *tm_diff_documents(const struct tm_document *old, const struct tm_document *new,
				  struct tm_arena *arena)
{
	struct tm_diff *diff = tm_arena_alloc(arena, sizeof(*diff));
	struct tm_arena scratch = TM_ARENA_INIT;
	struct tm_compare c;

	diff->old = old;
	diff->new = new;
	tm_compare_init(&c, old, new, &scratch);
	tm_pair_clauses(&c);
	tm_group_clauses(&c, diff, arena);
	for (size_t i = 0; i < diff->change_count; i++)
		compare_inside(&c, &diff->changes[i], arena);
	compare_fields(diff, arena);
	free(c.masks);
	tm_arena_release(&scratch);
	return diff;
}

void tm_diff_ignore_words(struct tm_diff *diff)
{
	for (size_t i = 0; i < diff->change_count; i++) {
		struct tm_change *k = &diff->changes[i];

		if (!(k->kinds & TM_CHANGE_REWORDED))
			continue;
		k->kinds = (k->kinds & ~(unsigned)TM_CHANGE_REWORDED) | TM_CHANGE_SAME;
		k->word_count = 0;
	}
}

bool tm_diff_differs(const struct tm_diff *diff)
{
	for (size_t i = 0; i < diff->change_count; i++)
		if (tm_change_is_listed(&diff->changes[i]))
			return true;
	return diff->field_count != 0;
}

const char *tm_change_kind_name(int bit)
{
	static const char *const names[TM_CHANGE_KINDS] = { "same",  "reworded", "changed", "moved",
							    "split", "merged",   "added",   "removed" };

	return names[bit];
}

const char *tm_figure_what_name(enum tm_figure_what what)
{
	static const char *const names[TM_WHAT_COUNT] = { "amount", "floor",     "cap",        "rate",
							  "basis",  "threshold", "target",     "office",
							  "date",   "period",    "instrument", "beneficiary" };

	return names[what];
}

const char *tm_word_op_name(enum tm_word_op op)
{
	static const char *const names[] = { "replace", "insert", "delete" };

	return names[op];
}
