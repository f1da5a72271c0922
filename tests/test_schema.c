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
static const char *const spoilt[] = { "", "x y", "2023-02-30", "P0Y", "h1", "h1:", "h1:1/", "ABC", "2023-12-21" };

static struct tm_slice *first_text(void *record, const struct tm_field *f)
{
	return (struct tm_slice *)(void *)((char *)record + f->offset);
}

static size_t compared;

/* Spoils each text field of a record in turn; checks and schema must agree each time. */
static void spoil_record(struct fixture *f, const struct tm_document *doc, void *record,
			 const struct tm_record *type)
{
	for (const struct tm_field *field = type->fields; field->name; field++) {
		struct tm_slice *text = first_text(record, field), kept;
		char *items;
		size_t count;

		switch (field->type) {
		case TM_FIELD_SCALAR:
		case TM_FIELD_TEXT:
			/* ids and parents have rules beyond the schema's */
			if (strcmp(field->name, "id") == 0 || strcmp(field->name, "parent") == 0)
				break;
			kept = *text;
			for (size_t i = 0; i <= sizeof(spoilt) / sizeof(spoilt[0]); i++) {
				*text = i < sizeof(spoilt) / sizeof(spoilt[0]) ? tm_slice_str(spoilt[i])
									       : TM_NO_SLICE;
				/* a record whose text is gone is itself absent */
				if (!text->ptr && field->presence == TM_ALWAYS && type != &tm_document_record &&
				    (strcmp(type->name, "validity") == 0 ||
				     strcmp(type->name, "retroactive") == 0))
					continue;
				if (schema_accepts(f, doc) != checks_accept(f, doc))
					fail_msg("%s of %s = '%s': schema %d, checks %d", field->name, type->name,
						 text->ptr ? text->ptr : "(absent)", schema_accepts(f, doc),
						 checks_accept(f, doc));
				compared++;
			}
			*text = kept;
			break;
		case TM_FIELD_RECORD:
			spoil_record(f, doc, (char *)record + field->offset, field->record);
			break;
		case TM_FIELD_RECORDS:
			memcpy(&items, (char *)record + field->offset, sizeof(items));
			count = *(size_t *)(void *)((char *)record + field->count_offset);
			if (count)
				spoil_record(f, doc, items, field->record);
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

static void test_checks_equal_schema(void **state)
{
	struct fixture *f = *state;
	struct tm_document *doc = &run_text(f, TM_SLICE(sample))->doc;

	assert_true(checks_accept(f, doc) && schema_accepts(f, doc));
	assert_true(doc->validity.text.ptr && doc->retroactive.text.ptr && doc->citation_count &&
		    doc->report_count && doc->text.repair_count && doc->text.dropped_count);
	spoil_record(f, doc, doc, &tm_document_record);
	print_message("%zu spoilt documents compared\n", compared);
	assert_true(compared > 300);
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

/* Every stage file, read and written again, is the same file. */
static bool rewrite(struct tm_staged *staged, void *context)
{
	struct tm_buffer *out = context;

	tm_stage_write(out, staged, TM_STAGE_EXTRACT);
	return true;
}

static void test_stage_round_trip(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CORPUS; i++) {
		struct tm_buffer once = TM_BUFFER_INIT, twice = TM_BUFFER_INIT;
		struct tm_staged *staged = run_file(f, corpus[i]);
		struct tm_head head = { 0 };

		tm_catalogue_begin(&once, TM_FORMAT_XML, &f->engine->head);
		tm_stage_write(&once, staged, TM_STAGE_EXTRACT);
		tm_catalogue_end(&once, TM_FORMAT_XML);
		tm_catalogue_begin(&twice, TM_FORMAT_XML, &f->engine->head);
		if (!tm_stage_read(tm_buffer_view(&once), TM_STAGE_SEGMENT, &head, &f->worker.arena,
				   &f->diagnostics, rewrite, &twice))
			fail_with(&f->diagnostics);
		tm_catalogue_end(&twice, TM_FORMAT_XML);
		assert_true(tm_slice_eq(tm_buffer_view(&once), tm_buffer_view(&twice)));
		assert_true(tm_slice_eq(head.rules.sha256, f->engine->head.rules.sha256));
		tm_buffer_release(&once);
		tm_buffer_release(&twice);
		tm_worker_clear(&f->worker);
	}
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
		cmocka_unit_test_setup_teardown(test_stage_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damaged_stage_files, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
