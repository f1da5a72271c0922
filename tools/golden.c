#include "golden.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "expect.h"
#include "linediff.h"
#include "normalize/utf8.h"
#include "normalize/yaml.h"
#include "views.h"

enum {
	GOLDEN_MAX = 16 * 1024 * 1024,
	BEGINS = 12, /* characters that golden files quote of a text's start */
	ENDS = 8     /* and of its end */
};

static struct tm_slice join(struct tm_arena *arena, struct tm_slice folder, const char *name)
{
	return tm_arena_concat(arena, 3, (struct tm_slice[]){ folder, TM_SLICE("/"), tm_slice_str(name) });
}

static bool is_folder(struct tm_slice path)
{
	struct stat st;

	return stat(path.ptr, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(struct tm_slice path)
{
	struct stat st;

	return stat(path.ptr, &st) == 0 && S_ISREG(st.st_mode);
}

static int compare_paths(const void *a, const void *b)
{
	return tm_slice_cmp(*(const struct tm_slice *)a, *(const struct tm_slice *)b);
}

bool tm_golden_find(struct tm_tool *tool, const char *path, struct tm_case_list *list)
{
	struct tm_slice root = tm_arena_slice(&tool->arena, tm_slice_str(path));
	size_t before = list->count;
	struct dirent *entry;
	DIR *dir;

	while (root.len > 1 && root.ptr[root.len - 1] == '/')
		root = tm_arena_slice(&tool->arena, tm_slice_sub(root, 0, root.len - 1));
	if (is_file(root) || is_file(join(&tool->arena, root, "case.yaml"))) {
		*(struct tm_slice *)tm_arena_push(&tool->arena, &list->paths, &list->count, &list->room,
						  sizeof(root)) = root;
		return true;
	}
	dir = opendir(root.ptr);
	while (dir && (entry = readdir(dir)) != NULL) {
		struct tm_slice inner = join(&tool->arena, root, entry->d_name);
		bool folder = is_folder(inner) && is_file(join(&tool->arena, inner, "case.yaml"));

		if (folder || (is_file(inner) && tm_slice_ends(inner, TM_SLICE(".yaml"))))
			*(struct tm_slice *)tm_arena_push(&tool->arena, &list->paths, &list->count, &list->room,
							  sizeof(inner)) = inner;
	}
	if (dir)
		closedir(dir);
	if (list->count == before) {
		tm_diagnose1(&tool->diagnostics, TM_D_NO_CASES, (struct tm_span){ 0, 0 }, TM_NO_SLICE);
		tm_tool_report(tool, root);
		return false;
	}
	qsort(list->paths + before, list->count - before, sizeof(*list->paths), compare_paths);
	return true;
}

/* ---- one golden file ---- */

struct golden {
	struct tm_tool *tool;
	struct tm_slice path;
	struct tm_diagnostics diagnostics; /* of the golden file itself */
	struct tm_buffer expected, actual;
	struct tm_buffer *report;
	struct tm_findings *findings; /* or NULL */
	struct tm_staged *staged;     /* the document, once it was read */
	size_t known_bugs;            /* marks */
};

static bool starts_with_word(struct tm_slice line, struct tm_slice word)
{
	return tm_slice_starts(line, word) && (line.len == word.len || line.ptr[word.len] == ' ');
}

/* Where the record stands that a line of a view is about: "h1:1/h3:1 f2 ...". */
static struct tm_span span_of(const struct tm_clause *c, struct tm_slice rest)
{
	for (size_t i = 0; i < c->fact_count; i++)
		if (starts_with_word(rest, c->facts[i].id))
			return c->facts[i].extent.span;
	for (size_t i = 0; i < c->condition_count; i++)
		if (starts_with_word(rest, c->conditions[i].id))
			return c->conditions[i].extent.span;
	for (size_t i = 0; i < c->measure_count; i++)
		if (starts_with_word(rest, c->measures[i].id))
			return c->measures[i].extent.span;
	for (size_t i = 0; i < c->target_count; i++)
		if (starts_with_word(rest, c->targets[i].id))
			return c->targets[i].extent.span;
	return c->extent.span;
}

/* The place in the document; what is said of it as a whole has only the file. */
static struct tm_region place_of(const struct golden *g, struct tm_slice line)
{
	struct tm_region whole = { .file = g->staged->doc.source.name };
	const struct tm_document *doc = &g->staged->doc;
	size_t end = 5;
	int number;

	for (size_t i = 0; i < doc->clause_count; i++) {
		struct tm_slice id = doc->clauses[i].id;

		if (!starts_with_word(line, id))
			continue;
		if (line.len == id.len)
			return tm_check_region(g->staged, doc->clauses[i].extent.span);
		return tm_check_region(g->staged,
				       span_of(&doc->clauses[i], tm_slice_sub(line, id.len + 1, line.len)));
	}
	if (!tm_slice_starts(line, TM_SLICE("line ")))
		return whole;
	while (end < line.len && line.ptr[end] != ' ')
		end++;
	if (tm_slice_number(tm_slice_sub(line, 5, end), &number))
		whole.line = (uint32_t)number;
	return whole;
}

static void add_finding(struct golden *g, size_t rule, struct tm_slice message, const struct tm_region *place)
{
	struct tm_finding f = { .rule = rule, .message = message, .related = g->path };

	if (!g->findings)
		return;
	if (is_folder(g->path))
		f.related = join(&g->tool->worker.arena, g->path, "case.yaml");
	f.place = place ? *place : (struct tm_region){ .file = f.related };
	if (!place)
		f.related = TM_NO_SLICE;
	tm_findings_add(g->findings, &f);
}

/* The lines in which the two differ, each a finding. */
static void add_differences(struct golden *g, bool known_bug)
{
	struct tm_arena *arena = &g->tool->worker.arena;
	struct tm_line_edit *edits;
	size_t count;
	bool differs;

	if (!g->findings)
		return;
	edits = tm_line_edits(tm_buffer_view(&g->expected), tm_buffer_view(&g->actual), arena, &count, &differs);
	for (size_t i = 0; i < count; i++) {
		bool missing = edits[i].mark == '-';
		struct tm_slice what = missing ? TM_SLICE("not found: ") : TM_SLICE("not expected: ");
		size_t rule = missing ? TM_FINDING_MISSING : TM_FINDING_WRONG;
		struct tm_region place;

		if (edits[i].mark == ' ')
			continue;
		place = place_of(g, edits[i].line);
		add_finding(g, known_bug ? (size_t)TM_FINDING_KNOWN : rule,
			    tm_arena_concat(arena, 2, (struct tm_slice[]){ what, edits[i].line }), &place);
	}
}

/* What is wrong with the case, not with the document. */
static enum tm_verdict broken(struct golden *g, const char *why)
{
	for (size_t i = 0; i < g->diagnostics.count; i++) {
		tm_buffer_printf(g->report, "line %u: ", g->diagnostics.items[i].line);
		tm_message_write(&g->tool->messages, &g->diagnostics.items[i], TM_ENGLISH, g->report);
		tm_buffer_byte(g->report, '\n');
	}
	tm_buffer_printf(g->report, "%s\n", why);
	add_finding(g, TM_FINDING_BROKEN, tm_slice_trim(tm_buffer_view(g->report)), NULL);
	return TM_FAILED;
}

static struct tm_document *run(struct golden *g, struct tm_slice path)
{
	struct tm_worker *worker = &g->tool->worker;
	struct tm_diagnostics list;
	struct tm_source source;
	struct tm_staged *staged;

	tm_diagnostics_init(&list, &worker->arena);
	if (!tm_source_load(&source, path.ptr, &worker->arena, &list))
		return NULL;
	staged = tm_engine_run(g->tool->engine, worker, &source, TM_STAGE_EXTRACT, &list);
	g->staged = staged;
	return staged ? &staged->doc : NULL;
}

static const struct tm_yaml *load_yaml(struct golden *g, struct tm_slice path)
{
	struct tm_slice text;

	if (!tm_bytes_load(&text, path.ptr, GOLDEN_MAX, &g->tool->worker.arena, &g->diagnostics))
		return NULL;
	return tm_yaml_parse(text, path, &g->diagnostics);
}

static void list_pairs(struct tm_buffer *out, const char *key, const struct tm_yaml *list)
{
	for (size_t i = 0; list && i < list->count; i++)
		tm_view_pair(out, key, list->items[i].scalar);
}

static void expect_metadata(struct tm_buffer *out, const struct tm_yaml *m)
{
	const struct tm_yaml *v = tm_yaml_get(m, "validity"), *r = tm_yaml_get(m, "retroactive");

	tm_view_pair(out, "title", tm_yaml_text(m, "title"));
	tm_view_pair(out, "notice", tm_yaml_text(m, "notice"));
	tm_view_pair(out, "number", tm_yaml_text(m, "number"));
	tm_view_pair(out, "genre", tm_yaml_text(m, "genre"));
	tm_view_pair(out, "region", tm_yaml_text(m, "region"));
	list_pairs(out, "issuer", tm_yaml_get(m, "issuers"));
	list_pairs(out, "addressee", tm_yaml_get(m, "addressees"));
	tm_view_pair(out, "issued", tm_yaml_text(m, "issued"));
	tm_view_pair(out, "printed", tm_yaml_text(m, "printed"));
	tm_view_pair(out, "valid from", tm_yaml_text(v, "from"));
	tm_view_pair(out, "valid from basis", tm_yaml_text(v, "from_basis"));
	tm_view_pair(out, "valid to", tm_yaml_text(v, "to"));
	tm_view_pair(out, "valid for", tm_yaml_text(v, "term"));
	tm_view_pair(out, "validity", tm_yaml_text(v, "text"));
	tm_view_pair(out, "retroactive from", tm_yaml_text(r, "from"));
	tm_view_pair(out, "retroactive to", tm_yaml_text(r, "to"));
	tm_view_pair(out, "retroactive to basis", tm_yaml_text(r, "to_basis"));
	tm_view_pair(out, "retroactive", tm_yaml_text(r, "text"));
	list_pairs(out, "copy", tm_yaml_get(m, "copies"));
	tm_view_pair(out, "disclosure", tm_yaml_text(m, "disclosure"));
}

static void expect_citations(struct tm_buffer *out, const struct tm_yaml *list)
{
	for (size_t i = 0; list && i < list->count; i++) {
		struct tm_slice number = tm_yaml_text(&list->items[i], "number");

		tm_buffer_slice(out, tm_yaml_text(&list->items[i], "relation"));
		tm_buffer_byte(out, ' ');
		tm_view_text(out, tm_yaml_text(&list->items[i], "title"));
		if (number.len) {
			tm_buffer_lit(out, " | ");
			tm_buffer_slice(out, number);
		}
		tm_buffer_byte(out, '\n');
	}
}

static void quote(struct tm_buffer *out, const char *name, struct tm_slice text)
{
	if (!text.len)
		return;
	tm_buffer_printf(out, " | %s ", name);
	tm_view_text(out, text);
}

static void expect_clause(struct tm_buffer *out, const struct tm_yaml *c)
{
	const struct tm_yaml *offices = tm_yaml_get(c, "offices");
	struct tm_slice id = tm_yaml_text(c, "id");

	tm_view_clause(out, id, tm_yaml_text(c, "label"), tm_yaml_text(c, "heading"),
		       tm_yaml_text(c, "heading_end"), tm_yaml_text(c, "role"));
	quote(out, "begins", tm_yaml_text(c, "begins"));
	quote(out, "ends", tm_yaml_text(c, "ends"));
	tm_buffer_byte(out, '\n');
	for (size_t r = 0; offices && offices->kind == TM_YAML_MAPPING && r < offices->count; r++) {
		for (size_t i = 0; i < offices->items[r].count; i++) {
			tm_buffer_slice(out, id);
			tm_buffer_byte(out, ' ');
			tm_buffer_slice(out, offices->keys[r].scalar);
			tm_buffer_byte(out, ' ');
			tm_buffer_slice(out, offices->items[r].items[i].scalar);
			tm_buffer_byte(out, '\n');
		}
	}
}

/* The golden clause with this id; clauses come in the same order nearly always, so look from `*next` on. */
static const struct tm_yaml *golden_clause(const struct tm_yaml *clauses, struct tm_slice id, size_t *next)
{
	for (size_t n = 0; n < clauses->count; n++) {
		size_t i = (*next + n) % clauses->count;

		if (tm_slice_eq(tm_yaml_text(&clauses->items[i], "id"), id)) {
			*next = i + 1;
			return &clauses->items[i];
		}
	}
	return NULL;
}

static size_t quoted(const struct tm_yaml *c, const char *key, size_t otherwise)
{
	struct tm_slice s = tm_yaml_text(c, key);

	return s.len ? tm_utf8_count(s) : otherwise;
}

/* What the program says of a clause, quoting as much of its text as the golden file does. */
static void show_clause(struct tm_buffer *out, const struct tm_clause *c, const struct tm_yaml *golden)
{
	tm_view_clause(out, c->id, c->label, c->heading, c->heading_end, tm_slice_str(tm_role_name(c->role)));
	quote(out, "begins", tm_utf8_first(c->text, quoted(golden, "begins", BEGINS)));
	quote(out, "ends", tm_utf8_last(c->text, quoted(golden, "ends", ENDS)));
	tm_buffer_byte(out, '\n');
	/* Golden files list offices by role, in the order in which roles are met. */
	for (size_t i = 0; i < c->office_count; i++) {
		bool first = true;

		for (size_t k = 0; k < i; k++)
			first &= c->offices[k].role != c->offices[i].role;
		for (size_t k = i; first && k < c->office_count; k++) {
			if (c->offices[k].role != c->offices[i].role)
				continue;
			tm_buffer_slice(out, c->id);
			tm_buffer_printf(out, " %s ", tm_office_role_name(c->offices[k].role));
			tm_buffer_slice(out, c->offices[k].name);
			tm_buffer_byte(out, '\n');
		}
	}
}

static void show_metadata(struct tm_buffer *out, struct tm_document *doc)
{
	struct tm_slice id = doc->id;

	doc->id = TM_NO_SLICE; /* follows from the number; golden files do not give it */
	tm_view_write(out, doc, TM_SLICE("metadata"));
	doc->id = id;
}

static enum tm_verdict compare(struct golden *g, bool known_bug)
{
	bool differs = tm_line_diff(g->report, tm_buffer_view(&g->expected), tm_buffer_view(&g->actual));

	g->known_bugs = known_bug;
	if (differs)
		add_differences(g, known_bug);
	if (known_bug && !differs)
		return broken(g, "this case is marked known_bug but passes; take the mark off");
	return differs ? known_bug ? TM_KNOWN_BUG : TM_FAILED : TM_PASSED;
}

/* The corpus lies beside golden/. */
static struct tm_slice corpus_file(struct golden *g, struct tm_slice document)
{
	struct tm_slice folder = g->path;

	while (folder.len && folder.ptr[folder.len - 1] != '/')
		folder.len--;
	return tm_arena_concat(&g->tool->worker.arena, 3,
			       (struct tm_slice[]){ folder, TM_SLICE("../corpus/"), document });
}

/* ---- what is read out of clauses, and bugs known in it ---- */

/* Facts are compared without their roles, so that a clause's roles can be excused alone. */
static const struct part {
	const char *what;
	void (*write)(struct tm_buffer *out, const struct tm_clause *c);
} parts[] = { { "cells", tm_view_columns },         { "cells", tm_view_cells },
	      { "facts", tm_view_values },          { "roles", tm_view_roles },
	      { "conditions", tm_view_conditions }, { "measures", tm_view_measures },
	      { "targets", tm_view_targets } };

enum { PARTS = sizeof(parts) / sizeof(*parts) };

/* Does a mark `what` take this part out?  Facts that are wrong take their roles with them. */
static bool excuses(struct tm_slice what, const struct part *part)
{
	return tm_slice_is(what, part->what) || (tm_slice_is(what, "facts") && strcmp(part->what, "roles") == 0);
}

static bool excused(const struct tm_yaml *marks, struct tm_slice clause, const struct part *part)
{
	for (size_t i = 0; marks && i < marks->count; i++) {
		const struct tm_yaml *mark = &marks->items[i];

		if (tm_slice_eq(tm_yaml_text(mark, "clause"), clause) && excuses(tm_yaml_text(mark, "what"), part))
			return true;
	}
	return false;
}

static void write_parts(struct tm_buffer *out, const struct tm_clause *c, const struct tm_yaml *marks)
{
	for (size_t i = 0; i < PARTS; i++)
		if (!excused(marks, c->id, &parts[i]))
			parts[i].write(out, c);
}

static const struct tm_clause *find_clause(const struct tm_clause *clauses, size_t count, struct tm_slice id)
{
	for (size_t i = 0; i < count; i++)
		if (tm_slice_eq(clauses[i].id, id))
			return &clauses[i];
	return NULL;
}

/* Does what the mark takes out differ?  A clause that one side has not got has nothing read out of it. */
static bool mark_holds(const struct tm_yaml *mark, const struct tm_clause *golden, const struct tm_clause *actual)
{
	struct tm_buffer a = TM_BUFFER_INIT, b = TM_BUFFER_INIT;
	bool differs;

	for (size_t i = 0; i < PARTS; i++) {
		if (!excuses(tm_yaml_text(mark, "what"), &parts[i]))
			continue;
		parts[i].write(&a, golden);
		if (actual)
			parts[i].write(&b, actual);
	}
	differs = !tm_slice_eq(tm_buffer_view(&a), tm_buffer_view(&b));
	tm_buffer_release(&a);
	tm_buffer_release(&b);
	return differs;
}

static bool is_part(struct tm_slice what)
{
	for (size_t i = 0; i < PARTS; i++)
		if (tm_slice_is(what, parts[i].what))
			return true;
	return false;
}

static void report_mark(struct golden *g, const struct tm_yaml *mark, const char *note)
{
	size_t from = g->report->len;
	struct tm_region place;

	tm_buffer_lit(g->report, "known bug: ");
	tm_buffer_slice(g->report, tm_yaml_text(mark, "clause"));
	tm_buffer_byte(g->report, ' ');
	tm_buffer_slice(g->report, tm_yaml_text(mark, "what"));
	tm_buffer_lit(g->report, ", ");
	tm_buffer_slice(g->report, tm_yaml_text(mark, "why"));
	tm_buffer_str(g->report, note);
	if (g->findings && g->staged) {
		place = place_of(g, tm_yaml_text(mark, "clause"));
		add_finding(g, *note ? TM_FINDING_BROKEN : TM_FINDING_KNOWN,
			    tm_slice_sub(tm_buffer_view(g->report), from, g->report->len), &place);
	}
	tm_buffer_byte(g->report, '\n');
}

/* Are marks well made, each of another part of a clause that the golden file has? */
static bool check_marks(struct golden *g, const struct tm_yaml *marks, const struct tm_clause *golden,
			size_t count)
{
	static const char *const keys[] = { "clause", "what", "why", NULL };

	if (marks && marks->kind != TM_YAML_SEQUENCE)
		return false;
	for (size_t i = 0; marks && i < marks->count; i++) {
		const struct tm_yaml *mark = &marks->items[i];
		struct tm_slice clause = tm_yaml_text(mark, "clause"), what = tm_yaml_text(mark, "what");
		bool twice = false;

		if (!tm_yaml_check_keys(mark, keys, g->path, &g->diagnostics))
			return false;
		for (size_t k = 0; k < i; k++)
			twice |= tm_slice_eq(tm_yaml_text(&marks->items[k], "clause"), clause) &&
				 tm_slice_eq(tm_yaml_text(&marks->items[k], "what"), what);
		if (twice || !is_part(what) || !tm_yaml_text(mark, "why").len ||
		    !find_clause(golden, count, clause)) {
			report_mark(g, mark, " (a mark names a clause and a part once, and says why)");
			return false;
		}
	}
	return true;
}

/* Reports every mark; false when one of them no longer holds. */
static bool report_marks(struct golden *g, const struct tm_yaml *marks, const struct tm_clause *golden,
			 size_t count, const struct tm_document *doc)
{
	bool all_hold = true;

	for (size_t i = 0; marks && i < marks->count; i++) {
		const struct tm_yaml *mark = &marks->items[i];
		struct tm_slice id = tm_yaml_text(mark, "clause");
		bool holds = mark_holds(mark, find_clause(golden, count, id),
					find_clause(doc->clauses, doc->clause_count, id));

		report_mark(g, mark, holds ? "" : " (no longer differs; take the mark off)");
		all_hold &= holds;
	}
	return all_hold;
}

static struct tm_clause *expect_clauses(struct golden *g, const struct tm_yaml *list)
{
	struct tm_arena *arena = &g->tool->worker.arena;
	struct tm_clause *clauses = tm_arena_array(arena, list->count, sizeof(*clauses));
	bool ok = true;

	for (size_t i = 0; i < list->count; i++)
		ok &= tm_expect_clause(&clauses[i], &list->items[i], g->path, arena, &g->diagnostics);
	return ok ? clauses : NULL;
}

static enum tm_verdict check_document(struct golden *g)
{
	static const char *const keys[] = { "document", "metadata", "citations", "clauses", "known_bugs", NULL };
	const struct tm_yaml *root = load_yaml(g, g->path), *list, *marks;
	const struct tm_clause *golden;
	struct tm_document *doc;
	size_t next = 0;
	bool differs;

	if (!root || !tm_yaml_check_keys(root, keys, g->path, &g->diagnostics))
		return broken(g, "the golden file cannot be read");
	list = tm_yaml_get(root, "clauses");
	if (!list || !list->count)
		return broken(g, "the golden file has no clauses");
	golden = expect_clauses(g, list);
	marks = tm_yaml_is_null(tm_yaml_get(root, "known_bugs")) ? NULL : tm_yaml_get(root, "known_bugs");
	if (!golden || !check_marks(g, marks, golden, list->count))
		return broken(g, "the golden file cannot be read");
	doc = run(g, corpus_file(g, tm_yaml_text(root, "document")));
	if (!doc)
		return broken(g, "the document cannot be read");
	expect_metadata(&g->expected, tm_yaml_get(root, "metadata"));
	show_metadata(&g->actual, doc);
	expect_citations(&g->expected, tm_yaml_get(root, "citations"));
	tm_view_write(&g->actual, doc, TM_SLICE("citations"));
	for (size_t i = 0; i < list->count; i++) {
		expect_clause(&g->expected, &list->items[i]);
		write_parts(&g->expected, &golden[i], marks);
	}
	for (size_t i = 0; i < doc->clause_count; i++) {
		show_clause(&g->actual, &doc->clauses[i], golden_clause(list, doc->clauses[i].id, &next));
		write_parts(&g->actual, &doc->clauses[i], marks);
	}
	g->known_bugs = marks ? marks->count : 0;
	differs = tm_line_diff(g->report, tm_buffer_view(&g->expected), tm_buffer_view(&g->actual));
	if (differs)
		add_differences(g, false);
	differs |= !report_marks(g, marks, golden, list->count, doc);
	return differs ? TM_FAILED : g->known_bugs ? TM_KNOWN_BUG : TM_PASSED;
}

static enum tm_verdict check_case(struct golden *g)
{
	static const char *const keys[] = { "shows", "seen", "read_by", "known_bug", NULL };
	struct tm_arena *arena = &g->tool->worker.arena;
	const struct tm_yaml *root = load_yaml(g, join(arena, g->path, "case.yaml"));
	struct tm_document *doc;
	size_t views = 0;

	if (!root || !tm_yaml_check_keys(root, keys, g->path, &g->diagnostics))
		return broken(g, "case.yaml cannot be read");
	if (!tm_yaml_text(root, "shows").len || !tm_yaml_text(root, "read_by").len)
		return broken(g, "case.yaml does not say what the case shows and who read it");
	doc = run(g, join(arena, g->path, "input.txt"));
	if (!doc)
		return broken(g, "input.txt cannot be read");
	for (size_t i = 0; tm_views[i]; i++) {
		struct tm_slice file = join(arena, g->path,
					    tm_arena_printf(arena, "expected.%s", tm_views[i]).ptr);
		struct tm_diagnostics list;
		struct tm_slice text;

		if (!is_file(file))
			continue;
		tm_diagnostics_init(&list, arena);
		views++;
		tm_buffer_printf(&g->expected, "%s:\n", tm_views[i]);
		tm_buffer_printf(&g->actual, "%s:\n", tm_views[i]);
		if (tm_bytes_load(&text, file.ptr, GOLDEN_MAX, arena, &list)) /* an empty file expects nothing */
			tm_buffer_slice(&g->expected, text);
		tm_view_write(&g->actual, doc, tm_slice_str(tm_views[i]));
	}
	if (!views)
		return broken(g, "the case has no expected file");
	return compare(g, tm_yaml_text(root, "known_bug").len > 0);
}

enum tm_verdict tm_golden_check(struct tm_tool *tool, struct tm_slice path, struct tm_buffer *report,
				struct tm_findings *findings, size_t *known_bugs)
{
	struct golden g = { .tool = tool, .path = path, .report = report, .findings = findings };
	enum tm_verdict verdict;

	tm_diagnostics_init(&g.diagnostics, &tool->worker.arena);
	verdict = is_folder(path) ? check_case(&g) : check_document(&g);
	*known_bugs = g.known_bugs;
	tm_buffer_release(&g.expected);
	tm_buffer_release(&g.actual);
	tm_worker_clear(&tool->worker);
	return verdict;
}
