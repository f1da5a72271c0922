/*
 * metadata.c - what stands in letterhead, notice, signature and imprint.
 */
#include "extract_p.h"

#include "extract/dates.h"
#include "normalize/utf8.h"
#include "zones_p.h"

/* The paragraphs of a clause's text, one by one. */
static bool next_line(struct tm_slice text, size_t *at, struct tm_slice *line)
{
	const char *end;

	if (*at >= text.len)
		return false;
	end = memchr(text.ptr + *at, '\n', text.len - *at);
	*line = tm_slice_sub(text, *at, end ? (size_t)(end - text.ptr) : text.len);
	*at += line->len + 1;
	return true;
}

static const struct tm_rule *match(struct tm_pass *p, enum tm_use use, struct tm_slice s)
{
	return tm_grammar_match(p->grammar, use, p->matcher, s, 0);
}

static bool is_front(struct tm_pass *p, int value, struct tm_slice line)
{
	const struct tm_rule *rule = match(p, TM_USE_FRONT, line);

	return rule && rule->value_number == value;
}

/* The text of the first clause of this kind. */
static struct tm_slice zone(const struct tm_pass *p, enum tm_kind kind)
{
	for (size_t i = 0; i < p->doc->clause_count; i++)
		if (p->doc->clauses[i].kind == kind)
			return p->doc->clauses[i].text;
	return TM_SLICE("");
}

/* The document's number: on a line of its own before all others. */
static struct tm_slice find_number(struct tm_pass *p, struct tm_slice text)
{
	struct tm_slice line, found = TM_NO_SLICE;
	const struct tm_rule *rule;

	for (size_t at = 0; next_line(text, &at, &line);) {
		if (line.len > 120)
			continue;
		rule = match(p, TM_USE_NUMBER, line);
		if (rule && is_front(p, TM_IN_FRONT_NUMBER, line)) {
			match(p, TM_USE_NUMBER, line);
			return tm_rule_group(rule, p->matcher, line, 0);
		}
		if (rule && !found.ptr) {
			match(p, TM_USE_NUMBER, line);
			found = tm_rule_group(rule, p->matcher, line, 0);
		}
	}
	return found;
}

/*
 * Bodies named on consecutive lines that end right before a line of kind
 * `value`: the letterhead before the number, the signature before the date.
 */
static void find_bodies(struct tm_pass *p, struct tm_slice text, int value, struct tm_slices *out)
{
	struct tm_slices run = { 0 };
	struct tm_slice line;

	for (size_t at = 0; next_line(text, &at, &line);) {
		const struct tm_rule *rule = match(p, TM_USE_FRONT, line);

		if (rule && rule->value_number == TM_IN_FRONT_LETTERHEAD) {
			tm_slices_add(&run, p->arena, tm_rule_group(rule, p->matcher, line, 0));
			continue;
		}
		if (rule && rule->value_number == value && run.count)
			*out = run;
		else
			run.count = 0;
		if (out->count && value == TM_IN_FRONT_NUMBER)
			return;
		run = (struct tm_slices){ 0 };
	}
}

/* A notice's title begins with who issues it: X关于印发…. */
static void issuer_from_title(struct tm_pass *p, struct tm_slice title)
{
	const struct tm_rule *rule = match(p, TM_USE_TITLE_ISSUER, title);

	if (rule)
		tm_slices_add(&p->doc->issuers, p->arena, tm_rule_group(rule, p->matcher, title, 0));
}

static void find_issuers(struct tm_pass *p, struct tm_slice front, struct tm_slice back)
{
	struct tm_document *doc = p->doc;

	find_bodies(p, front, TM_IN_FRONT_NUMBER, &doc->issuers);
	if (!doc->issuers.count)
		find_bodies(p, front, TM_IN_FRONT_DATE, &doc->issuers);
	if (!doc->issuers.count)
		find_bodies(p, back, TM_IN_FRONT_DATE, &doc->issuers);
	if (!doc->issuers.count)
		issuer_from_title(p, doc->notice.len ? doc->notice : doc->title);
}

static void find_region(struct tm_pass *p)
{
	struct tm_document *doc = p->doc;
	const struct tm_rule *rule;

	for (size_t i = 0; i < doc->issuers.count && !doc->region.ptr; i++) {
		struct tm_slice name = doc->issuers.items[i];
		size_t at = 0;

		while (at < name.len &&
		       (rule = tm_grammar_match(p->grammar, TM_USE_REGION, p->matcher, name, at)) != NULL) {
			doc->region = tm_rule_group(rule, p->matcher, name, 0);
			at = tm_group_end(p->matcher, 0);
		}
	}
}

static void split(struct tm_pass *p, struct tm_slice text, const struct tm_charset *separators,
		  struct tm_slices *out)
{
	struct tm_slice part;
	size_t at = 0;

	while (tm_split_next(p->grammar, text, separators, &at, &part))
		if (tm_slice_trim(part).len)
			tm_slices_add(out, p->arena, tm_slice_trim(part));
}

static void find_addressees(struct tm_pass *p, struct tm_slice text)
{
	struct tm_slice line;

	for (size_t at = 0; next_line(text, &at, &line);) {
		if (!is_front(p, TM_IN_FRONT_ADDRESSEES, line))
			continue;
		line.len = tm_utf8_before(line.ptr, line.len);
		split(p, line, &p->grammar->classes[TM_CLASS_COMMA], &p->doc->addressees);
		return;
	}
}

/* The date on a line of its own, the last such before the title or the first behind the text. */
static struct tm_slice find_date_line(struct tm_pass *p, struct tm_slice text, bool last)
{
	struct tm_slice line, found = TM_NO_SLICE;
	struct tm_date date;

	for (size_t at = 0; next_line(text, &at, &line);) {
		if (!is_front(p, TM_IN_FRONT_DATE, line) || !tm_date_find(p->grammar, p->matcher, line, 0, &date))
			continue;
		found = tm_date_iso(date, p->arena);
		if (!last)
			break;
	}
	return found;
}

static struct tm_slice first_date(struct tm_pass *p, struct tm_slice text)
{
	struct tm_date date;

	return tm_date_find(p->grammar, p->matcher, text, 0, &date) ? tm_date_iso(date, p->arena) : TM_NO_SLICE;
}

/* The notice's date where it is printed in brackets behind its title, as compilations do. */
static struct tm_slice date_behind_notice(struct tm_pass *p, struct tm_slice front)
{
	struct tm_slice notice = p->doc->notice;
	size_t at;

	if (!notice.len || notice.ptr < front.ptr || notice.ptr >= front.ptr + front.len)
		return TM_NO_SLICE;
	at = (size_t)(notice.ptr + notice.len - front.ptr);
	return first_date(p, tm_slice_sub(front, at, at + 60 < front.len ? at + 60 : front.len));
}

static void find_back_matter(struct tm_pass *p)
{
	struct tm_document *doc = p->doc;
	struct tm_slice line;

	for (size_t i = 0; i < doc->clause_count; i++) {
		struct tm_clause *c = &doc->clauses[i];

		if (c->kind != TM_BACK && c->kind != TM_FRONT)
			continue;
		for (size_t at = 0; next_line(c->text, &at, &line);) {
			const struct tm_rule *rule = match(p, TM_USE_BACK, line);

			if (rule && rule->value_number == TM_IN_BACK_COPIES && !doc->copies.count)
				split(p, tm_rule_group(rule, p->matcher, line, 0),
				      &p->grammar->classes[TM_CLASS_LIST], &doc->copies);
			if (!rule || line.len > 240)
				continue;
			rule = tm_grammar_match(p->grammar, TM_USE_PRINTED, p->matcher, line, 0);
			if (rule && c->kind == TM_BACK && !doc->printed.ptr)
				doc->printed = first_date(p, tm_rule_group(rule, p->matcher, line, 0));
			rule = tm_grammar_match(p->grammar, TM_USE_DISCLOSURE, p->matcher, line, 0);
			if (rule && !doc->disclosure.ptr)
				doc->disclosure = rule->value;
		}
	}
}

/* ---- validity ---- */

static void read_expiry(struct tm_pass *p, struct tm_slice sentence, struct tm_validity *v)
{
	const struct tm_rule *rule;
	struct tm_date date;
	int months;

	for (size_t r = p->grammar->first[TM_USE_EXPIRY]; r < p->grammar->first[TM_USE_EXPIRY + 1]; r++) {
		rule = &p->grammar->rules[r];
		if (!tm_rule_match(rule, p->matcher, sentence, 0))
			continue;
		if (rule->value_number == 0) {
			v->to = first_date(p, tm_rule_group(rule, p->matcher, sentence, 0));
			continue;
		}
		months = tm_period_months(p->grammar, p->matcher, tm_rule_group(rule, p->matcher, sentence, 1));
		if (months)
			v->term = tm_period_iso(months, p->arena);
		if (months && !v->to.ptr && tm_date_parse(v->from, &date))
			v->to = tm_date_iso(tm_date_term_end(date, months), p->arena);
	}
}

static bool read_validity(struct tm_pass *p, struct tm_slice text, struct tm_validity *v)
{
	const struct tm_rule *rule = tm_grammar_search(p->grammar, TM_USE_IN_FORCE, p->matcher, text, 0);
	struct tm_slice sentence;

	if (!rule)
		return false;
	sentence = tm_sentence_at(p->grammar, text, tm_group_start(p->matcher, 0));
	v->text = sentence;
	if (rule->value_number == 0) {
		v->from = first_date(p, tm_rule_group(rule, p->matcher, text, 0));
	} else if (rule->value_number == 1) {
		v->from = p->doc->issued;
		v->from_basis = TM_SLICE("issued");
	}
	read_expiry(p, sentence, v);
	return true;
}

static void read_retroactive(struct tm_pass *p, struct tm_slice text)
{
	struct tm_retroactive *r = &p->doc->retroactive;
	const struct tm_rule *rule = tm_grammar_search(p->grammar, TM_USE_RETROACTIVE, p->matcher, text, 0);
	struct tm_date date;
	struct tm_slice from;

	if (!rule)
		return;
	from = tm_rule_group(rule, p->matcher, text, 0);
	r->text = tm_sentence_at(p->grammar, text, tm_group_start(p->matcher, 0));
	r->from = first_date(p, from);
	r->to_basis = TM_SLICE("effective");
	if (tm_date_parse(p->doc->validity.from, &date))
		r->to = tm_date_iso(tm_date_before(date), p->arena);
}

/* The closing provisions say it; so the last clause that does, but for annexes. */
static void find_validity(struct tm_pass *p)
{
	struct tm_document *doc = p->doc;

	for (size_t i = doc->clause_count; i-- > 0 && !doc->validity.text.ptr;) {
		const struct tm_clause *c = &doc->clauses[i];

		if (c->kind == TM_BACK || c->kind == TM_TITLE || c->kind == TM_FRONT || c->text.len == 0)
			continue;
		if (read_validity(p, c->text, &doc->validity))
			read_retroactive(p, c->text);
	}
	/* A notice that is the instrument may say only how long it holds. */
	for (size_t i = doc->clause_count; i-- > 0 && !doc->validity.text.ptr;) {
		const struct tm_clause *c = &doc->clauses[i];
		const struct tm_rule *rule;

		if (c->kind != TM_PARA || c->parent_id.ptr)
			continue;
		rule = tm_grammar_search(p->grammar, TM_USE_EXPIRY, p->matcher, c->text, 0);
		if (!rule)
			continue;
		doc->validity.text = tm_sentence_at(p->grammar, c->text, tm_group_start(p->matcher, 0));
		read_expiry(p, doc->validity.text, &doc->validity);
	}
}

/* 本条政策自…起执行至…: provisions that have a term of their own. */
static void find_own_terms(struct tm_pass *p)
{
	struct tm_document *doc = p->doc;

	for (size_t i = 0; i < doc->clause_count; i++) {
		struct tm_clause *c = &doc->clauses[i];
		const struct tm_rule *rule;
		struct tm_slice text, from, to;

		if (c->kind == TM_FRONT || c->kind == TM_BACK || c->kind == TM_TITLE ||
		    c->role == TM_ROLE_VALIDITY)
			continue;
		rule = tm_grammar_search(p->grammar, TM_USE_OWN_TERM, p->matcher, c->text, 0);
		if (!rule)
			continue;
		text = tm_sentence_at(p->grammar, c->text, tm_group_start(p->matcher, 0));
		if (text.ptr == doc->validity.text.ptr)
			continue;
		from = tm_rule_group(rule, p->matcher, c->text, 0);
		to = tm_rule_group(rule, p->matcher, c->text, 1);
		c->validity = (struct tm_validity){ .text = text };
		if (from.len)
			c->validity.from = first_date(p, from);
		if (to.len)
			c->validity.to = first_date(p, to);
	}
}

/* ---- what a page says outside the text ---- */

static bool is_date_field(struct tm_slice name)
{
	static const char *const dates[] = { "issued", "published", "effective", "expiry" };

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		if (tm_slice_is(name, dates[i]))
			return true;
	return false;
}

/* The text of a line as the flow would have it. */
static struct tm_slice line_text(const struct tm_pass *p, const struct tm_line *line)
{
	struct tm_flow_builder b = { .arena = p->arena, .text = &p->doc->text, .bytes = TM_BUFFER_INIT };
	struct tm_flow flow;

	tm_flow_join(&b, line->start, line->start + line->len);
	tm_flow_finish(&b, &flow);
	return tm_slice_trim(flow.bytes);
}

static void read_fields(struct tm_pass *p)
{
	struct tm_document *doc = p->doc;

	for (size_t i = 0; i < doc->text.line_count; i++) {
		const struct tm_line *line = &doc->text.lines[i];
		struct tm_page_entry *f;

		if (!line->field.len || !line->len)
			continue;
		f = tm_arena_push(p->arena, &doc->fields, &doc->field_count, &doc->field_room, sizeof(*f));
		*f = (struct tm_page_entry){ .name = line->field,
					     .text = line_text(p, line),
					     .span = tm_map_span(&doc->text.map, line->start,
								 line->start + line->len),
					     .line = line->number };
		if (is_date_field(f->name))
			f->value = first_date(p, f->text);
	}
}

static const struct tm_page_entry *field(const struct tm_document *doc, const char *name)
{
	for (size_t i = 0; i < doc->field_count; i++)
		if (tm_slice_is(doc->fields[i].name, name))
			return &doc->fields[i];
	return NULL;
}

/* The text goes before what the page says of it. */
static void number_from_page(struct tm_pass *p)
{
	const struct tm_page_entry *f = field(p->doc, "number");
	const struct tm_rule *rule = f && !p->doc->number.ptr ? match(p, TM_USE_NUMBER, f->text) : NULL;

	if (rule)
		p->doc->number = tm_rule_group(rule, p->matcher, f->text, 0);
}

static void issuers_from_page(struct tm_pass *p)
{
	const struct tm_page_entry *f = field(p->doc, "issuer");

	if (f && !p->doc->issuers.count)
		split(p, f->text, &p->grammar->classes[TM_CLASS_LIST], &p->doc->issuers);
}

static void validity_from_page(struct tm_document *doc)
{
	const struct tm_page_entry *from = field(doc, "effective"), *to = field(doc, "expiry");
	struct tm_validity *v = &doc->validity;

	/* A text may say 有效期1年 and no more. */
	if (v->from.ptr || v->to.ptr)
		return;
	if (from && from->value.ptr) {
		v->from = from->value;
		v->text = v->text.ptr ? v->text : from->text;
	}
	if (to && to->value.ptr) {
		v->to = to->value;
		v->text = v->text.ptr ? v->text : to->text;
	}
}

static void disclosure_from_page(struct tm_pass *p)
{
	const struct tm_page_entry *f = field(p->doc, "disclosure");
	const struct tm_rule *rule;

	if (!f || p->doc->disclosure.ptr)
		return;
	rule = tm_grammar_search(p->grammar, TM_USE_DISCLOSURE, p->matcher, f->text, 0);
	if (rule)
		p->doc->disclosure = rule->value;
}

void tm_extract_metadata(struct tm_pass *pass)
{
	struct tm_document *doc = pass->doc;
	struct tm_slice front = zone(pass, TM_FRONT), preamble = zone(pass, TM_PREAMBLE),
			back = zone(pass, TM_BACK);
	const struct tm_rule *rule;

	read_fields(pass);
	doc->number = find_number(pass, front);
	if (!doc->number.ptr)
		doc->number = find_number(pass, preamble);
	number_from_page(pass);
	if (!doc->title.len && field(doc, "title"))
		doc->title = field(doc, "title")->text;
	if (doc->title.len) {
		rule = tm_grammar_search(pass->grammar, TM_USE_GENRE, pass->matcher, doc->title, 0);
		if (rule)
			doc->genre = tm_matched(pass->matcher, doc->title, 0);
	}
	find_issuers(pass, front, back);
	issuers_from_page(pass);
	find_region(pass);
	find_addressees(pass, front);
	if (!doc->addressees.count)
		find_addressees(pass, preamble);
	doc->issued = find_date_line(pass, front, true);
	if (!doc->issued.ptr)
		doc->issued = date_behind_notice(pass, front);
	if (!doc->issued.ptr)
		doc->issued = find_date_line(pass, back, false);
	if (!doc->issued.ptr && field(doc, "issued"))
		doc->issued = field(doc, "issued")->value;
	find_back_matter(pass);
	disclosure_from_page(pass);
	find_validity(pass);
	find_own_terms(pass);
	validity_from_page(doc);
}
