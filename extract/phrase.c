#include "extract/phrase.h"

#include <stdlib.h>

#include "normalize/utf8.h"

/*
 * Codes are characters of the Private Use Area, three bytes each: a block of
 * VALUES for each use, then one code for each kind of figure, asked about or
 * not, and for what else there is.
 */
enum {
	VALUES = 32, /* codes of one use: without a value, and one for each */
	BASE = 0xE000,
	FIGURES = BASE + TM_USE_COUNT * VALUES,
	ASKED = FIGURES + TM_FACT_KIND_COUNT,
	TEXT = ASKED + TM_FACT_KIND_COUNT,
	PAREN,
	ROLES, /* one for each role of a clause */
	IN_HEADING = ROLES + TM_ROLE_COUNT,
	IN_PAREN,
	IN_FRONT,
	IN_BACK,
	IN_PLAN,
	CODE_BYTES = 3,
	WINDOW = 64 /* codes on each side of the one that is asked about; keeps long sentences linear */
};

_Static_assert(IN_PLAN < 0xF900, "codes stay inside the Private Use Area");

/* ---- patterns ---- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-' || c == ':';
}

/* The index of a word in a list separated by spaces, or -1. */
static int value_index(const char *list, struct tm_slice wanted)
{
	for (int i = 0; *list; i++) {
		size_t len = strcspn(list, " ");

		if (tm_slice_eq((struct tm_slice){ list, len }, wanted))
			return i;
		list += len;
		list += strspn(list, " ");
	}
	return -1;
}

static int role_code(struct tm_slice name)
{
	if (tm_slice_is(name, "heading"))
		return IN_HEADING;
	if (tm_slice_is(name, "paren"))
		return IN_PAREN;
	if (tm_slice_is(name, "plan"))
		return IN_PLAN;
	if (tm_slice_is(name, "front") || tm_slice_is(name, "back"))
		return tm_slice_is(name, "front") ? IN_FRONT : IN_BACK;
	for (int r = TM_ROLE_NONE + 1; r < TM_ROLE_COUNT; r++)
		if (tm_slice_is(name, tm_role_name((enum tm_role)r)))
			return ROLES + r;
	return -1;
}

/* The codes [*first, *last] that a name stands for. */
static bool name_codes(struct tm_slice name, int *first, int *last)
{
	struct tm_slice value = TM_NO_SLICE;
	const char *colon = memchr(name.ptr, ':', name.len);

	if (colon) {
		value = tm_slice_sub(name, (size_t)(colon - name.ptr) + 1, name.len);
		name.len = (size_t)(colon - name.ptr);
	}
	if (tm_slice_is(name, "role")) {
		*first = *last = role_code(value);
		return *first >= 0;
	}
	if (tm_slice_is(name, "text") || tm_slice_is(name, "paren")) {
		*first = *last = tm_slice_is(name, "text") ? TEXT : PAREN;
		return true;
	}
	for (int k = 0; k < TM_FACT_KIND_COUNT; k++) {
		if (tm_slice_is(name, tm_fact_kind_name((enum tm_fact_kind)k))) {
			*first = *last = FIGURES + k;
			return true;
		}
	}
	for (int u = 0; u < TM_USE_COUNT; u++) {
		int n;

		if (!tm_slice_is(name, tm_use_name((enum tm_use)u)))
			continue;
		*first = BASE + u * VALUES;
		*last = *first + VALUES - 1;
		if (!value.ptr)
			return true;
		n = value_index(tm_use_values((enum tm_use)u), value);
		*first = *last = *first + n + 1;
		return n >= 0;
	}
	return false;
}

struct tm_slice tm_phrase_pattern(struct tm_slice phrase, struct tm_arena *arena, struct tm_slice *bad)
{
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_slice result;
	bool in_class = false;
	size_t i = 0;

	while (i < phrase.len) {
		bool not = phrase.ptr[i] == '!', asked = phrase.ptr[i] == '@';
		size_t start = i + (not || asked), end = start;
		int first, last;

		while (end < phrase.len && is_name_char(phrase.ptr[end]))
			end++;
		if (end == start || phrase.ptr[start] == ':') {
			in_class = phrase.ptr[i] == '[' || (in_class && phrase.ptr[i] != ']');
			if (phrase.ptr[i] != ' ' && phrase.ptr[i] != '\n')
				tm_buffer_byte(&out, phrase.ptr[i]);
			i++;
			continue;
		}
		if (!name_codes(tm_slice_sub(phrase, start, end), &first, &last)) {
			*bad = tm_slice_sub(phrase, start, end);
			tm_buffer_release(&out);
			return TM_NO_SLICE;
		}
		if (asked)
			first = last = first - FIGURES + ASKED;
		tm_buffer_printf(&out,
				 in_class ? "\\x{%x}-\\x{%x}"
				 : not    ? "[^\\x{%x}-\\x{%x}]"
					  : "[\\x{%x}-\\x{%x}]",
				 (unsigned)first, (unsigned)last);
		i = end;
	}
	result = tm_arena_slice(arena, tm_buffer_view(&out));
	tm_buffer_release(&out);
	return result;
}

/* ---- sentences ---- */

static bool ends_sentence(const struct tm_tape *t, size_t i)
{
	return tm_is_mark(t, i, TM_MARK_STOP) || tm_is_mark(t, i, TM_MARK_SEMICOLON) ||
	       tm_is_mark(t, i, TM_MARK_LINE);
}

bool tm_sentence_next(const struct tm_tape *tape, size_t *at, struct tm_sentence *sentence)
{
	size_t i = *at;

	/* Sentences outside brackets first; `at` counts on behind the last token for those inside. */
	while (i < tape->count && ends_sentence(tape, i))
		i++;
	if (i < tape->count) {
		*sentence = (struct tm_sentence){ i, i, false };
		while (i < tape->count && !ends_sentence(tape, i))
			i = tm_is_mark(tape, i, TM_MARK_OPEN) ? tm_behind_closed(tape, i, tape->count) : i + 1;
		sentence->last = i;
		*at = i;
		return true;
	}
	for (i = i > tape->count ? i - tape->count : 0; i < tape->count; i++) {
		size_t behind;

		if (!tm_is_mark(tape, i, TM_MARK_OPEN))
			continue;
		behind = tm_behind_closed(tape, i, tape->count);
		if (behind == i + 1)
			continue;
		*sentence = (struct tm_sentence){ i + 1, behind - 1, true };
		*at = tape->count + i + 1;
		return true;
	}
	return false;
}

bool tm_is_plan(const struct tm_document *doc, const struct tm_grammar *grammar, struct tm_matcher *matcher)
{
	return doc->genre.len && tm_grammar_match(grammar, TM_USE_PLAN, matcher, doc->genre, 0);
}

/* ---- codes ---- */

static void push(struct tm_phrase_text *out, int code, size_t token)
{
	char bytes[4];

	if (out->count == out->room) {
		out->room = out->room ? 2 * out->room : 64;
		out->token = tm_realloc(out->token, tm_size_mul(out->room, sizeof(*out->token)));
	}
	out->token[out->count++] = (uint32_t)token;
	tm_buffer_add(&out->codes, bytes, tm_utf8_encode((uint32_t)code, bytes));
}

static int code_at(const struct tm_phrase_text *text, size_t n)
{
	size_t len;

	return (int)tm_utf8_decode(tm_buffer_view(&text->codes).ptr + n * CODE_BYTES, &len);
}

static void push_text(struct tm_phrase_text *out, size_t token)
{
	if (!out->count || code_at(out, out->count - 1) != TEXT)
		push(out, TEXT, token);
}

static int kind_of(const struct tm_tape *t, size_t i)
{
	return t->tokens[i].kind == TM_TOKEN_FIGURE
		       ? (int)(t->figures[t->tokens[i].figure].kind - TM_QUANTITY_MONEY)
		       : -1;
}

/* The token behind the last figure of a list that begins at `i`. */
static size_t behind_list(const struct tm_tape *t, size_t i, size_t end)
{
	int kind = kind_of(t, i);

	while (i + 2 < end && (tm_is_mark(t, i + 1, TM_MARK_LIST) || tm_token_is(t, i + 1, TM_USE_AND)) &&
	       kind_of(t, i + 2) == kind)
		i += 2;
	return i + 1;
}

/* Where the sentence stands. */
static int place_code(const struct tm_sentence *sentence, const struct tm_clause *clause,
		      const struct tm_setting *setting)
{
	if (clause->kind == TM_FRONT || clause->kind == TM_BACK)
		return clause->kind == TM_FRONT ? IN_FRONT : IN_BACK;
	if (sentence->in_brackets)
		return IN_PAREN;
	if (setting->in_heading)
		return IN_HEADING;
	return setting->role == TM_ROLE_NONE && setting->in_plan ? IN_PLAN : ROLES + (int)setting->role;
}

void tm_phrase_encode(struct tm_phrase_text *out, const struct tm_tape *tape, const struct tm_sentence *sentence,
		      const struct tm_clause *clause, const struct tm_setting *setting)
{
	size_t i = sentence->first, next;

	tm_buffer_clear(&out->codes);
	out->count = 0;
	push(out, place_code(sentence, clause, setting), i);
	for (; i < sentence->last; i = next) {
		const struct tm_token *token = &tape->tokens[i];
		bool name; /* text, whatever it holds */

		next = tm_behind_closed(tape, i, sentence->last);
		name = next > i + 1;
		if (tm_is_mark(tape, i, TM_MARK_OPEN)) {
			push(out, PAREN, i);
		} else if (token->kind == TM_TOKEN_FIGURE && !name) {
			push(out, FIGURES + kind_of(tape, i), i);
			next = behind_list(tape, i, sentence->last);
		} else if (token->kind == TM_TOKEN_WORD && token->use != TM_USE_PLAIN && !name) {
			push(out, BASE + (int)token->use * VALUES + token->number + 1, i);
		} else {
			push_text(out, i);
		}
	}
}

void tm_phrase_release(struct tm_phrase_text *text)
{
	tm_buffer_release(&text->codes);
	tm_buffer_release(&text->window);
	free(text->token);
	*text = (struct tm_phrase_text){ 0 };
}

enum tm_fact_kind tm_phrase_figure(const struct tm_phrase_text *text, size_t n)
{
	int code = code_at(text, n);

	return code >= FIGURES && code < ASKED ? (enum tm_fact_kind)(code - FIGURES) : TM_FACT_KIND_COUNT;
}

struct tm_slice tm_phrase_ask(struct tm_phrase_text *text, size_t n)
{
	size_t from = n > WINDOW ? n - WINDOW : 1, to = text->count - n > WINDOW ? n + WINDOW : text->count;
	const char *codes = text->codes.data;
	char bytes[4];

	tm_buffer_clear(&text->window);
	tm_buffer_add(&text->window, codes, CODE_BYTES);
	tm_buffer_add(&text->window, codes + from * CODE_BYTES, (n - from) * CODE_BYTES);
	tm_buffer_add(&text->window, bytes, tm_utf8_encode((uint32_t)(code_at(text, n) - FIGURES + ASKED), bytes));
	tm_buffer_add(&text->window, codes + (n + 1) * CODE_BYTES, (to - n - 1) * CODE_BYTES);
	return tm_buffer_view(&text->window);
}
