/*
 * check.c - tiaomu check: the program against golden files and cases, or against a saved run.
 */
#include "check.h"

#include "golden.h"

struct tm_region tm_check_region(const struct tm_staged *staged, struct tm_span span)
{
	struct tm_region place = { .file = staged->doc.source.name, .span = span };

	if (span.end == 0)
		return place;
	tm_tool_position(&staged->lines, span.start, &place.line, &place.column);
	tm_tool_position(&staged->lines, span.end, &place.end_line, &place.end_column);
	return place;
}

static void print_case(struct tm_buffer *out, const char *what, struct tm_slice path)
{
	tm_buffer_printf(out, "%s ", what);
	tm_buffer_slice(out, path);
	tm_buffer_byte(out, '\n');
}

/* What to say of one case.  Known bugs are many, and nobody is to look for what failed among them. */
static void report_case(struct tm_tool *tool, struct tm_buffer *out, enum tm_verdict verdict, struct tm_slice path,
			struct tm_slice report, size_t marks)
{
	if (verdict == TM_PASSED && tool->options.verbose)
		print_case(out, "passed", path);
	if (verdict == TM_PASSED || (verdict == TM_KNOWN_BUG && !tool->options.verbose))
		return;
	print_case(out, verdict == TM_FAILED ? "FAILED" : "known bug", path);
	tm_buffer_slice(out, report);
	if (marks > 1)
		tm_buffer_printf(out, "%zu known bugs in it\n", marks);
	print_case(out, "alone: tiaomu check", path);
}

static void check_cases(struct tm_tool *tool, struct tm_check *check, const struct tm_case_list *list)
{
	struct tm_findings *findings = tm_check_wants_findings(tool) ? &check->findings : NULL;
	struct tm_buffer report = TM_BUFFER_INIT;
	size_t counts[3] = { 0 }, known_bugs = 0;

	tool->progress = tm_progress_start(list->count, tool->options.quiet);
	for (size_t i = 0; i < list->count; i++) {
		enum tm_verdict verdict;
		size_t marks = 0;

		tm_buffer_clear(&report);
		tm_progress_step(tool->progress, i, list->paths[i]);
		verdict = tm_golden_check(tool, list->paths[i], &report, findings, &marks);
		counts[verdict]++;
		known_bugs += marks;
		report_case(tool, &check->report, verdict, list->paths[i], tm_buffer_view(&report), marks);
	}
	tm_progress_end(tool->progress);
	tool->progress = NULL;
	tm_buffer_release(&report);
	if (counts[TM_FAILED])
		tm_tool_worse(tool, TM_EXIT_FINDINGS);
	if (tool->options.quiet)
		return;
	if (known_bugs)
		tm_buffer_printf(&check->report, "%zu known bugs%s\n", known_bugs,
				 tool->options.verbose ? "" : " (-v lists them)");
	tm_buffer_printf(&check->report, "%zu passed, %zu failed\n", counts[TM_PASSED] + counts[TM_KNOWN_BUG],
			 counts[TM_FAILED]);
}

static void check_golden(struct tm_tool *tool, struct tm_check *check)
{
	static char golden[] = "golden";
	struct tm_case_list list = { 0 };

	if (tool->options.input_count == 0) {
		tool->options.inputs[0] = golden;
		tool->options.input_count = 1;
	}
	for (int i = 0; i < tool->options.input_count; i++)
		tm_golden_find(tool, tool->options.inputs[i], &list);
	if (!tool->status && tm_tool_start(tool, list.count))
		check_cases(tool, check, &list);
}

static void print(struct tm_tool *tool, struct tm_check *check)
{
	const struct tm_finding_rule rules[TM_FINDING_COUNT] = {
		{ TM_SLICE("golden-missing"), TM_SLICE("a golden file says so, and the program does not"),
		  TM_ERROR },
		{ TM_SLICE("golden-wrong"), TM_SLICE("the program says so, and the golden file does not"),
		  TM_ERROR },
		{ TM_SLICE("golden-broken"),
		  TM_SLICE("a golden file or case cannot be compared, or marks what no longer differs"),
		  TM_ERROR },
		{ TM_SLICE("known-bug"), TM_SLICE("a difference that is marked as known"), TM_NOTE },
		{ TM_SLICE("saved-lost"), TM_SLICE("the saved run said so, and this one does not"), TM_WARNING },
		{ TM_SLICE("saved-gained"), TM_SLICE("this run says so, and the saved one did not"), TM_WARNING },
	};

	if (tm_check_wants_findings(tool)) {
		tm_buffer_clear(&check->report);
		tm_sarif_write(&check->report, rules, TM_FINDING_COUNT, &check->findings, TM_ENGLISH);
	}
	tm_tool_output(tool, tm_buffer_view(&check->report));
}

int tm_check_command(struct tm_tool *tool)
{
	struct tm_check check = { .report = TM_BUFFER_INIT, .findings = { .arena = &tool->arena } };

	if (tool->options.against)
		tm_check_against(tool, &check);
	else
		check_golden(tool, &check);
	if (tool->engine)
		print(tool, &check);
	tm_buffer_release(&check.report);
	return tool->status;
}
