#include "extract/document.h"

const char *tm_kind_name(enum tm_kind kind)
{
	static const char *const names[] = { "front",   "title",   "preamble", "back", "component", "chapter",
					     "section", "article", "topic",    "h1",   "h2",        "h3",
					     "h4",      "h5",      "bullet",   "para", "table",     "row" };

	return names[kind];
}

const char *tm_role_name(enum tm_role role)
{
	static const char *const names[] = { NULL,          "policy-text", "accepting",      "eligibility",
					     "standard",    "materials",   "procedure",      "responsibility",
					     "definitions", "validity",    "interpretation", "supplementary",
					     "safeguards",  "goals",       "principles",     "guiding-thought" };

	return names[role];
}

const char *tm_office_role_name(enum tm_office_role role)
{
	static const char *const names[] = { "responsible", "lead", "cooperating", "accepting", "interpreting" };

	return names[role];
}

const char *tm_relation_name(enum tm_relation relation)
{
	static const char *const names[] = { "issues", "repeals", "amends",  "implements",
					     "basis",  "annex",   "mentions" };

	return names[relation];
}

const char *tm_fact_kind_name(enum tm_fact_kind kind)
{
	static const char *const names[] = { "money", "rate", "count", "date", "period" };

	return names[kind];
}

const char *tm_fact_role_name(enum tm_fact_role role)
{
	static const char *const names[] = { "other",     "grant",  "floor",   "cap",       "threshold",
					     "target",    "pool",   "support", "reduction", "per",
					     "effective", "expiry", "issued",  "printed",   "deadline",
					     "from",      "to",     "term",    "duration" };

	return names[role];
}

const char *tm_op_name(enum tm_op op)
{
	static const char *const names[] = { NULL, ">=", ">", "<=", "<", "=", "~" };

	return names[op];
}

const char *tm_bound_name(enum tm_bound bound)
{
	static const char *const names[] = { NULL, "exact", "max", "min" };

	return names[bound];
}

const char *tm_recurrence_name(enum tm_recurrence recurrence)
{
	static const char *const names[] = { NULL, "once", "yearly" };

	return names[recurrence];
}
