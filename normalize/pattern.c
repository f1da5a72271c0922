#include "normalize/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "normalize/utf8.h"

enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000 };

struct tm_pattern {
	pcre2_code *code;
	const uint8_t *first_bytes; /* 256-bit map of possible first bytes, or NULL */
	int first_byte;             /* the only possible first byte, or -1 */
};

struct tm_pattern *tm_pattern_compile(struct tm_slice source, enum tm_anchor anchor, struct tm_place place,
				      struct tm_diagnostics *diagnostics)
{
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY |
			   (anchor == TM_ANCHORED ? PCRE2_ANCHORED : 0);
	struct tm_pattern *pattern;
	PCRE2_SIZE at;
	uint32_t groups, first_type, first;
	int error;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len, options, &error, &at, NULL);

	if (!code) {
		PCRE2_UCHAR message[256];
		struct tm_diagnostic *d;
		size_t before;

		pcre2_get_error_message(error, message, sizeof(message));
		before = tm_utf8_count((struct tm_slice){ source.ptr, at < source.len ? at : source.len });
		d = tm_diagnose_file(diagnostics, TM_D_RULE_PATTERN, place.file, place.line,
				     place.column + (uint32_t)before, tm_slice_str((const char *)message));
		d->args[d->arg_count++] = tm_arena_slice(diagnostics->arena, source);
		return NULL;
	}
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups > TM_PATTERN_GROUPS) {
		tm_diagnose_file(diagnostics, TM_D_RULE_PATTERN, place.file, place.line, place.column,
				 TM_SLICE("too many capture groups"));
		pcre2_code_free(code);
		return NULL;
	}
	pattern = tm_malloc(sizeof(*pattern));
	pattern->code = code;
	pattern->first_byte = -1;
	pattern->first_bytes = NULL;
	pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &first_type);
	if (first_type == 1) {
		pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &first);
		pattern->first_byte = (int)first;
	} else {
		pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &pattern->first_bytes);
	}
	return pattern;
}

void tm_pattern_free(struct tm_pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	free(pattern);
}

void tm_pattern_jit(struct tm_pattern *pattern)
{
	pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
}

int tm_pattern_group(const struct tm_pattern *pattern, const char *name)
{
	int n = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);

	return n > 0 ? n : -1;
}

bool tm_pattern_may_start(const struct tm_pattern *pattern, char byte)
{
	unsigned char c = (unsigned char)byte;

	if (pattern->first_byte >= 0)
		return c == pattern->first_byte;
	if (pattern->first_bytes)
		return pattern->first_bytes[c / 8] >> (c % 8) & 1;
	return true;
}

void tm_matcher_init(struct tm_matcher *matcher)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);

	*matcher = (struct tm_matcher){ .data = pcre2_match_data_create(TM_PATTERN_GROUPS + 1, NULL),
					.context = context };
	if (!matcher->data || !context)
		tm_out_of_memory();
	pcre2_set_match_limit(context, MATCH_LIMIT);
	pcre2_set_depth_limit(context, DEPTH_LIMIT);
}

void tm_matcher_release(struct tm_matcher *matcher)
{
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	matcher->data = matcher->context = NULL;
}

bool tm_match(struct tm_matcher *matcher, const struct tm_pattern *pattern, struct tm_slice text, size_t from)
{
	int rc = pcre2_match(pattern->code, (PCRE2_SPTR)text.ptr, text.len, from, PCRE2_NO_UTF_CHECK,
			     matcher->data, matcher->context);

	if (rc < 0) {
		matcher->count = 0;
		if (rc != PCRE2_ERROR_NOMATCH)
			matcher->limit_hit = true;
		return false;
	}
	matcher->offsets = pcre2_get_ovector_pointer(matcher->data);
	matcher->count = rc;
	return true;
}

struct tm_slice tm_matched(const struct tm_matcher *matcher, struct tm_slice text, int group)
{
	if (!tm_has_group(matcher, group))
		return TM_NO_SLICE;
	return tm_slice_sub(text, tm_group_start(matcher, group), tm_group_end(matcher, group));
}
