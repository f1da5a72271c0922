/*
 * test_encodings.c - text in every encoding is found out, decoded, and keeps the laws of spans.
 */
#include <iconv.h>

#include "law.h"

#include "normalize/encoding.h"

/* `text`, which is UTF-8, in another encoding, by the C library. */
static struct tm_slice convert(struct fixture *f, const char *encoding, struct tm_slice text)
{
	iconv_t cd = iconv_open(encoding, "UTF-8");
	size_t room = 4 * text.len + 16, left = room, in_left = text.len;
	char *out = tm_arena_alloc(&f->arena, room), *to = out, *in = (char *)(uintptr_t)text.ptr;

	assert_true(cd != (iconv_t)-1);
	if (iconv(cd, &in, &in_left, &to, &left) == (size_t)-1)
		fail_msg("iconv to %s stops at byte %zu", encoding, text.len - in_left);
	iconv_close(cd);
	return (struct tm_slice){ out, room - left };
}

static struct tm_slice load(struct fixture *f, const char *path)
{
	struct tm_slice bytes;

	assert_true(tm_bytes_load(&bytes, path, TM_SOURCE_MAX, &f->arena, &f->diagnostics));
	return bytes;
}

static void check_laws(struct fixture *f, const char *path, const char *from, const char *found)
{
	const struct tm_document *doc = &run_text(f, convert(f, from, load(f, path)))->doc;

	assert_slice(doc->source.encoding, found);
	check_spans(f, doc);
	check_nothing_lost(f, doc);
	tm_worker_clear(&f->worker);
}

static void test_corpus(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CORPUS; i++) {
		check_laws(f, corpus[i], "GB18030", "GB18030");
		check_laws(f, corpus[i], "UTF-16LE", "UTF-16LE");
	}
	check_laws(f, corpus[2], "UTF-16BE", "UTF-16BE");
	check_laws(f, corpus[2], "UTF-16", "UTF-16LE"); /* with a byte order mark */
	check_laws(f, corpus[2], "UTF-32", "UTF-32LE");
}

static void test_traditional(void **state)
{
	static const char text[] = "高雄市促進產業發展獎勵及補助辦法\n\n"
				   "第一條　為促進產業發展，特訂定本辦法。\n"
				   "第二條　補助金額以新臺幣500萬元為上限。\n";
	static const char *const encodings[][2] = { { "BIG5", "Big5" },
						    { "GB18030", "GB18030" },
						    { "UTF-16LE", "UTF-16LE" } };
	struct fixture *f = *state;

	for (size_t k = 0; k < sizeof(encodings) / sizeof(encodings[0]); k++) {
		const struct tm_document *doc = &run_text(f, convert(f, encodings[k][0], tm_slice_str(text)))->doc;

		assert_slice(doc->source.encoding, encodings[k][1]);
		check_spans(f, doc);
		check_nothing_lost(f, doc);
		tm_worker_clear(&f->worker);
	}
}

/* Little text is enough; what is no Chinese at all is not taken for it. */
static void test_guesses(void **state)
{
	static const struct {
		const char *encoding, *text, *found;
	} cases[] = {
		{ "GBK", "一、支持企业", "GB18030" },
		{ "GB2312", "对企业给予10万元奖励。", "GB18030" },
		{ "BIG5", "對企業給予10萬元獎勵。", "Big5" },
		{ "UTF-16LE", "一、支持企业", "UTF-16LE" },
		{ "UTF-16BE", "一、支持企业\n二、其他", "UTF-16BE" },
		{ "UTF-16LE", "plain ASCII text", "UTF-16LE" },
		{ "UTF-8", "plain ASCII text", "UTF-8" },
		{ "UTF-8", "\xEF\xBB\xBF一", "UTF-8" },
		{ "UTF-8", "Ãé ï ñ", "UTF-8" },
		{ "GBK", "<p>charset=utf-8", "UTF-8" },
		{ "BIG5", "<meta charset=\"big5\"><p>凸", "Big5" },
		{ "GBK", "<meta content='text/html; charset=gb2312'>騛", "GB18030" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_slice raw = convert(f, cases[i].encoding, tm_slice_str(cases[i].text));
		const struct tm_document *doc = &run_text(f, raw)->doc;

		if (!tm_slice_is(doc->source.encoding, cases[i].found))
			fail_msg("%s '%s' was read as %.*s", cases[i].encoding, cases[i].text,
				 (int)doc->source.encoding.len, doc->source.encoding.ptr);
		tm_worker_clear(&f->worker);
	}
}

static void expect_code(const struct tm_diagnostics *list, enum tm_code code, uint32_t start, uint32_t end)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].code == code && list->items[i].span.start == start &&
		    list->items[i].span.end == end)
			return;
	fail_with(list);
}

/* Bytes without a meaning are named with their place in the file; the rest is read. */
static void test_bad_bytes(void **state)
{
	struct fixture *f = *state;
	struct tm_slice good = convert(f, "GB18030", load(f, corpus[2]));
	char *bytes = tm_arena_alloc(&f->arena, good.len + 3);
	struct tm_staged *staged;
	size_t at = tm_slice_find(good, TM_SLICE("\n"), good.len / 2) + 1;

	memcpy(bytes, good.ptr, at);
	memcpy(bytes + at, "\xFF\xFF\n", 3);
	memcpy(bytes + at + 3, good.ptr + at, good.len - at);
	staged = run_text(f, (struct tm_slice){ bytes, good.len + 3 });
	assert_slice(staged->doc.source.encoding, "GB18030");
	expect_code(&staged->doc.diagnostics, TM_D_INVALID_BYTES, (uint32_t)at, (uint32_t)at + 2);
	assert_int_equal(staged->lines.dropped_count, 1);
	assert_int_equal(staged->lines.dropped[0].span.start, at);
	check_spans(f, &staged->doc);
	check_nothing_lost(f, &staged->doc);
	/* Half a character at the end. */
	tm_worker_clear(&f->worker);
	memcpy(bytes, good.ptr, good.len);
	memcpy(bytes + good.len, "\xC6", 1);
	staged = run_text(f, (struct tm_slice){ bytes, good.len + 1 });
	expect_code(&staged->doc.diagnostics, TM_D_INVALID_BYTES, (uint32_t)good.len, (uint32_t)good.len + 1);
}

static bool reads(struct fixture *f, const char *encoding, struct tm_slice bytes, struct tm_source *source)
{
	struct tm_text lines;

	tm_source_init(source, TM_SLICE("test"), bytes, &f->arena);
	source->encoding = tm_slice_str(encoding);
	return tm_read(f->engine->tables, source, &lines, &f->arena, &f->diagnostics);
}

/* An encoding that is named is taken, and refused where it does not fit. */
static void test_named(void **state)
{
	struct fixture *f = *state;
	struct tm_source source;

	assert_true(reads(f, "gb2312", TM_SLICE("\xD6\xA7\xB3\xD6"), &source));
	assert_slice(source.encoding, "GB18030");
	assert_false(reads(f, "utf-8", TM_SLICE("\xD6\xA7\xB3\xD6"), &source));
	assert_int_equal(f->diagnostics.items[f->diagnostics.count - 1].code, TM_D_INPUT_ENCODING);
	assert_false(reads(f, NULL, TM_SLICE("\x81\x81\x8D\xE9\xFE\xFE\xA9\xB0"), &source));
	assert_int_equal(f->diagnostics.items[f->diagnostics.count - 1].code, TM_D_ENCODING_UNKNOWN);
}

static void test_labels(void **state)
{
	(void)state;
	assert_int_equal(tm_encoding_by_label(TM_SLICE("GB_2312-80")), TM_ENCODING_GB18030);
	assert_int_equal(tm_encoding_by_label(TM_SLICE("x-gbk")), TM_ENCODING_GB18030);
	assert_int_equal(tm_encoding_by_label(TM_SLICE("utf-8")), TM_ENCODING_UTF8);
	assert_int_equal(tm_encoding_by_label(TM_SLICE("")), TM_ENCODING_UNKNOWN);
	assert_int_equal(tm_encoding_by_label(TM_SLICE("utf")), TM_ENCODING_UNKNOWN);
	assert_int_equal(tm_encoding_by_label(TM_SLICE("latin1")), TM_ENCODING_UNKNOWN);
	for (int i = 0; i < TM_ENCODINGS; i++)
		assert_int_equal(tm_encoding_by_label(tm_slice_str(tm_encoding_name((enum tm_encoding)i))), i);
}

/* Every decoded byte leads back to the bytes it came from; no input stops the decoder. */
static void test_noise(void **state)
{
	struct fixture *f = *state;
	struct prng random = { 7 };
	char bytes[300];

	for (int turn = 0; turn < 3000; turn++) {
		enum tm_encoding encoding = (enum tm_encoding)(turn % TM_ENCODINGS);
		struct tm_arena arena = TM_ARENA_INIT;
		size_t len = prng_next(&random, sizeof(bytes));
		struct tm_decoded d;

		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)(turn & 8 ? 0x80 + prng_next(&random, 128) : prng_next(&random, 256));
		tm_decode((struct tm_slice){ bytes, len }, encoding, &arena, &d);
		assert_int_equal(tm_utf8_valid_prefix(d.bytes), d.bytes.len);
		assert_int_equal(d.map.end, d.bytes.len);
		assert_true(tm_map_end(&d.map, d.map.end) <= len);
		for (size_t i = 0; i < d.bad_count; i++)
			assert_true(d.bad[i].at <= d.map.end && d.bad[i].span.end <= len);
		tm_encoding_detect((struct tm_slice){ bytes, len }, &(struct tm_frequent){ { 0 } });
		tm_arena_release(&arena);
	}
	(void)f;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_corpus, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_traditional, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_guesses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bad_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_named, set_up, tear_down),
		cmocka_unit_test(test_labels),
		cmocka_unit_test_setup_teardown(test_noise, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
