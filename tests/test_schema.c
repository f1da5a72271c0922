/*
 * test_schema.c - the typed checks and the schema say the same; stage files lead back to what they were made of.
 */
#include "support.h"

#include "schema/json.h"
#include "schema/record.h"
#include "schema/validate.h"

static bool schema_accepts(struct fixture *f, const struct tm_document *doc)
{
	struct tm_buffer xml = TM_BUFFER_INIT;
	struct tm_diagnostics list;
	bool ok;

	tm_diagnostics_init(&list, &f->worker.arena);
	tm_catalogue_begin(&xml, TM_FORMAT_XML, &f->engine->head);
	tm_catalogue_document(&xml, TM_FORMAT_XML, doc, true);
	tm_catalogue_end(&xml, TM_FORMAT_XML);
	ok = tm_validate(tm_buffer_view(&xml), &list);
	tm_buffer_release(&xml);
	return ok;
}

static bool checks_accept(struct fixture *f, const struct tm_document *doc)
{
	struct tm_diagnostics list;

	tm_diagnostics_init(&list, &f->worker.arena);
	return tm_document_check(doc, &list);
}

/* What a text field may be spoilt with. */
static const char *const spoilt[] = { "",      "x y", "2023-02-30", "P0Y",  "h1",    "h1:",
				      "h1:1/", "ABC", "2023-12-21", "2027", "--03",  "P3Y",
				      "PT2H",  "m0",  "x#m",        "1,5",  "a#b#m1" };

/* What besides a decimal may be spoilt with. */
static const char *const decimals[] = {
	"5", "0.25", "-3", "05", "1.50", "1.", ".5", "1e3", "+1", "--1", "12345678901234567890.5"
};

static struct tm_slice *first_text(void *record, const struct tm_field *f)
{
	return (struct tm_slice *)(void *)((char *)record + f->offset);
}

static size_t compared;

/* Checks and schema must agree on the document with this text in this field. */
static void try_text(struct fixture *f, const struct tm_document *doc, struct tm_slice *text, struct tm_slice now,
		     const struct tm_field *field, const struct tm_record *type)
{
	struct tm_slice kept = *text;
	bool schema, checks;

	*text = now;
	schema = schema_accepts(f, doc);
	checks = checks_accept(f, doc);
	if (schema != checks)
		fail_msg("%s of %s = '%s': schema %d, checks %d", field->name, type->name,
			 now.ptr ? now.ptr : "(absent)", schema, checks);
	*text = kept;
	compared++;
}

/* Has the record, if it can have one, a unit? */
static bool has_unit(const void *record, const struct tm_field *field)
{
	return ((const struct tm_slice *)(const void *)((const char *)record + field->unit_offset))->ptr != NULL;
}

static void spoil_text(struct fixture *f, const struct tm_document *doc, void *record,
		       const struct tm_field *field, const struct tm_record *type, struct tm_slice *text)
{
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++)
		try_text(f, doc, text, tm_slice_str(spoilt[i]), field, type);
	if (field->type == TM_FIELD_TEXTS)
		return;
	/* a unit has rules beyond the schema's: without it a decimal is no value */
	if (strcmp(field->name, "unit") != 0)
		try_text(f, doc, text, TM_NO_SLICE, field, type);
	if (field->type == TM_FIELD_DECIMAL || (field->type == TM_FIELD_VALUE && has_unit(record, field)))
		for (size_t i = 0; i < sizeof(decimals) / sizeof(decimals[0]); i++)
			try_text(f, doc, text, tm_slice_str(decimals[i]), field, type);
}

/* Spoils each text of a record in turn. */
static void spoil_record(struct fixture *f, const struct tm_document *doc, void *record,
			 const struct tm_record *type)
{
	for (const struct tm_field *field = type->fields; field->name; field++) {
		struct tm_slices *texts = (void *)((char *)record + field->offset);
		char *items;
		size_t count;

		switch (field->type) {
		case TM_FIELD_SCALAR:
		case TM_FIELD_TEXT:
		case TM_FIELD_VALUE:
		case TM_FIELD_DECIMAL:
			/* ids and parents have rules beyond the schema's */
			if (strcmp(field->name, "id") != 0 && strcmp(field->name, "parent") != 0)
				spoil_text(f, doc, record, field, type, first_text(record, field));
			break;
		case TM_FIELD_TEXTS:
			if (texts->count)
				spoil_text(f, doc, record, field, type, &texts->items[0]);
			break;
		case TM_FIELD_RECORD:
			spoil_record(f, doc, (char *)record + field->offset, field->record);
			break;
		case TM_FIELD_RECORDS:
			memcpy(&items, (char *)record + field->offset, sizeof(items));
			count = *(size_t *)(void *)((char *)record + field->count_offset);
			/* the fullest record is the last of its list */
			if (count)
				spoil_record(f, doc, items + (count - 1) * field->record->size, field->record);
			break;
		default:
			break;
		}
	}
}

static const char sample[] =
	"金山区人民政府文件\n金府规〔2023〕2号\n关于印发《金山区若干政策》的通知\n各有关单位：\n"
	"现将《金山区若干政策》印发给你们。\n2023年12月21日\n金山区若干政策\n根据《上海市条例》（沪府〔2020〕1号）"
	"，制定本政策。\n"
	"一、支持企业发展\n1.支持数字化。对企业给予１０万元。（责任单位：区科委）\n1.重复。\n- 3 -\n"
	"二、附则\n本政策自2023年12月21日起实施，有效期5年。2023年1月1日至本政策施行前，参照执行。\n抄送：区委办。"
	"\n";

static struct tm_slices texts(struct tm_arena *arena, size_t count, const char *const *items)
{
	struct tm_slices list = { 0 };

	for (size_t i = 0; i < count; i++)
		*(struct tm_slice *)tm_arena_push(arena, &list.items, &list.count, &list.room,
						  sizeof(struct tm_slice)) = tm_slice_str(items[i]);
	return list;
}

#define TEXTS(arena, ...)                                                                                         \
	texts(arena, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *),                               \
	      (const char *const[]){ __VA_ARGS__ })

/* Measures, a target, a range and a fraction in the last clause of the document, with all that such records can
 * say. */
static struct tm_document *run_full(struct fixture *f)
{
	struct tm_document *doc = &run_text(f, TM_SLICE(sample))->doc;
	struct tm_arena *a = &f->worker.arena;
	struct tm_clause *c = &doc->clauses[doc->clause_count - 1], *first = &doc->clauses[0];
	struct tm_extent extent = c->extent;
	struct tm_slice text = TM_SLICE("对企业按租金的30%给予补贴"), rule = TM_SLICE("giving");
	struct tm_fact *facts = tm_arena_array(a, 2, sizeof(*facts));
	struct tm_condition *condition = tm_arena_alloc(a, sizeof(*condition));
	struct tm_measure *measures = tm_arena_array(a, 2, sizeof(*measures)), *m = &measures[1];
	struct tm_target *target = tm_arena_alloc(a, sizeof(*target));
	struct tm_cell *cell = tm_arena_alloc(a, sizeof(*cell));

	facts[0] = (struct tm_fact){ .id = TM_SLICE("f1"),
				     .kind = TM_FACT_RATE,
				     .fraction = { 2, 3 },
				     .unit = TM_SLICE("1"),
				     .approx = TM_FLAG_TRUE,
				     .text = TM_SLICE("三分之二"),
				     .rule = rule,
				     .extent = extent };
	facts[1] = (struct tm_fact){ .id = TM_SLICE("f2"),
				     .kind = TM_FACT_MONEY,
				     .min = TM_SLICE("500000"),
				     .max = TM_SLICE("2000000"),
				     .min_inclusive = TM_FLAG_TRUE,
				     .max_inclusive = TM_FLAG_FALSE,
				     .unit = TM_SLICE("CNY"),
				     .assumed = TM_SLICE("元"),
				     .text = TM_SLICE("50-200万"),
				     .rule = rule,
				     .extent = extent };
	*condition = (struct tm_condition){ .id = TM_SLICE("c1"),
					    .indicator = TM_SLICE("产值"),
					    .op = TM_OP_LE,
					    .value = TM_SLICE("0.0002"),
					    .unit = TM_SLICE("1"),
					    .group = 1,
					    .soft = TM_FLAG_TRUE,
					    .facts = TEXTS(a, "f1"),
					    .text = text,
					    .rule = rule,
					    .extent = extent };
	measures[0] = (struct tm_measure){ .id = TM_SLICE("m1"), .text = text, .rule = rule, .extent = extent };
	*m = (struct tm_measure){
		.id = TM_SLICE("m2"),
		.beneficiary = TM_SLICE("企业"),
		.key = TM_SLICE("10亿元"),
		.recipient = TM_SLICE("承租方"),
		.eligibility = TEXTS(a, first->id.ptr),
		.thresholds = TEXTS(a, "c1"),
		.instrument = TM_SLICE("补贴"),
		.amount = { TM_SLICE("50000"), TM_SLICE("CNY"), TEXTS(a, "f2") },
		.floor = { TM_SLICE("0.5"), TM_SLICE("CNY"), TEXTS(a, "f2") },
		.rate = { .value = TM_SLICE("0.3"),
			  .min = TM_SLICE("0.1"),
			  .max = TM_SLICE("0.3"),
			  .fraction = { 2, 3 },
			  .bound = TM_BOUND_MAX,
			  .basis = TM_SLICE("租金"),
			  .facts = TEXTS(a, "f1") },
		.per = TEXTS(a, "个"),
		.recurrence = TM_RECURRENCE_YEARLY,
		.selective = TM_FLAG_TRUE,
		.levels = TEXTS(a, "市", "区"),
		.duration = TM_SLICE("P3Y"),
		.validity = doc->validity,
		.part_of = TM_SLICE("m1"),
		.restates = TEXTS(a, "m1"),
		.in_heading = TM_FLAG_TRUE,
		.text = text,
		.rule = rule,
		.extent = extent,
	};
	m->caps = tm_arena_array(a, 2, sizeof(*m->caps));
	m->cap_count = 2;
	m->caps[0] = (struct tm_cap){ .value = TM_SLICE("3000"),
				      .unit = TM_SLICE("CNY"),
				      .facts = TEXTS(a, "f2") };
	m->caps[1] = (struct tm_cap){ .value = TM_SLICE("50000"),
				      .unit = TM_SLICE("CNY"),
				      .per = TEXTS(a, "家企业", "单年度"),
				      .cumulative = TM_FLAG_TRUE,
				      .joint = TEXTS(
					      a, tm_arena_printf(a, "%s#m1", tm_arena_slice(a, c->id).ptr).ptr),
				      .facts = TEXTS(a, "f1", "f2") };
	*target = (struct tm_target){ .id = TM_SLICE("t1"),
				      .indicator = TM_SLICE("专精特新企业"),
				      .min = TM_SLICE("100"),
				      .max = TM_SLICE("150"),
				      .min_inclusive = TM_FLAG_TRUE,
				      .max_inclusive = TM_FLAG_TRUE,
				      .unit = TM_SLICE("家"),
				      .by = TM_SLICE("2027"),
				      .scope = TM_SLICE("累计新增"),
				      .facts = TEXTS(a, "f1"),
				      .text = text,
				      .rule = rule,
				      .extent = extent };
	*cell = (struct tm_cell){ TM_SLICE("指标"), TM_FLAG_TRUE, TM_SLICE("产值\n（亿元）"), extent };
	c->facts = facts;
	c->fact_count = 2;
	c->conditions = condition;
	c->condition_count = 1;
	c->measures = measures;
	c->measure_count = 2;
	c->targets = target;
	c->target_count = 1;
	c->columns = TEXTS(a, "指标", "2025年");
	c->cells = cell;
	c->cell_count = 1;
	c->validity = doc->validity;
	return doc;
}

static void test_checks_equal_schema(void **state)
{
	struct fixture *f = *state;
	struct tm_document *doc = run_full(f);

	assert_true(checks_accept(f, doc) && schema_accepts(f, doc));
	assert_true(doc->validity.text.ptr && doc->retroactive.text.ptr && doc->citation_count &&
		    doc->report_count && doc->text.repair_count && doc->text.dropped_count);
	spoil_record(f, doc, doc, &tm_document_record);
	print_message("%zu spoilt documents compared\n", compared);
	assert_true(compared > 1500);
	assert_true(checks_accept(f, doc));
}

/* What only the checks can see. */
static void test_identity(void **state)
{
	struct fixture *f = *state;
	struct tm_document *doc = &run_text(f, TM_SLICE(sample))->doc;
	struct tm_slice kept = doc->clauses[1].id;
	struct tm_span span = doc->clauses[1].extent.span;

	doc->clauses[1].id = doc->clauses[0].id;
	assert_false(checks_accept(f, doc));
	doc->clauses[1].id = kept;
	doc->clauses[1].parent_id = TM_SLICE("h1:9");
	assert_false(checks_accept(f, doc));
	doc->clauses[1].parent_id = TM_NO_SLICE;
	doc->clauses[1].extent.span.end = UINT32_MAX;
	assert_false(checks_accept(f, doc));
	doc->clauses[1].extent.span = span;
	assert_true(checks_accept(f, doc));
}

/* What an item names must exist; the schema cannot see that. */
static void test_references(void **state)
{
	struct fixture *f = *state;
	struct tm_document *doc = run_full(f);
	struct tm_measure *m = &doc->clauses[doc->clause_count - 1].measures[1];
	struct tm_slice far = tm_arena_printf(&f->worker.arena, "%s#m3",
					      doc->clauses[doc->clause_count - 1].id.ptr);
	const struct {
		struct tm_slice *place;
		const char *dangling;
	} tries[] = {
		{ &m->amount.facts.items[0], "f3" },
		{ &m->caps[1].facts.items[1], "f9" },
		{ &m->rate.facts.items[0], "f0" },
		{ &m->thresholds.items[0], "c2" },
		{ &m->thresholds.items[0], "f1" },
		{ &m->eligibility.items[0], "h1:77" },
		{ &m->part_of, "m3" },
		{ &m->restates.items[0], "m3" },
		{ &m->restates.items[0], "h1:77#m1" },
		{ &m->caps[1].joint.items[0], far.ptr },
		{ &m->id, "m1" },
		{ &m->id, "m3" },
	};

	assert_true(checks_accept(f, doc));
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		struct tm_slice kept = *tries[i].place;

		*tries[i].place = tm_slice_str(tries[i].dangling);
		if (checks_accept(f, doc))
			fail_msg("%s is accepted", tries[i].dangling);
		*tries[i].place = kept;
	}
	assert_true(checks_accept(f, doc));
	m->amount.unit = TM_NO_SLICE; /* 50000 of what? */
	assert_false(checks_accept(f, doc));
}

/* Every stage file, read and written again, is the same file. */
static bool rewrite(struct tm_staged *staged, void *context)
{
	struct tm_buffer *out = context;

	tm_stage_write(out, staged, TM_STAGE_EXTRACT);
	tm_catalogue_document(out, TM_FORMAT_JSON, &staged->doc, true);
	return true;
}

static void check_round_trip(struct fixture *f, struct tm_staged *staged)
{
	struct tm_buffer file = TM_BUFFER_INIT, once = TM_BUFFER_INIT, twice = TM_BUFFER_INIT;
	struct tm_head head = { 0 };

	tm_catalogue_begin(&file, TM_FORMAT_XML, &f->engine->head);
	tm_stage_write(&file, staged, TM_STAGE_EXTRACT);
	tm_catalogue_end(&file, TM_FORMAT_XML);
	rewrite(staged, &once);
	if (!tm_stage_read(tm_buffer_view(&file), TM_STAGE_SEGMENT, &head, &f->worker.arena, &f->diagnostics,
			   rewrite, &twice))
		fail_with(&f->diagnostics);
	assert_true(tm_slice_eq(tm_buffer_view(&once), tm_buffer_view(&twice)));
	assert_true(tm_slice_eq(head.rules.sha256, f->engine->head.rules.sha256));
	tm_buffer_release(&file);
	tm_buffer_release(&once);
	tm_buffer_release(&twice);
	tm_worker_clear(&f->worker);
}

static void test_stage_round_trip(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CORPUS; i++)
		check_round_trip(f, run_file(f, corpus[i]));
}

/* A document with every kind of record comes back as it was. */
static void test_full_round_trip(void **state)
{
	struct fixture *f = *state;
	struct tm_document *doc = run_full(f);

	check_round_trip(f, (struct tm_staged *)(void *)doc); /* its first member */
}

static bool columns_in_flow(struct tm_staged *staged, void *context)
{
	const struct tm_document *doc = &staged->doc;
	const struct tm_clause *c = &doc->clauses[doc->clause_count - 1];

	*(bool *)context = tm_flow_at(&doc->flow, c->columns.items[0]) == 6 &&
			   tm_flow_at(&doc->flow, c->cells[0].text) == 9;
	assert_slice(c->columns.items[0], "支");
	assert_slice(c->columns.items[1], "表外");
	assert_slice(c->cells[0].text, "持");
	return true;
}

/* Columns and cells that are slices of the flow are so in the next stage. */
static void test_places_of_cells(void **state)
{
	struct fixture *f = *state;
	struct tm_staged *staged = run_text(f, TM_SLICE("一、支持企业发展\n"));
	struct tm_clause *c = &staged->doc.clauses[staged->doc.clause_count - 1];
	struct tm_slice flow = staged->doc.flow.bytes;
	struct tm_buffer xml = TM_BUFFER_INIT;
	struct tm_head head = { 0 };
	bool ok = false;

	c->columns = TEXTS(&f->worker.arena, "", "表外");
	c->cells = tm_arena_alloc(&f->worker.arena, sizeof(*c->cells));
	c->cell_count = 1;
	c->columns.items[0] = tm_slice_sub(flow, 6, 9);
	c->cells[0] = (struct tm_cell){ .text = tm_slice_sub(flow, 9, 12), .extent = c->extent };
	tm_catalogue_begin(&xml, TM_FORMAT_XML, &f->engine->head);
	tm_stage_write(&xml, staged, TM_STAGE_SEGMENT);
	tm_catalogue_end(&xml, TM_FORMAT_XML);
	if (!tm_stage_read(tm_buffer_view(&xml), TM_STAGE_SEGMENT, &head, &f->worker.arena, &f->diagnostics,
			   columns_in_flow, &ok))
		fail_with(&f->diagnostics);
	assert_true(ok);
	tm_buffer_release(&xml);
}

static bool keep_going(struct tm_staged *staged, void *context)
{
	(void)staged;
	(void)context;
	return true;
}

/* A damaged stage file is refused with a message, at every cut and with every byte changed. */
static void test_damaged_stage_files(void **state)
{
	struct fixture *f = *state;
	struct tm_buffer whole = TM_BUFFER_INIT;
	struct tm_head head = { 0 };

	tm_catalogue_begin(&whole, TM_FORMAT_XML, &f->engine->head);
	tm_stage_write(&whole, run_text(f, TM_SLICE("一、支持\n（一）企业(甲)\n")), TM_STAGE_SEGMENT);
	tm_catalogue_end(&whole, TM_FORMAT_XML);
	for (size_t cut = 0; cut + 1 < whole.len; cut += 7) {
		f->diagnostics.count = 0;
		assert_false(tm_stage_read((struct tm_slice){ whole.data, cut }, TM_STAGE_SEGMENT, &head,
					   &f->worker.arena, &f->diagnostics, keep_going, NULL));
		assert_true(f->diagnostics.count > 0);
	}
	for (size_t at = 0; at < whole.len; at++) {
		char kept = whole.data[at];

		whole.data[at] = kept == '9' ? '1' : '9';
		tm_stage_read(tm_buffer_view(&whole), TM_STAGE_SEGMENT, &head, &f->worker.arena, &f->diagnostics,
			      keep_going, NULL);
		whole.data[at] = kept;
	}
	tm_buffer_release(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_checks_equal_schema, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_identity, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_references, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_stage_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_places_of_cells, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damaged_stage_files, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
