#include "support.h"

#include "normalize/normalize.h"
#include "normalize/reader.h"
#include "normalize/utf8.h"

/* Reads and normalises; the result lives in the worker's arena. */
static struct tm_text *normalize(struct fixture *f, struct tm_slice raw, struct tm_text *lines)
{
	struct tm_text *out = tm_arena_alloc(&f->worker.arena, sizeof(*out));
	struct tm_source source;

	tm_source_init(&source, TM_SLICE("test"), raw, &f->worker.arena);
	assert_true(tm_read(f->engine->tables, &source, lines, &f->worker.arena, &f->diagnostics));
	tm_normalize(f->engine->tables, lines, out, &f->worker.arena, &f->worker.matcher, &f->diagnostics);
	return out;
}

static struct tm_slice normal_form(struct fixture *f, struct tm_slice raw)
{
	struct tm_text lines, *out = normalize(f, raw, &lines);

	return tm_slice_sub(out->bytes, 0, out->bytes.len ? out->bytes.len - 1 : 0);
}

/* Each rule of the tables finds what it says and leaves alone what it says. */
static void test_table_examples(void **state)
{
	struct fixture *f = *state;
	const struct tm_table_rule *rules;
	size_t count = tm_tables_rules(f->engine->tables, &rules), wrong = 0;

	assert_true(count > 10);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < rules[i].example_count; k++) {
			const struct tm_table_example *e = &rules[i].examples[k];
			struct tm_slice got = normal_form(f, e->from);

			if (tm_slice_eq(got, e->to))
				continue;
			print_error("%s:%u: '%s' gives '%.*s', not '%s'\n", rules[i].place.file.ptr, e->line,
				    e->from.ptr, (int)got.len, got.ptr, e->to.ptr);
			wrong++;
		}
		assert_true(rules[i].why.len && rules[i].seen.len);
	}
	assert_int_equal(wrong, 0);
}

/* Every replacement is its own normal form: normalising twice changes nothing. */
static void test_idempotent(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CORPUS; i++) {
		struct tm_slice raw, once, twice;
		struct tm_text lines, again;

		assert_true(tm_bytes_load(&raw, corpus[i], TM_SOURCE_MAX, &f->worker.arena, &f->diagnostics));
		once = normalize(f, raw, &lines)->bytes;
		twice = normalize(f, once, &again)->bytes;
		assert_true(tm_slice_eq(once, twice));
		tm_worker_clear(&f->worker);
	}
	for (uint32_t c = 0xA0; c < 0x30000; c += c < 0x3400 || c > 0xF000 ? 1 : 97) {
		char bytes[12] = "\xE4\xB8\xAD"; /* after a Han character */
		size_t n = tm_utf8_encode(c, bytes + 3);
		struct tm_slice once, twice;

		if (!n || !tm_is_xml_char(c))
			continue;
		once = normal_form(f, (struct tm_slice){ bytes, 3 + n });
		twice = normal_form(f, once);
		if (!tm_slice_eq(once, twice))
			fail_msg("U+%04X is not stable", c);
		tm_worker_clear(&f->worker);
	}
}

/* Each character of the normal form leads back to the bytes that it came from. */
static void test_offsets(void **state)
{
	struct fixture *f = *state;
	const char *raw = "\xEF\xBB\xBF"
			  "１０％的\r\n配臵\x01(含)\r„2023‟\n\n";
	struct tm_text lines, *out = normalize(f, tm_slice_str(raw), &lines);
	static const struct {
		const char *normal, *raw;
	} pieces[] = {
		{ "10%", "１０％" }, { "的", "的" }, { "置", "臵" }, { "（", "(" },
		{ "）", ")" },       { "〔", "„" },  { "〕", "‟" },
	};

	assert_slice(out->bytes, "10%的\n配置（含）\n〔2023〕\n\n");
	assert_int_equal(out->line_count, 4);
	assert_int_equal(out->lines[1].number, 2);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct tm_slice want = tm_slice_str(pieces[i].normal);
		uint32_t at = (uint32_t)tm_slice_find(out->bytes, want, 0);
		struct tm_span span = tm_map_span(&out->map, at, at + (uint32_t)want.len);

		assert_slice(tm_slice_sub(tm_slice_str(raw), span.start, span.end), pieces[i].raw);
	}
	assert_int_equal(out->dropped_count, 1);
	assert_slice(out->dropped[0].text, "U+0001");
	/* neighbours that one rule changed are one record: １０％ */
	assert_slice(out->repairs[0].from, "１０％");
	assert_slice(out->repairs[0].to, "10%");
}

static void test_lines(void **state)
{
	struct fixture *f = *state;
	struct tm_text lines;

	normalize(f, TM_SLICE("a\fb\n\fc\r\n"), &lines);
	assert_int_equal(lines.line_count, 3);
	assert_int_equal(lines.lines[0].page, 1);
	assert_int_equal(lines.lines[1].page, 2);
	assert_int_equal(lines.lines[1].number, 1);
	assert_int_equal(lines.lines[2].page, 3);
	assert_int_equal(lines.lines[2].number, 2);
	assert_int_equal(lines.lines[2].at, 5);
	normalize(f, TM_SLICE("no line end"), &lines);
	assert_int_equal(lines.line_count, 1);
	assert_slice(tm_text_line(&lines, 0), "no line end");
}

static void test_bad_bytes(void **state)
{
	struct fixture *f = *state;
	struct tm_text lines, *out;
	char text[600];

	memset(text, 'x', sizeof(text));
	text[300] = (char)0xFF;
	text[301] = (char)0xFE;
	out = normalize(f, (struct tm_slice){ text, sizeof(text) }, &lines);
	assert_int_equal(out->bytes.len, 599);
	assert_int_equal(out->dropped_count, 2);
	assert_int_equal(f->diagnostics.count, 1);
	assert_int_equal(f->diagnostics.items[0].code, TM_D_INVALID_BYTES);
	assert_int_equal(f->diagnostics.items[0].span.start, 300);
	assert_int_equal(f->diagnostics.items[0].span.end, 302);
}

static void test_messages(void **state)
{
	struct fixture *f = *state;
	struct tm_messages messages;
	struct tm_buffer out = TM_BUFFER_INIT;
	struct tm_diagnostic *d;

	assert_true(tm_messages_load(&messages, &f->diagnostics));
	d = tm_diagnose(&f->diagnostics, TM_D_NUMBER_SKIPPED, (struct tm_span){ 0, 0 }, 2,
			(struct tm_slice[]){ TM_SLICE("7."), TM_SLICE("5") });
	tm_message_write(&messages, d, TM_ENGLISH, &out);
	assert_slice(tm_buffer_view(&out), "number '7.' follows '5'; a provision may be missing");
	tm_buffer_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_table_examples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_idempotent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_offsets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bad_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_messages, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
