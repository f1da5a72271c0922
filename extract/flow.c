#include "extract/flow.h"

#include "normalize/utf8.h"

void tm_flow_begin(struct tm_flow_builder *b, const struct tm_text *text, struct tm_arena *arena)
{
	*b = (struct tm_flow_builder){ .arena = arena, .text = text, .bytes = TM_BUFFER_INIT };
	tm_buffer_reserve(&b->bytes, text->bytes.len + 1);
}

static void copy(struct tm_flow_builder *b, uint32_t start, uint32_t end)
{
	if (start >= end)
		return;
	tm_buffer_add(&b->bytes, b->text->bytes.ptr + start, end - start);
	tm_map_add(b->arena, &b->map, end - start, 1, start, 1);
}

static bool is_latin_letter(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F);
}

/* May the space between these two stay?  Only between two characters that are not Chinese. */
static bool keeps_space(uint32_t before, uint32_t behind)
{
	return !tm_is_cjk(before) && !tm_is_cjk(behind);
}

/* At a line end a space is missing between two Latin words; a number broken there is whole. */
static bool wants_space(uint32_t before, uint32_t behind)
{
	return is_latin_letter(before) && is_latin_letter(behind);
}

static uint32_t char_before(const char *text, size_t at)
{
	size_t n;

	return tm_utf8_decode(text + tm_utf8_before(text, at), &n);
}

void tm_flow_join(struct tm_flow_builder *b, uint32_t start, uint32_t end)
{
	const char *text = b->text->bytes.ptr;
	uint32_t from = start;
	size_t n;

	if (start >= end)
		return;
	if (b->bytes.len && b->bytes.data[b->bytes.len - 1] != '\n' &&
	    wants_space(char_before(b->bytes.data, b->bytes.len), tm_utf8_decode(text + start, &n)))
		tm_flow_separate(b, ' ');
	while (from < end) {
		const char *space = memchr(text + from, ' ', end - from);
		const char *tab = memchr(text + from, '\t', (space ? (size_t)(space - text) : end) - from);
		uint32_t at, behind;

		if (tab)
			space = tab;
		if (!space)
			break;
		at = behind = (uint32_t)(space - text);
		while (behind < end && (text[behind] == ' ' || text[behind] == '\t'))
			behind++;
		copy(b, from, at);
		if (at > start && behind < end &&
		    keeps_space(char_before(text, at), tm_utf8_decode(text + behind, &n)))
			copy(b, behind - 1, behind);
		from = behind;
	}
	copy(b, from, end);
}

void tm_flow_separate(struct tm_flow_builder *b, char separator)
{
	tm_buffer_byte(&b->bytes, separator);
	tm_map_add(b->arena, &b->map, 1, 1, 0, 0);
}

void tm_flow_finish(struct tm_flow_builder *b, struct tm_flow *flow)
{
	flow->bytes = tm_arena_slice(b->arena, tm_buffer_view(&b->bytes));
	flow->map = b->map;
	flow->text = b->text;
	tm_buffer_release(&b->bytes);
}

static bool is_blank(const struct tm_text *text, uint32_t start, uint32_t end)
{
	for (uint32_t i = start; i < end; i++) {
		char c = text->bytes.ptr[i];

		if (c != ' ' && c != '\t' && c != '\n')
			return false;
	}
	return true;
}

/* What part of the normalised text the flow bytes [start, end) inside `run` are. */
static struct tm_span run_part(const struct tm_flow *flow, const struct tm_run *run, size_t start, size_t end)
{
	const struct tm_run *next = run + 1;
	uint32_t a = run->to < start ? (uint32_t)start : run->to;
	uint32_t b = next < flow->map.runs + flow->map.count && next->to < end ? next->to : (uint32_t)end;

	return (struct tm_span){ run->from + (a - run->to), run->from + (b - run->to) };
}

/* Parts of [start, end) in normalised offsets: text that follows on text, white space aside, is one part. */
static size_t parts(const struct tm_flow *flow, size_t start, size_t end, struct tm_span *out, size_t room)
{
	const struct tm_run *run = tm_map_run(&flow->map, (uint32_t)start);
	const struct tm_run *last = flow->map.runs + flow->map.count;
	struct tm_span part = { 0, 0 };
	size_t count = 0;

	for (; run < last && run->to < end; run++) {
		struct tm_span s;

		if (run->from_unit == 0)
			continue;
		s = run_part(flow, run, start, end);
		if (part.end && s.start >= part.end && is_blank(flow->text, part.end, s.start)) {
			part.end = s.end;
			continue;
		}
		if (part.end && count < room)
			out[count] = part;
		count += part.end != 0;
		part = s;
	}
	if (part.end && count < room)
		out[count] = part;
	return count + (part.end != 0);
}

struct tm_span tm_flow_span(const struct tm_flow *flow, size_t start, size_t end)
{
	const struct tm_run *run = tm_map_run(&flow->map, (uint32_t)start);
	const struct tm_run *last = flow->map.runs + flow->map.count;
	struct tm_span hull = { UINT32_MAX, 0 };

	for (; run < last && run->to < end; run++) {
		struct tm_span s;

		if (run->from_unit == 0)
			continue;
		s = run_part(flow, run, start, end);
		hull.start = s.start < hull.start ? s.start : hull.start;
		hull.end = s.end > hull.end ? s.end : hull.end;
	}
	if (hull.end == 0)
		return (struct tm_span){ 0, 0 };
	return tm_map_span(&flow->text->map, hull.start, hull.end);
}

struct tm_extent tm_flow_extent(const struct tm_flow *flow, size_t start, size_t end, struct tm_arena *arena)
{
	struct tm_extent extent = { .span = tm_flow_span(flow, start, end) };
	struct tm_span few[16], *all = few;
	size_t count = parts(flow, start, end, few, 16);

	if (count == 0)
		return extent;
	extent.line = flow->text->lines[tm_text_line_at(flow->text, extent.span.start)].number;
	if (count == 1)
		return extent;
	if (count > 16) {
		all = tm_arena_array(arena, count, sizeof(*all));
		parts(flow, start, end, all, count);
	}
	extent.pieces = tm_arena_array(arena, count, sizeof(*extent.pieces));
	for (size_t i = 0; i < count; i++)
		extent.pieces[i] = tm_map_span(&flow->text->map, all[i].start, all[i].end);
	extent.piece_count = count;
	return extent;
}
