/*
 * test_export.c - tables: their description fits the records; large ones, odd texts and numbers come out whole.
 */
#include "support.h"

#include <sqlite3.h>
#include <sys/resource.h>

#include "../schema/export_p.h"
#include "normalize/utf8.h"

static struct tm_export *start(struct fixture *f, struct tm_export_options options)
{
	struct tm_export *e;

	options.messages = &f->engine->messages;
	e = tm_export_new(&options, &f->engine->head, &f->diagnostics);
	if (!e)
		fail_with(&f->diagnostics);
	return e;
}

static void finish(struct fixture *f, struct tm_export *e)
{
	if (!tm_export_end(e, &f->diagnostics))
		fail_with(&f->diagnostics);
}

static void titles_are_unique(void **state)
{
	struct fixture *f = *state;
	const struct tm_flat *flat = tm_flat_load(&f->diagnostics);

	if (!flat)
		fail_with(&f->diagnostics);
	for (size_t t = 0; t < flat->count; t++)
		for (int language = TM_ENGLISH; language <= TM_CHINESE; language++) {
			const struct tm_flat_table *table = &flat->tables[t];

			/* What Excel takes as the name of a sheet, with room for a number. */
			assert_in_range(tm_utf8_count(table->titles[language]), 1, 25);
			for (size_t i = 0; i < table->column_count; i++)
				for (size_t k = 0; k < i; k++)
					assert_false(tm_slice_eq(table->columns[i].titles[language],
								 table->columns[k].titles[language]));
			for (size_t k = 0; k < t; k++)
				assert_false(
					tm_slice_eq(table->titles[language], flat->tables[k].titles[language]));
		}
}

static void decimals_become_the_nearest_number(void **state)
{
	static const struct {
		const char *digits;
		double number;
		bool fits;
	} cases[] = {
		{ "0", 0, true },           { "0.07", 0.07, true },
		{ "-2.5", -2.5, true },     { "0.000000000000001", 1e-15, true },
		{ "0.3", 0.3, true },       { "123456789012345", 123456789012345.0, true },
		{ "1.1", 1.1, true },       { "1234567890123456", 0, false },
		{ "0.0002", 0.0002, true }, { "100000000000000000000", 1e20, true },
		{ "9.95", 9.95, true },     { "100000000000000000001", 0, false },
		{ "-0.1", -0.1, true },     { "12345678901234567890.5", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double number = 0;
		bool fits = tm_decimal_double(tm_slice_str(cases[i].digits), &number);

		if (fits != cases[i].fits || (fits && memcmp(&number, &cases[i].number, sizeof(number)) != 0))
			fail_msg("%s", cases[i].digits);
	}
}

/* A document of `clauses` clauses with `each` measures. */
static struct tm_document *many_measures(struct tm_arena *arena, size_t clauses, size_t each)
{
	struct tm_document *doc = tm_arena_alloc(arena, sizeof(*doc));
	struct tm_measure *measures = tm_arena_array(arena, each, sizeof(*measures));

	for (size_t i = 0; i < each; i++) {
		struct tm_measure *m = &measures[i];

		m->id = tm_arena_printf(arena, "m%zu", i + 1);
		m->beneficiary = TM_SLICE("年产值首次突破10亿元的工业企业");
		m->amount.value = TM_SLICE("200000");
		m->amount.unit = TM_SLICE("CNY");
		m->selective = m->in_heading = TM_FLAG_FALSE;
		m->rule = TM_SLICE("currency");
		m->text = TM_SLICE("对年产值首次突破10亿元的工业企业，给予20万元的一次性奖励");
		m->extent.span = (struct tm_span){ 10, 90 };
		m->extent.line = 2;
	}
	doc->id = TM_SLICE("测〔2024〕1号");
	doc->clauses = tm_arena_array(arena, clauses, sizeof(*doc->clauses));
	doc->clause_count = clauses;
	for (size_t i = 0; i < clauses; i++) {
		struct tm_clause *c = &doc->clauses[i];

		c->id = tm_arena_printf(arena, "h1:%zu", i + 1);
		c->kind = TM_H1;
		c->number = (uint32_t)i + 1;
		c->text = measures[0].text;
		c->extent = measures[0].extent;
		c->measures = measures;
		c->measure_count = each;
	}
	return doc;
}

static void a_hundred_thousand_measures_need_little_memory(void **state)
{
	struct fixture *f = *state;
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_document *doc = many_measures(&arena, 1000, 100);
	struct tm_export *e = start(f, (struct tm_export_options){ .format = TM_FORMAT_XLSX });
	struct rusage before, after;

	getrusage(RUSAGE_SELF, &before);
	tm_export_document(e, doc, &f->diagnostics);
	getrusage(RUSAGE_SELF, &after);
#ifndef __SANITIZE_ADDRESS__                                               /* which keeps what was freed */
	assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 32 * 1024); /* KiB; the rows alone have 60 MiB */
#endif
	finish(f, e);
	assert_int_equal(tm_export_count(e), 1);
	assert_memory_equal(tm_export_file(e, 0).bytes.ptr, "PK\3\4", 4);
	tm_export_free(e);
	tm_arena_release(&arena);
}

static void sheets_go_on_in_another_one(void **state)
{
	struct fixture *f = *state;
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_document *doc = many_measures(&arena, 5, 5);
	struct tm_export *e = start(f, (struct tm_export_options){ .format = TM_FORMAT_XLSX, .sheet_rows = 11 });
	struct tm_slice bytes;

	tm_export_document(e, doc, &f->diagnostics);
	finish(f, e);
	bytes = tm_export_file(e, 0).bytes;
	/* 25 measures on three sheets of 10 rows and a head; 15 tables in all. */
	assert_int_not_equal(tm_slice_find(bytes, TM_SLICE("xl/worksheets/sheet17.xml"), 0), SIZE_MAX);
	assert_int_equal(tm_slice_find(bytes, TM_SLICE("xl/worksheets/sheet18.xml"), 0), SIZE_MAX);
	tm_export_free(e);
	tm_arena_release(&arena);
}

/* The value of a query over an exported database. */
static struct tm_slice ask(struct tm_arena *arena, struct tm_slice bytes, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	struct tm_slice value;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_deserialize(db, "main", (unsigned char *)bytes.ptr, (sqlite3_int64)bytes.len,
					     (sqlite3_int64)bytes.len, SQLITE_DESERIALIZE_READONLY),
			 SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = tm_arena_slice(arena, (struct tm_slice){ (const char *)sqlite3_column_text(statement, 0),
							 (size_t)sqlite3_column_bytes(statement, 0) });
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

static void long_numbers_and_odd_names_stay_whole(void **state)
{
	struct fixture *f = *state;
	struct tm_arena arena = TM_ARENA_INIT;
	struct tm_document *doc = many_measures(&arena, 1, 1);
	struct tm_export *e = start(f, (struct tm_export_options){ .format = TM_FORMAT_SQLITE });
	struct tm_slice bytes;

	doc->clauses[0].measures[0].amount.value = TM_SLICE("12345678901234567.89");
	doc->clauses[0].text = (struct tm_slice){ "a\0b", 3 };
	doc->source.name = TM_SLICE("\xFF.txt");
	tm_export_document(e, doc, &f->diagnostics);
	finish(f, e);
	bytes = tm_export_file(e, 0).bytes;
	assert_slice(ask(&arena, bytes, "SELECT amount_value FROM measures"), "12345678901234567.89");
	assert_slice(ask(&arena, bytes, "SELECT typeof(amount_value) FROM measures"), "text");
	assert_slice(ask(&arena, bytes, "SELECT hex(text) FROM clauses"), "610062");
	assert_slice(ask(&arena, bytes, "SELECT source_name FROM documents"), "\xEF\xBF\xBD.txt");
	tm_export_free(e);
	tm_arena_release(&arena);
}

/* In every form: texts that no cell takes as they are. */
static void odd_texts_do_no_harm(void **state)
{
	static const struct tm_slice texts[] = { { "\x01\x02\x1F\0", 4 },    { "_x0041_", 7 },
						 { "\xEF\xBF\xBF", 3 },      { "\xFF\xFE", 2 },
						 { "'=1+1\r\n", 7 },         { "\"a\",b", 5 },
						 { "\xF0\xA0\xAE\xB7 ", 5 }, { "", 0 } };
	struct fixture *f = *state;
	struct tm_arena arena = TM_ARENA_INIT;

	for (enum tm_format format = TM_FORMAT_CSV; format <= TM_FORMAT_SQLITE; format++)
		for (enum tm_csv_encoding encoding = TM_CSV_UTF8_BOM; encoding <= TM_CSV_GB18030; encoding++) {
			struct tm_export *e = start(
				f, (struct tm_export_options){ .format = format, .encoding = encoding });

			for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
				struct tm_document *doc = many_measures(&arena, 1, 1);

				doc->id = tm_arena_printf(&arena, "%zu", i);
				doc->title = doc->clauses[0].heading = doc->clauses[0].text = texts[i];
				doc->issuers = (struct tm_slices){ (struct tm_slice *)texts, i + 1, i + 1 };
				tm_export_document(e, doc, &f->diagnostics);
			}
			finish(f, e);
			tm_export_free(e);
		}
	tm_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_are_unique),
		cmocka_unit_test(decimals_become_the_nearest_number),
		cmocka_unit_test(a_hundred_thousand_measures_need_little_memory),
		cmocka_unit_test(sheets_go_on_in_another_one),
		cmocka_unit_test(long_numbers_and_odd_names_stay_whole),
		cmocka_unit_test(odd_texts_do_no_harm),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
