#include "extract/segment.h"

#include <stdlib.h>

#include "normalize/utf8.h"
#include "tables_p.h"
#include "zones_p.h"

#define TM_NO_PARENT SIZE_MAX /* of a clause: it hangs on the instrument itself */

enum {
	LEAD_SENTENCE = 20, /* characters of a lead before 。 */
	LEAD_COLON = 30,    /* and before ： */
	DEPTH_MAX = 32,
	LOOKAHEAD = 80 /* blocks */
};

/* A provision that is open: later numberings may go on with its list or nest under it. */
struct open_item {
	size_t clause; /* index, or TM_NO_PARENT for the root of the instrument */
	enum tm_kind kind;
	int number, sub;
	bool has_child;
	bool list_has_headings; /* some item of its list has a role or a heading */
	bool list_has_paras;    /* some item of its list had further paragraphs of its own */
};

/* What the segmenter knows of a clause beyond its record. */
struct draft {
	size_t first_block, block_count;
	size_t heading_blocks; /* of a component: its label, title and subtitle */
	bool has_child;
};

/* The numbers that stand under one parent. */
struct taken {
	size_t parent;
	enum tm_kind kind;
	int number, sub;
	int times;
};

struct segmenter {
	struct tm_reading r;
	struct draft *drafts; /* parallel to the clauses */
	size_t draft_count, draft_room;
	struct open_item stack[DEPTH_MAX];
	size_t depth;               /* the root is stack[0] */
	int running[TM_KIND_COUNT]; /* last number of a kind in this instrument, lists that run on across headings
				     */
	struct taken *taken;
	size_t taken_count, taken_room; /* a power of two */
	size_t last_marker;             /* last numbered block of the current instrument */
	size_t *last_marker_of;         /* by block: last numbered block before the next instrument begins */
	bool in_back;
};

/* ---- identities ---- */

static size_t taken_hash(const struct segmenter *s, size_t parent, enum tm_kind kind, int number, int sub)
{
	size_t h = parent * 0x9E3779B97F4A7C15u;

	h = (h ^ (size_t)kind) * 0x9E3779B97F4A7C15u;
	h = (h ^ (size_t)(unsigned)number) * 0x9E3779B97F4A7C15u;
	h = (h ^ (size_t)(unsigned)sub) * 0x9E3779B97F4A7C15u;
	return (h >> 20) & (s->taken_room - 1);
}

static struct taken *find_taken(struct segmenter *s, size_t parent, enum tm_kind kind, int number, int sub)
{
	size_t i = taken_hash(s, parent, kind, number, sub);

	while (s->taken[i].times && (s->taken[i].parent != parent || s->taken[i].kind != kind ||
				     s->taken[i].number != number || s->taken[i].sub != sub))
		i = (i + 1) & (s->taken_room - 1);
	return &s->taken[i];
}

/* Counts a use of this number under this parent; returns how many there are now. */
static int take_number(struct segmenter *s, size_t parent, enum tm_kind kind, int number, int sub)
{
	struct taken *t;

	if (2 * (s->taken_count + 1) > s->taken_room) {
		struct taken *old = s->taken;
		size_t old_room = s->taken_room;

		s->taken_room = old_room ? 2 * old_room : 64;
		s->taken = tm_arena_array(s->r.arena, s->taken_room, sizeof(*s->taken));
		for (size_t i = 0; i < old_room; i++)
			if (old[i].times)
				*find_taken(s, old[i].parent, old[i].kind, old[i].number, old[i].sub) = old[i];
	}
	t = find_taken(s, parent, kind, number, sub);
	if (t->times == 0) {
		*t = (struct taken){ parent, kind, number, sub, 0 };
		s->taken_count++;
	}
	return ++t->times;
}

static bool is_labelled(enum tm_kind kind)
{
	return kind >= TM_CHAPTER && kind <= TM_H5;
}

static size_t add_clause(struct segmenter *s, enum tm_kind kind, int number, int sub, size_t parent, size_t block)
{
	struct tm_document *doc = s->r.doc;
	struct tm_clause *c = tm_arena_push(s->r.arena, &doc->clauses, &doc->clause_count, &doc->clause_room,
					    sizeof(*c));
	struct draft *d = tm_arena_push(s->r.arena, &s->drafts, &s->draft_count, &s->draft_room, sizeof(*d));
	struct tm_slice path = parent == TM_NO_PARENT ? TM_SLICE("") : doc->clauses[parent].id;
	struct tm_slice own;
	bool labelled = is_labelled(kind) || (kind == TM_ROW && number);
	int times;

	if (!labelled)
		number = take_number(s, parent, kind, 0, 0);
	/* A row without a number may stand among rows that have one. */
	times = labelled || kind == TM_ROW ? take_number(s, parent, kind, number, sub) : 1;
	own = tm_arena_printf(s->r.arena, sub ? "%s:%d.%d" : "%s:%d", tm_kind_name(kind), number, sub);
	if (times > 1)
		own = tm_arena_printf(s->r.arena, "%s~%d", own.ptr, times);
	c->id = path.len ? tm_arena_concat(s->r.arena, 3, (struct tm_slice[]){ path, TM_SLICE("/"), own }) : own;
	c->kind = kind;
	c->number = (uint32_t)number;
	c->parent_id = parent == TM_NO_PARENT ? TM_NO_SLICE : doc->clauses[parent].id;
	*d = (struct draft){ .first_block = block, .block_count = 1 };
	if (parent != TM_NO_PARENT)
		s->drafts[parent].has_child = true;
	return doc->clause_count - 1;
}

static void warn(struct segmenter *s, enum tm_code code, size_t block, struct tm_slice a, struct tm_slice b)
{
	const struct tm_block *blk = &s->r.layout.blocks[block];
	size_t len = blk->marker.rule ? blk->marker.len : blk->end - blk->start;

	tm_diagnose(&s->r.doc->diagnostics, code, tm_flow_span(&s->r.doc->flow, blk->start, blk->start + len),
		    1 + (b.ptr != NULL), (struct tm_slice[]){ a, b });
}

/* ---- headings, as far as placing needs them ---- */

static struct tm_slice block_label(const struct segmenter *s, size_t n)
{
	return tm_slice_sub(tm_block_text(&s->r, n), 0, s->r.layout.blocks[n].marker.len);
}

/* The number of the row that block `n` is; empty when it has none. */
static struct tm_slice row_label(const struct segmenter *s, size_t n)
{
	const struct tm_block *b = &s->r.layout.blocks[n];
	const struct tm_table_row *row = &b->table->rows[b->row];

	for (size_t c = 0; c < b->table->column_count; c++)
		if (row->cells[c].count)
			return tm_slice_trim(tm_slice_sub(s->r.doc->flow.bytes, b->start, row->cells[c].start));
	return tm_block_text(&s->r, n);
}

/* The paragraph behind its label, and behind a ： or space that separates them. */
static struct tm_slice block_body(const struct segmenter *s, size_t n)
{
	struct tm_slice t = tm_block_text(&s->r, n);
	size_t at = s->r.layout.blocks[n].marker.rule ? s->r.layout.blocks[n].marker.len : 0;
	size_t len;

	while (at < t.len && t.ptr[at] == ' ')
		at++;
	if (at && at < t.len && s->r.layout.blocks[n].marker.rule) {
		uint32_t c = tm_utf8_decode(t.ptr + at, &len);

		if (c == TM_FULL_COLON || c == ':')
			at += len;
	}
	while (at < t.len && (t.ptr[at] == ' ' || t.ptr[at] == '\n'))
		at++;
	return tm_slice_sub(t, at, t.len);
}

/* The first mark of a paragraph that ends a lead: 。 or ：; SIZE_MAX when there is none. */
static size_t lead_end(const struct segmenter *s, struct tm_slice p, bool *colon, size_t *mark_len)
{
	size_t n;

	for (size_t i = 0; i < p.len && i < 200; i += n) {
		uint32_t c = tm_utf8_decode(p.ptr + i, &n);

		if (c < 0x80 || tm_is_han(c))
			continue;
		*mark_len = n;
		*colon = c == TM_FULL_COLON;
		if (*colon || tm_is_class(s->r.grammar, TM_CLASS_SENTENCE_END, c))
			return i;
	}
	return SIZE_MAX;
}

/* Nothing in a heading may pause, count or leave a bracket open. */
static bool is_heading_text(const struct segmenter *s, struct tm_slice p, bool pauses)
{
	int open = 0;
	size_t n;

	for (size_t i = 0; i < p.len; i += n) {
		uint32_t c = tm_utf8_decode(p.ptr + i, &n);

		if (!pauses && tm_is_class(s->r.grammar, TM_CLASS_PAUSE, c))
			return false;
		open += tm_is_class(s->r.grammar, TM_CLASS_OPENS, c);
		open -= tm_is_class(s->r.grammar, TM_CLASS_CLOSES, c);
	}
	return p.len > 0 && open == 0;
}

static enum tm_role role_of(const struct segmenter *s, enum tm_use use, struct tm_slice heading)
{
	const struct tm_rule *rule = tm_grammar_match(s->r.grammar, use, s->r.matcher, heading, 0);

	return rule ? (enum tm_role)(rule->value_number + 1) : TM_ROLE_NONE;
}

/* The lead that would be this paragraph's heading, if more follows it. */
static struct tm_slice lead_of(const struct segmenter *s, struct tm_slice p, size_t *mark_len)
{
	bool colon;
	size_t end = lead_end(s, p, &colon, mark_len);
	struct tm_slice lead;

	if (end == SIZE_MAX || end == 0)
		return TM_NO_SLICE;
	lead = tm_slice_sub(p, 0, end);
	if (tm_utf8_count(lead) > (colon ? LEAD_COLON : LEAD_SENTENCE) || !is_heading_text(s, lead, false) ||
	    tm_grammar_match(s->r.grammar, TM_USE_FIGURE, s->r.matcher, lead, 0))
		return TM_NO_SLICE;
	return lead;
}

/* Is the paragraph all heading: no 。；：? */
static bool is_bare(const struct segmenter *s, struct tm_slice p)
{
	size_t n;

	for (size_t i = 0; i < p.len; i += n) {
		uint32_t c = tm_utf8_decode(p.ptr + i, &n);

		if (tm_is_class(s->r.grammar, TM_CLASS_SENTENCE_END, c) ||
		    tm_is_class(s->r.grammar, TM_CLASS_CLAUSE_END, c))
			return false;
	}
	return p.len > 0;
}

static bool ends_in_colon(struct tm_slice p)
{
	struct tm_slice last = tm_utf8_last(p, 1);
	size_t n;

	return last.len && tm_utf8_decode(last.ptr, &n) == TM_FULL_COLON;
}

/* Has this block a lead that names a role? */
static bool has_role_lead(const struct segmenter *s, size_t n)
{
	size_t mark;
	struct tm_slice p = block_body(s, n), lead = lead_of(s, p, &mark);

	if (lead.len && role_of(s, TM_USE_ROLE, lead))
		return true;
	return is_bare(s, p) && role_of(s, TM_USE_ROLE, p);
}

/* ---- the tree ---- */

static struct open_item *top(struct segmenter *s)
{
	return &s->stack[s->depth - 1];
}

static void open_root(struct segmenter *s, size_t clause, enum tm_kind kind)
{
	s->stack[0] = (struct open_item){ .clause = clause, .kind = kind };
	s->depth = 1;
	memset(s->running, 0, sizeof(s->running));
}

/* Puts a new item under stack[depth - 1]. */
static void push_item(struct segmenter *s, struct open_item item)
{
	if (s->depth == DEPTH_MAX)
		s->depth--;
	top(s)->has_child = true;
	s->stack[s->depth++] = item;
}

static size_t parent_of_level(const struct segmenter *s, size_t level)
{
	return s->stack[level - 1].clause;
}

/* A heading and nothing else: what follows is inside it, whatever its numbering. */
static bool is_bare_item(const struct segmenter *s, const struct open_item *item)
{
	if (item->clause == TM_NO_PARENT || item->has_child)
		return false;
	if (item->kind <= TM_TOPIC && item->kind != TM_ARTICLE)
		return true;
	return is_bare(s, block_body(s, s->drafts[item->clause].first_block)) &&
	       s->drafts[item->clause].block_count == 1;
}

/* Does the text of the innermost provision announce a list? */
static bool announces_list(const struct segmenter *s, const struct open_item *item)
{
	const struct draft *d;

	if (item->clause == TM_NO_PARENT)
		return false;
	d = &s->drafts[item->clause];
	return ends_in_colon(tm_block_text(&s->r, d->first_block + d->block_count - 1)) || is_bare_item(s, item);
}

static enum tm_kind marker_kind(const struct tm_marker *m)
{
	return (enum tm_kind)(TM_CHAPTER + m->rule->value_number);
}

static bool goes_on(const struct open_item *i, enum tm_kind kind, const struct tm_marker *m)
{
	if (i->kind != kind)
		return false;
	if (kind == TM_BULLET)
		return true;
	if (m->sub)
		return m->number == i->number && (m->sub == i->sub + 1 || (m->sub == 2 && i->sub == 0));
	return m->number == i->number + 1;
}

/*
 * The level of the open item that numbered block `block` goes on from, or 0.
 * Where two lists wait for the number, it goes to the one whose items look
 * like it; else to the inner one, and *ambiguous says so.
 */
static size_t continued_level(const struct segmenter *s, size_t block, bool *ambiguous)
{
	const struct tm_marker *m = &s->r.layout.blocks[block].marker;
	enum tm_kind kind = marker_kind(m);
	size_t found[DEPTH_MAX], count = 0;
	bool looks;

	*ambiguous = false;
	for (size_t level = s->depth; level-- > 1;)
		if (goes_on(&s->stack[level], kind, m))
			found[count++] = level;
	if (count < 2 || kind == TM_BULLET)
		return count ? found[0] : 0;
	looks = has_role_lead(s, block);
	for (size_t k = 0; k < count; k++)
		if (s->stack[found[k]].list_has_headings == looks &&
		    s->stack[found[k]].list_has_headings != s->stack[found[k ? 0 : 1]].list_has_headings)
			return found[k];
	*ambiguous = true;
	return found[0];
}

/* The level under which a list that begins here hangs. */
static size_t nesting_level(struct segmenter *s, enum tm_kind kind)
{
	size_t level = s->depth - 1;

	if (announces_list(s, top(s)))
		return level;
	/* Under the nearest provision of an outer kind, unless a list of this kind is open inside it. */
	for (size_t k = s->depth; k-- > 1;)
		if (s->stack[k].kind == kind)
			return level;
	while (level > 0 && s->stack[level].kind >= kind)
		level--;
	return level;
}

static void diagnose_number(struct segmenter *s, size_t block, enum tm_kind kind, const struct tm_marker *m,
			    int before)
{
	if (kind == TM_BULLET || m->sub || m->number == before + 1)
		return;
	if (m->number > before)
		warn(s, TM_D_NUMBER_SKIPPED, block, block_label(s, block),
		     tm_arena_printf(s->r.arena, "%d", before));
}

static void place_marker(struct segmenter *s, size_t block)
{
	const struct tm_marker *m = &s->r.layout.blocks[block].marker;
	enum tm_kind kind = marker_kind(m);
	bool ambiguous;
	size_t level = continued_level(s, block, &ambiguous), clause;
	struct open_item item = { .kind = kind, .number = m->number, .sub = m->sub };
	struct tm_slice id;

	if (ambiguous)
		warn(s, TM_D_LIST_AMBIGUOUS, block, block_label(s, block),
		     s->r.doc->clauses[s->stack[level].clause].id);
	if (level == 0 && m->number == 1 && top(s)->kind == kind && top(s)->number == 1 &&
	    !announces_list(s, top(s)))
		level = s->depth - 1; /* the same number again, not a list inside it */
	if (level == 0 && m->number != 1 && kind != TM_BULLET && m->number != s->running[kind] + 1) {
		/* Neither goes on nor begins: a gap or a repeat in the innermost list of this kind. */
		for (level = s->depth - 1; level > 0 && s->stack[level].kind != kind;)
			level--;
		diagnose_number(s, block, kind, m, level ? s->stack[level].number : s->running[kind]);
	}
	if (level > 0) {
		item.list_has_headings = s->stack[level].list_has_headings;
		item.list_has_paras = s->stack[level].list_has_paras;
		s->depth = level;
	} else {
		s->depth = nesting_level(s, kind) + 1;
	}
	item.list_has_headings |= has_role_lead(s, block);
	clause = add_clause(s, kind, m->number, m->sub, parent_of_level(s, s->depth), block);
	id = s->r.doc->clauses[clause].id;
	if (is_labelled(kind) && tm_slice_find(id, TM_SLICE("~"), id.len > 4 ? id.len - 4 : 0) != SIZE_MAX)
		warn(s, TM_D_NUMBER_REPEATED, block, block_label(s, block), TM_NO_SLICE);
	item.clause = clause;
	push_item(s, item);
	if (kind != TM_BULLET)
		s->running[kind] = m->number;
}

/* Does the list of the innermost item go on at the next numbered block? */
static bool list_goes_on(const struct segmenter *s, size_t block)
{
	bool ambiguous;

	for (size_t n = block + 1; n < s->r.layout.block_count && n < block + LOOKAHEAD; n++)
		if (s->r.layout.blocks[n].marker.rule)
			return continued_level(s, n, &ambiguous) == s->depth - 1;
	return false;
}

/* Is a block a lead with a list of its own: X：, then a numbering that begins anew? */
static bool leads_list(const struct segmenter *s, size_t n)
{
	const struct tm_block *b = s->r.layout.blocks;
	size_t mark;

	return n + 1 < s->r.layout.block_count && !b[n].marker.rule && b[n + 1].marker.rule &&
	       b[n + 1].marker.number == 1 && ends_in_colon(tm_block_text(&s->r, n)) &&
	       lead_of(s, tm_block_text(&s->r, n), &mark).len;
}

/* Does such a lead recur under the same parent? */
static bool lead_recurs(const struct segmenter *s, const struct open_item *parent, size_t block)
{
	const struct tm_block *b = s->r.layout.blocks;
	enum tm_kind kind;

	if (!leads_list(s, block))
		return false;
	kind = marker_kind(&b[block + 1].marker);
	for (size_t n = block + 2; n < s->r.layout.block_count && n < block + LOOKAHEAD; n++) {
		if (leads_list(s, n) && marker_kind(&b[n + 1].marker) == kind)
			return true;
		if (b[n].marker.rule && (marker_kind(&b[n].marker) < parent->kind ||
					 (marker_kind(&b[n].marker) == parent->kind && kind != parent->kind)))
			return false;
	}
	return false;
}

/* The level of an open para that began with a role or recurring lead, or 0. */
static size_t open_para(const struct segmenter *s)
{
	for (size_t level = s->depth; level-- > 1;)
		if (s->stack[level].kind == TM_PARA)
			return level;
	return 0;
}

static void add_para(struct segmenter *s, size_t level, size_t block)
{
	size_t clause;

	s->depth = level + 1;
	clause = add_clause(s, TM_PARA, 0, 0, s->stack[level].clause, block);
	push_item(s, (struct open_item){ .clause = clause, .kind = TM_PARA });
}

static void add_own_paragraph(struct segmenter *s, size_t block)
{
	struct draft *d = &s->drafts[top(s)->clause];

	d->block_count = block - d->first_block + 1;
	top(s)->list_has_paras = true;
}

/* Under a heading such as 附则 closing paragraphs are its own. */
static bool under_instrument_heading(const struct segmenter *s)
{
	for (size_t level = s->depth; level-- > 1;) {
		struct tm_slice p = block_body(s, s->drafts[s->stack[level].clause].first_block);
		const struct tm_rule *rule = tm_grammar_match(s->r.grammar, TM_USE_CLOSING, s->r.matcher, p, 0);

		if (rule && rule->value_number == TM_IN_INSTRUMENT_HEADING)
			return true;
	}
	return false;
}

static void place_paragraph(struct segmenter *s, size_t block)
{
	struct open_item *item = top(s);
	size_t para = open_para(s);

	if (item->clause == TM_NO_PARENT) {
		add_para(s, 0, block);
		return;
	}
	if (block > s->last_marker && s->depth > 1 && !under_instrument_heading(s) && !is_bare_item(s, item) &&
	    tm_block_is(&s->r, TM_USE_CLOSING, TM_IN_INSTRUMENT_PARAGRAPH, block)) {
		add_para(s, 0, block);
		return;
	}
	if (has_role_lead(s, block) || (para && leads_list(s, block))) {
		/* A sibling of the lead before it, or inside the heading above it. */
		size_t level = para ? para - 1 : s->depth - 1;

		if (!para)
			while (level > 0 && s->stack[level].kind >= TM_H1 && !is_bare_item(s, &s->stack[level]))
				level--;
		add_para(s, level, block);
		return;
	}
	if (lead_recurs(s, item, block)) {
		add_para(s, s->depth - 1, block);
		return;
	}
	if (item->has_child) {
		add_para(s, s->depth - 1, block);
		return;
	}
	if (item->kind == TM_PARA) {
		/* Another paragraph beside it; but a lead with a role keeps what follows. */
		if (has_role_lead(s, s->drafts[item->clause].first_block))
			add_own_paragraph(s, block);
		else
			add_para(s, s->depth - 2, block);
		return;
	}
	if (item->kind <= TM_TOPIC || is_bare_item(s, item) || item->list_has_paras || list_goes_on(s, block) ||
	    announces_list(s, item)) {
		add_own_paragraph(s, block);
		return;
	}
	/* Behind the last item of a list: its parent's. */
	if (s->depth >= 2)
		add_para(s, s->depth - 2, block);
	else
		add_own_paragraph(s, block);
}

/* ---- zones ---- */

/* One clause over blocks [first, end), without label or heading. */
static void add_zone(struct segmenter *s, enum tm_kind kind, size_t first, size_t end)
{
	size_t clause;

	if (first >= end)
		return;
	clause = add_clause(s, kind, 0, 0, TM_NO_PARENT, first);
	s->drafts[clause].block_count = end - first;
	for (size_t n = first; n < end; n++)
		if (s->r.layout.blocks[n].marker.rule)
			warn(s, TM_D_LABEL_IN_TEXT, n, block_label(s, n), TM_NO_SLICE);
}

/* Does an annex or another instrument begin at this block?  Sets how many blocks its label takes. */
static bool begins_component(const struct segmenter *s, size_t n, bool *labelled)
{
	const struct tm_reading *r = &s->r;

	*labelled = tm_block_is(r, TM_USE_ANNEX, TM_IN_ANNEX_LABEL, n);
	if (*labelled)
		return n + 1 < r->layout.block_count && !r->layout.blocks[n + 1].marker.rule &&
		       r->layout.blocks[n + 1].part != TM_PART_ROW;
	return r->title_count == 0 && !r->layout.blocks[n].marker.rule && tm_block_match(r, TM_USE_COMPONENT, n);
}

static size_t place_component(struct segmenter *s, size_t n, bool labelled)
{
	struct tm_reading *r = &s->r;
	size_t clause = add_clause(s, TM_COMPONENT, 0, 0, TM_NO_PARENT, n), last = n;

	if (labelled && !r->layout.blocks[n + 1].part)
		last++;

	/* With its subtitle in brackets. */
	while (last + 1 < r->layout.block_count && r->layout.blocks[last + 1].joined)
		last++;
	s->drafts[clause].block_count = s->drafts[clause].heading_blocks = last - n + 1;
	open_root(s, clause, TM_COMPONENT);
	return last + 1;
}

/* Lines that stand nowhere but behind the text: imprint, disclosure, what a web page adds. */
static bool is_surely_back(const struct segmenter *s, size_t n)
{
	const struct tm_rule *rule;

	if (s->r.layout.blocks[n].marker.rule)
		return false;
	rule = tm_block_match(&s->r, TM_USE_BACK, n);
	return rule && (rule->value_number <= TM_IN_BACK_IMPRINT || rule->value_number == TM_IN_BACK_NAVIGATION);
}

/* For each block the last numbered one of its instrument, and whether the back has begun. */
static void find_last_markers(struct segmenter *s)
{
	size_t count = s->r.layout.block_count, last = 0;
	bool labelled;

	s->last_marker_of = tm_arena_array(s->r.arena, count + 1, sizeof(*s->last_marker_of));
	for (size_t n = count; n-- > 0;) {
		if (s->r.layout.blocks[n].marker.rule && last < n)
			last = n;
		s->last_marker_of[n] = last;
		if (begins_component(s, n, &labelled) || is_surely_back(s, n))
			last = 0;
	}
}

static bool begins_back(const struct segmenter *s, size_t n)
{
	size_t last = n;

	if (is_surely_back(s, n))
		return true;
	if (s->r.layout.blocks[n].marker.rule || s->stack[0].kind == TM_COMPONENT)
		return false;
	if (tm_block_is(&s->r, TM_USE_ANNEX, TM_IN_ANNEX_LIST, n)) {
		/* The list may go on in numbered blocks: 附件：1.… 2.… */
		while (last + 1 < s->r.layout.block_count &&
		       s->r.layout.blocks[last + 1].marker.number == (int)(last + 2 - n))
			last++;
		return last >= s->last_marker_of[n];
	}
	return n > s->last_marker_of[n] && tm_block_match(&s->r, TM_USE_BACK, n);
}

static size_t back_end(const struct segmenter *s, size_t n)
{
	bool labelled;

	for (n++; n < s->r.layout.block_count; n++)
		if (s->r.layout.blocks[n].part || begins_component(s, n, &labelled))
			break;
	return n;
}

/* A table hangs on the innermost provision that is open, its rows on the table. */
static size_t place_table(struct segmenter *s, size_t n)
{
	const struct tm_block *b = s->r.layout.blocks;
	bool named = b[n].part == TM_PART_CAPTION;
	size_t clause = add_clause(s, TM_TABLE, 0, 0, top(s)->clause, n);

	top(s)->has_child = true;
	s->drafts[clause].block_count = 1u + named;
	for (n += 1u + named; n < s->r.layout.block_count && b[n].part == TM_PART_ROW; n++) {
		size_t row = add_clause(s, TM_ROW, b[n].table->rows[b[n].row].number, 0, clause, n);
		struct tm_slice id = s->r.doc->clauses[row].id;

		if (b[n].table->rows[b[n].row].number &&
		    tm_slice_find(id, TM_SLICE("~"), id.len > 6 ? id.len - 6 : 0) != SIZE_MAX)
			tm_diagnose1(&s->r.doc->diagnostics, TM_D_NUMBER_REPEATED,
				     tm_flow_span(&s->r.doc->flow, b[n].start, b[n].end), row_label(s, n));
	}
	return n;
}

static void place_blocks(struct segmenter *s)
{
	struct tm_reading *r = &s->r;
	size_t count = r->layout.block_count, n = r->body, front = r->title_count ? r->title_first : r->body;
	bool labelled, provisions = false;

	if (r->title_label != SIZE_MAX)
		front = r->title_label;
	add_zone(s, TM_FRONT, 0, front);
	if (r->title_count)
		add_zone(s, TM_TITLE, front, r->body);
	find_last_markers(s);
	open_root(s, TM_NO_PARENT, TM_FRONT);
	while (n < count) {
		s->last_marker = s->last_marker_of[n];
		if (begins_component(s, n, &labelled)) {
			n = place_component(s, n, labelled);
			provisions = true;
		} else if (begins_back(s, n)) {
			size_t end = back_end(s, n);

			add_zone(s, TM_BACK, n, end);
			n = end;
		} else if (r->layout.blocks[n].part) {
			n = place_table(s, n);
			provisions = true;
		} else if (r->layout.blocks[n].marker.rule) {
			place_marker(s, n++);
			provisions = true;
		} else if (!provisions) {
			size_t first = n++;

			while (n < count && !r->layout.blocks[n].marker.rule && !r->layout.blocks[n].part &&
			       !begins_back(s, n) && !begins_component(s, n, &labelled) && !has_role_lead(s, n))
				n++;
			add_zone(s, TM_PREAMBLE, first, n);
			provisions = true;
		} else {
			place_paragraph(s, n++);
		}
	}
	if (!provisions)
		tm_diagnose(&r->doc->diagnostics, TM_D_NO_PROVISIONS, (struct tm_span){ 0, 0 }, 0, NULL);
}

/* ---- texts ---- */

static struct tm_slice between(struct tm_slice a, struct tm_slice b)
{
	return (struct tm_slice){ a.ptr, (size_t)(b.ptr + b.len - a.ptr) };
}

static bool keeps_whole_heading(enum tm_kind kind)
{
	return kind == TM_COMPONENT || kind == TM_CHAPTER || kind == TM_SECTION || kind == TM_TOPIC;
}

/* From where `from` begins to the end of `all`. */
static struct tm_slice from_here(struct tm_slice from, struct tm_slice all)
{
	return (struct tm_slice){ from.ptr, (size_t)(all.ptr + all.len - from.ptr) };
}

/* Sets the clause's label; returns its first paragraph behind it. */
static struct tm_slice take_label(struct segmenter *s, struct tm_clause *c, const struct draft *d)
{
	size_t n = d->first_block;

	if ((c->kind == TM_COMPONENT || c->kind == TM_TITLE) && d->block_count > 1 &&
	    tm_block_is(&s->r, TM_USE_ANNEX, TM_IN_ANNEX_LABEL, n)) {
		c->label = tm_block_text(&s->r, n++);
		if (ends_in_colon(c->label))
			c->label.len = tm_utf8_before(c->label.ptr, c->label.len);
	}
	if (c->kind == TM_COMPONENT) /* its title and subtitle, which are one paragraph */
		return between(tm_block_text(&s->r, n),
			       tm_block_text(&s->r, d->first_block + d->heading_blocks - 1));
	if (is_labelled(c->kind) || c->kind == TM_BULLET)
		c->label = block_label(s, n);
	return block_body(s, n);
}

static void take_heading(struct segmenter *s, struct tm_clause *c, const struct draft *d, struct tm_slice p,
			 struct tm_slice rest)
{
	bool further = rest.len > p.len;
	bool bare = c->kind >= TM_H1 && c->kind <= TM_H5 && is_bare(s, p) &&
		    (d->has_child || further || role_of(s, TM_USE_ROLE, p));

	c->text = rest;
	if (bare || keeps_whole_heading(c->kind)) {
		c->heading = p;
		c->text = further ? tm_slice_sub(rest, p.len + 1, rest.len) : TM_SLICE("");
	} else if (c->kind == TM_ARTICLE) {
		const struct tm_rule *rule = tm_grammar_match(s->r.grammar, TM_USE_ARTICLE_TITLE, s->r.matcher, p,
							      0);

		if (!rule)
			return;
		c->heading = tm_rule_group(rule, s->r.matcher, p, 0);
		c->text = tm_slice_trim(tm_slice_sub(rest, tm_group_end(s->r.matcher, 0), rest.len));
	} else if (c->kind >= TM_H1 && c->kind <= TM_PARA) {
		size_t mark = 0;
		struct tm_slice lead = lead_of(s, p, &mark);

		if (!lead.len || (lead.len + mark >= p.len && !further && !d->has_child))
			return;
		c->heading = lead;
		c->heading_end = tm_slice_sub(p, lead.len, lead.len + mark);
		c->text = tm_slice_trim(tm_slice_sub(rest, lead.len + mark, rest.len));
	}
}

static struct tm_span span_of(const struct segmenter *s, struct tm_slice part)
{
	size_t at;

	if (!part.len)
		return (struct tm_span){ 0, 0 };
	at = tm_flow_at(&s->r.doc->flow, part);
	return tm_flow_span(&s->r.doc->flow, at, at + part.len);
}

/* The title of a column; absent where the table gives it none. */
static struct tm_slice column_title(const struct segmenter *s, const struct tm_table *table, size_t column)
{
	const struct tm_table_cell *title = &table->columns[column];

	if (table->titles[column].len)
		return table->titles[column];
	return title->count ? tm_slice_sub(s->r.doc->flow.bytes, title->start, title->end) : TM_NO_SLICE;
}

static void finish_table(struct segmenter *s, struct tm_clause *c, const struct draft *d)
{
	const struct tm_block *head = &s->r.layout.blocks[d->first_block + d->block_count - 1];

	if (d->block_count > 1)
		c->heading = tm_block_text(&s->r, d->first_block);
	c->text = tm_slice_sub(s->r.doc->flow.bytes, head->start, head->end);
	c->columns.items = tm_arena_array(s->r.arena, head->table->column_count, sizeof(*c->columns.items));
	c->columns.room = head->table->column_count;
	for (size_t i = 0; i < head->table->column_count; i++) {
		struct tm_slice title = column_title(s, head->table, i);

		if (title.len)
			c->columns.items[c->columns.count++] = title;
	}
}

static void finish_row(struct segmenter *s, struct tm_clause *c, const struct draft *d)
{
	const struct tm_block *b = &s->r.layout.blocks[d->first_block];
	const struct tm_table *table = b->table;
	const struct tm_table_row *row = &table->rows[b->row];

	c->label = row_label(s, d->first_block);
	c->text = tm_slice_trim(tm_slice_sub(s->r.doc->flow.bytes, b->start + c->label.len, b->end));
	if (!c->label.len)
		c->label = TM_NO_SLICE;
	for (size_t i = 0; i < table->column_count; i++) {
		int from = row->cells[i].from;
		const struct tm_table_cell *cell;
		struct tm_cell *out;

		if (from == TM_NO_ROW)
			continue;
		cell = &table->rows[from].cells[row->cells[i].column];
		out = tm_arena_push(s->r.arena, &c->cells, &c->cell_count, &c->cell_room, sizeof(*out));
		out->column = column_title(s, table, i);
		out->inherited = (size_t)from == b->row && row->cells[i].column == i ? TM_FLAG_UNSAID
										     : TM_FLAG_TRUE;
		out->text = tm_slice_sub(s->r.doc->flow.bytes, cell->start, cell->end);
		out->extent = tm_flow_extent(&s->r.doc->flow, cell->start, cell->end, s->r.arena);
	}
}

/* Splits a clause's own paragraphs into label, heading, heading_end and text. */
static void finish_clause(struct segmenter *s, size_t index)
{
	struct tm_clause *c = &s->r.doc->clauses[index];
	const struct draft *d = &s->drafts[index];
	const struct tm_block *first = &s->r.layout.blocks[d->first_block];
	size_t end = first[d->block_count - 1].end;
	struct tm_slice p;

	if (c->kind == TM_TABLE) {
		finish_table(s, c, d);
	} else if (c->kind == TM_ROW) {
		finish_row(s, c, d);
	} else if (c->kind <= TM_BACK && c->kind != TM_TITLE) {
		c->text = tm_slice_sub(s->r.doc->flow.bytes, first->start, end);
	} else {
		p = take_label(s, c, d);
		take_heading(s, c, d, p, from_here(p, tm_slice_sub(s->r.doc->flow.bytes, first->start, end)));
	}
	if (c->heading.len && c->kind != TM_TABLE)
		c->role = role_of(s, TM_USE_ROLE, c->heading);
	else if (c->kind >= TM_ARTICLE && c->kind <= TM_PARA)
		c->role = role_of(s, TM_USE_ROLE_TEXT, c->text);
	c->extent = tm_flow_extent(&s->r.doc->flow, first->start, end, s->r.arena);
	c->heading_span = span_of(s, c->heading);
	c->text_span = span_of(s, c->text);
}

static void join_cell(struct tm_flow_builder *b, struct tm_table_cell *cell, char separator)
{
	cell->start = tm_flow_length(b);
	for (size_t i = 0; i < cell->count; i++) {
		if (cell->strips[i].opens)
			tm_flow_separate(b, separator);
		tm_flow_join(b, cell->strips[i].start, cell->strips[i].end);
	}
	cell->end = tm_flow_length(b);
}

/* A row: its label, then its own cells, each on a line; a head: the titles on one. */
static void join_part(struct tm_flow_builder *b, struct tm_table *table, const struct tm_block *block)
{
	bool head = block->part == TM_PART_HEAD, begun = false;
	struct tm_table_row *row = &table->rows[block->row];

	if (!head && row->label.end > row->label.start) {
		tm_flow_join(b, row->label.start, row->label.end);
		begun = true;
	}
	for (size_t c = 0; c < table->column_count; c++) {
		struct tm_table_cell *cell = head ? &table->columns[c] : &row->cells[c];

		if (!cell->count)
			continue;
		if (begun)
			tm_flow_separate(b, head ? ' ' : '\n');
		join_cell(b, cell, head ? ' ' : '\n');
		begun = true;
	}
}

static void join_block(struct tm_flow_builder *b, const struct tm_layout *layout, const struct tm_block *block)
{
	for (size_t i = block->first; i < block->first + block->count; i++) {
		const struct tm_fragment *f = &layout->fragments[i];

		if (!f->furniture)
			tm_flow_join(b, f->start, f->end);
	}
}

static void build_flow(struct tm_reading *r)
{
	struct tm_table *table = r->layout.tables;
	struct tm_flow_builder b;

	tm_flow_begin(&b, &r->doc->text, r->arena);
	for (size_t n = 0; n < r->layout.block_count; n++) {
		struct tm_block *block = &r->layout.blocks[n];

		if (n && !block->joined)
			tm_flow_separate(&b, '\n');
		block->start = tm_flow_length(&b);
		if (block->table) {
			while (table != block->table)
				table++;
			join_part(&b, table, block);
		} else {
			join_block(&b, &r->layout, block);
		}
		block->end = tm_flow_length(&b);
	}
	tm_flow_finish(&b, &r->doc->flow);
	for (size_t n = 0; n < r->layout.block_count; n++) {
		struct tm_block *block = &r->layout.blocks[n];

		if (block->marker.rule)
			block->marker = tm_marker_read(r->grammar, r->matcher, tm_block_text(r, n));
	}
}

/* A line in brackets below a title belongs to it. */
static void join_subtitles(struct tm_reading *r)
{
	for (size_t n = 1; n < r->layout.block_count; n++)
		if (!r->layout.blocks[n].marker.rule && tm_block_match(r, TM_USE_SUBTITLE, n) &&
		    !tm_block_match(r, TM_USE_BACK, n) && tm_block_match(r, TM_USE_COMPONENT, n - 1))
			r->layout.blocks[n].joined = true;
}

/* White space of the source that is not in the flow; line ends count too. */
static size_t count_spaces(struct tm_slice s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\n';
	return count;
}

void tm_segment(struct tm_document *doc, const struct tm_grammar *grammar, struct tm_arena *arena,
		struct tm_matcher *matcher)
{
	struct segmenter s = { .r = { .doc = doc, .grammar = grammar, .arena = arena, .matcher = matcher } };
	size_t all, kept;

	tm_layout(&s.r.layout, &doc->text, grammar, arena, matcher, &doc->diagnostics);
	build_flow(&s.r);
	tm_find_zones(&s.r);
	join_subtitles(&s.r);
	build_flow(&s.r);
	tm_read_titles(&s.r);
	place_blocks(&s);
	for (size_t i = 0; i < doc->clause_count; i++)
		finish_clause(&s, i);
	kept = count_spaces(doc->flow.bytes);
	all = count_spaces(doc->text.bytes);
	for (size_t i = 0; i < doc->text.dropped_count; i++)
		kept += count_spaces(doc->text.dropped[i].text);
	doc->spaces_removed = all > kept ? (uint32_t)(all - kept) : 0;
}
