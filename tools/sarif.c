#include "sarif.h"

#include "schema/json.h"
#include "schema/version.h"

void tm_findings_add(struct tm_findings *list, const struct tm_finding *finding)
{
	struct tm_finding *f = tm_arena_push(list->arena, &list->items, &list->count, &list->room, sizeof(*f));

	*f = *finding;
	f->message = tm_arena_slice(list->arena, finding->message);
	f->place.file = tm_arena_slice(list->arena, finding->place.file);
	if (finding->related.ptr)
		f->related = tm_arena_slice(list->arena, finding->related);
}

/* Levels have the names of our severities. */
static void level(struct tm_buffer *out, enum tm_severity severity)
{
	tm_buffer_printf(out, "\"level\": \"%s\"", tm_severity_name(severity));
}

static void text_object(struct tm_buffer *out, const char *key, struct tm_slice text)
{
	tm_buffer_printf(out, "\"%s\": {\"text\": ", key);
	tm_json_text(out, text);
	tm_buffer_byte(out, '}');
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~/!", c));
}

/* Does the path go on with "NAME/../", which says nothing?  Its length then, else 0. */
static size_t detour(struct tm_slice path)
{
	size_t end = tm_slice_find(path, TM_SLICE("/"), 0);

	if (end == SIZE_MAX || end == 0 || tm_slice_starts(path, TM_SLICE("../")) ||
	    !tm_slice_starts(tm_slice_sub(path, end, path.len), TM_SLICE("/../")))
		return 0;
	return end + 4;
}

/* A path as a URI: relative to where the program ran, unless it is absolute (RFC 3986, RFC 8089). */
static void uri(struct tm_buffer *out, struct tm_slice path)
{
	tm_buffer_lit(out, "\"uri\": \"");
	if (tm_slice_starts(path, TM_SLICE("/")))
		tm_buffer_lit(out, "file://");
	while (tm_slice_starts(path, TM_SLICE("./")))
		path = tm_slice_sub(path, 2, path.len);
	for (size_t i = 0; i < path.len; i++) {
		size_t skip;

		if (i == 0 || path.ptr[i - 1] == '/')
			while ((skip = detour(tm_slice_sub(path, i, path.len))) != 0)
				i += skip;
		if (i == path.len)
			break;
		if (is_unreserved(path.ptr[i]))
			tm_buffer_byte(out, path.ptr[i]);
		else
			tm_buffer_printf(out, "%%%c%c", "0123456789ABCDEF"[(unsigned char)path.ptr[i] >> 4],
					 "0123456789ABCDEF"[path.ptr[i] & 15]);
	}
	tm_buffer_byte(out, '"');
}

static void region(struct tm_buffer *out, const struct tm_region *p)
{
	tm_buffer_printf(out, ", \"region\": {\"startLine\": %u, \"startColumn\": %u", p->line,
			 p->column ? p->column : 1);
	if (p->end_line)
		tm_buffer_printf(out, ", \"endLine\": %u, \"endColumn\": %u", p->end_line, p->end_column);
	if (p->span.end)
		tm_buffer_printf(out, ", \"byteOffset\": %u, \"byteLength\": %u", p->span.start,
				 p->span.end - p->span.start);
	tm_buffer_byte(out, '}');
}

static void location(struct tm_buffer *out, const struct tm_region *p)
{
	tm_buffer_lit(out, "[{\"physicalLocation\": {\"artifactLocation\": {");
	uri(out, p->file);
	tm_buffer_byte(out, '}');
	if (p->line)
		region(out, p);
	tm_buffer_lit(out, "}}]");
}

static void result(struct tm_buffer *out, const struct tm_finding *f, const struct tm_finding_rule *rule)
{
	tm_buffer_lit(out, "{\"ruleId\": ");
	tm_json_text(out, rule->id);
	tm_buffer_printf(out, ", \"ruleIndex\": %zu, ", f->rule);
	level(out, rule->level);
	tm_buffer_lit(out, ",\n      ");
	text_object(out, "message", f->message);
	tm_buffer_lit(out, ",\n      \"locations\": ");
	location(out, &f->place);
	if (f->related.ptr) {
		tm_buffer_lit(out, ",\n      \"relatedLocations\": ");
		location(out, &(struct tm_region){ .file = f->related });
	}
	tm_buffer_byte(out, '}');
}

static void descriptor(struct tm_buffer *out, const struct tm_finding_rule *rule)
{
	tm_buffer_lit(out, "{\"id\": ");
	tm_json_text(out, rule->id);
	tm_buffer_lit(out, ", ");
	text_object(out, "shortDescription", rule->what);
	tm_buffer_lit(out, ", \"defaultConfiguration\": {");
	level(out, rule->level);
	tm_buffer_lit(out, "}}");
}

void tm_sarif_write(struct tm_buffer *out, const struct tm_finding_rule *rules, size_t rule_count,
		    const struct tm_findings *list, enum tm_language language)
{
	tm_buffer_lit(out, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
			   "  \"version\": \"2.1.0\",\n"
			   "  \"runs\": [{\n"
			   "    \"tool\": {\"driver\": {\"name\": \"tiaomu\", \"version\": \"" TM_VERSION "\",\n");
	tm_buffer_printf(out, "      \"language\": \"%s\", \"rules\": [",
			 language == TM_CHINESE ? "zh-CN" : "en-US");
	for (size_t i = 0; i < rule_count; i++) {
		tm_buffer_str(out, i ? ",\n      " : "\n      ");
		descriptor(out, &rules[i]);
	}
	tm_buffer_lit(out, "]}},\n    \"columnKind\": \"unicodeCodePoints\",\n    \"results\": [");
	for (size_t i = 0; i < list->count; i++) {
		tm_buffer_str(out, i ? ",\n     " : "\n     ");
		result(out, &list->items[i], &rules[list->items[i].rule]);
	}
	tm_buffer_lit(out, "]}]}\n");
}
