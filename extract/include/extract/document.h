/*
 * document.h - a policy document as records: what contract section 3 names, in C.
 *
 * Texts are slices into the document's flow (see flow.h), the source or the
 * arena; absent ones have a NULL pointer.  Everything belongs to the arena
 * given to the function that made the document, and goes with it.
 */
#ifndef EXTRACT_DOCUMENT_H
#define EXTRACT_DOCUMENT_H

#include "extract/flow.h"
#include "normalize/source.h"
#include "normalize/text.h"

/* Clause kinds, in the order of the contract's table; outer kinds come first. */
enum tm_kind {
	TM_FRONT,
	TM_TITLE,
	TM_PREAMBLE,
	TM_BACK,
	TM_COMPONENT,
	TM_CHAPTER,
	TM_SECTION,
	TM_ARTICLE,
	TM_TOPIC,
	TM_H1,
	TM_H2,
	TM_H3,
	TM_H4,
	TM_H5,
	TM_BULLET,
	TM_PARA,
	TM_TABLE,
	TM_ROW,
	TM_KIND_COUNT
};

enum tm_role {
	TM_ROLE_NONE,
	TM_ROLE_POLICY_TEXT,
	TM_ROLE_ACCEPTING,
	TM_ROLE_ELIGIBILITY,
	TM_ROLE_STANDARD,
	TM_ROLE_MATERIALS,
	TM_ROLE_PROCEDURE,
	TM_ROLE_RESPONSIBILITY,
	TM_ROLE_DEFINITIONS,
	TM_ROLE_VALIDITY,
	TM_ROLE_INTERPRETATION,
	TM_ROLE_SUPPLEMENTARY,
	TM_ROLE_SAFEGUARDS,
	TM_ROLE_GOALS,
	TM_ROLE_PRINCIPLES,
	TM_ROLE_GUIDING_THOUGHT,
	TM_ROLE_COUNT
};

enum tm_office_role {
	TM_OFFICE_RESPONSIBLE,
	TM_OFFICE_LEAD,
	TM_OFFICE_COOPERATING,
	TM_OFFICE_ACCEPTING,
	TM_OFFICE_INTERPRETING,
	TM_OFFICE_ROLE_COUNT
};

enum tm_relation {
	TM_RELATION_ISSUES,
	TM_RELATION_REPEALS,
	TM_RELATION_AMENDS,
	TM_RELATION_IMPLEMENTS,
	TM_RELATION_BASIS,
	TM_RELATION_ANNEX,
	TM_RELATION_MENTIONS,
	TM_RELATION_COUNT
};

enum tm_fact_kind { TM_FACT_MONEY, TM_FACT_RATE, TM_FACT_COUNT, TM_FACT_DATE, TM_FACT_PERIOD, TM_FACT_KIND_COUNT };

/* What a fact is in its sentence; which roles a kind may have is the contract's table. */
enum tm_fact_role {
	TM_FACT_OTHER,
	TM_FACT_GRANT,
	TM_FACT_FLOOR,
	TM_FACT_CAP,
	TM_FACT_THRESHOLD,
	TM_FACT_TARGET,
	TM_FACT_POOL,
	TM_FACT_SUPPORT,
	TM_FACT_REDUCTION,
	TM_FACT_PER,
	TM_FACT_EFFECTIVE,
	TM_FACT_EXPIRY,
	TM_FACT_ISSUED,
	TM_FACT_PRINTED,
	TM_FACT_DEADLINE,
	TM_FACT_FROM,
	TM_FACT_TO,
	TM_FACT_TERM,
	TM_FACT_DURATION,
	TM_FACT_ROLE_COUNT
};

/* A statement that may also be left unsaid. */
enum tm_flag { TM_FLAG_UNSAID, TM_FLAG_TRUE, TM_FLAG_FALSE };

struct tm_slices {
	struct tm_slice *items;
	size_t count, room;
};

struct tm_office {
	struct tm_slice name, canonical;
	/* Ids of the rules that found it and its full name, for explain; absent where the clause's role did, or
	   none, and in a document that was read from a catalogue, which does not hold them. */
	struct tm_slice rule, alias;
	enum tm_office_role role;
	struct tm_extent extent;
};

struct tm_citation {
	struct tm_slice title, number;
	enum tm_relation relation;
};

/* A diagnostic as a catalogue holds it: its message is the English one, whatever the user's language. */
struct tm_report {
	enum tm_severity severity;
	struct tm_slice code, message;
	struct tm_slices arguments;
	struct tm_span span;
	uint32_t line;
};

/* Dates are ISO 8601, ends included; absent where the text says nothing, all of it without `text`. */
struct tm_validity {
	struct tm_slice from, from_basis, to, term, text;
};

struct tm_retroactive {
	struct tm_slice from, to, to_basis, text;
};

/* One quantity.  A range has `min` and `max` instead of `value`; so has a date that is one, like a quarter. */
struct tm_fact {
	struct tm_slice id; /* f1 … inside its clause */
	enum tm_fact_kind kind;
	struct tm_slice value, min, max; /* exact decimals; ISO 8601 for dates and periods */
	enum tm_flag min_inclusive, max_inclusive;
	struct tm_slice
		unit; /* ISO 4217, "1", "pp", a measure word, "workday"; absent for other dates and periods */
	int64_t fraction[2]; /* numerator and denominator where no finite decimal is exact, else 0 */
	enum tm_fact_role role;
	enum tm_flag approx;
	struct tm_slice assumed; /* the unit that the text leaves out */
	struct tm_slice text, rule;
	struct tm_extent extent;
};

enum tm_op { TM_OP_NONE, TM_OP_GE, TM_OP_GT, TM_OP_LE, TM_OP_LT, TM_OP_EQ, TM_OP_APPROX, TM_OP_COUNT };

/* What must hold.  A range has `min` and `max` and no op. */
struct tm_condition {
	struct tm_slice id; /* c1 … inside its clause */
	struct tm_slice indicator;
	enum tm_op op;
	struct tm_slice value, min, max;
	enum tm_flag min_inclusive, max_inclusive;
	struct tm_slice unit;
	int64_t fraction[2];
	uint32_t group;         /* conditions of one group are alternatives; different groups must all hold */
	enum tm_flag soft;      /* 原则上, 优先 */
	struct tm_slices facts; /* ids */
	struct tm_slice text, rule;
	struct tm_extent extent;
};

/* A sum of money, or of what else is given. */
struct tm_sum {
	struct tm_slice value, unit;
	struct tm_slices facts; /* ids */
};

struct tm_cap {
	struct tm_slice value, unit;
	struct tm_slices per;    /* what it counts by, as written: 家企业, 单年度 */
	enum tm_flag cumulative; /* 累计 */
	struct tm_slices joint;  /* ids of the other measures under this cap */
	struct tm_slices facts;
};

enum tm_bound { TM_BOUND_NONE, TM_BOUND_EXACT, TM_BOUND_MAX, TM_BOUND_MIN, TM_BOUND_COUNT };

/* A share of a basis; a basis without a figure has neither value nor bound. */
struct tm_rate {
	struct tm_slice value, min, max, unit; /* unit "1" */
	int64_t fraction[2];
	enum tm_bound bound;
	struct tm_slice basis; /* 租金 in 按照租金的30% */
	struct tm_slices facts;
};

enum tm_recurrence { TM_RECURRENCE_NONE, TM_RECURRENCE_ONCE, TM_RECURRENCE_YEARLY, TM_RECURRENCE_COUNT };

/* One benefit that someone can get.  Absent where the text does not say. */
struct tm_measure {
	struct tm_slice id;               /* m1 … inside its clause */
	struct tm_slice beneficiary, key; /* who; what picks it out of its list under one 分别 */
	struct tm_slice recipient;        /* who is paid, when named apart */
	struct tm_slices eligibility;     /* ids of clauses */
	struct tm_slices thresholds;      /* ids of conditions */
	struct tm_slice instrument;
	struct tm_sum amount, floor;
	struct tm_cap *caps;
	size_t cap_count, cap_room;
	struct tm_rate rate;
	struct tm_slices per;
	enum tm_recurrence recurrence;
	enum tm_flag selective; /* 择优 */
	struct tm_slices levels;
	struct tm_slice duration; /* ISO 8601 */
	struct tm_validity validity;
	struct tm_slice part_of;   /* id of a measure of the same clause */
	struct tm_slices restates; /* CLAUSE#m1 … */
	enum tm_flag in_heading;
	struct tm_slice text, rule;
	struct tm_extent extent;
};

/* What a plan promises.  A range has `min` and `max` and no op. */
struct tm_target {
	struct tm_slice id; /* t1 … inside its clause */
	struct tm_slice indicator;
	enum tm_op op;
	struct tm_slice value, min, max;
	enum tm_flag min_inclusive, max_inclusive;
	struct tm_slice unit;
	int64_t fraction[2];
	struct tm_slice by;    /* 2027 */
	struct tm_slice scope; /* 累计新增 */
	struct tm_slices facts;
	struct tm_slice text, rule;
	struct tm_extent extent;
};

/* A cell of a row, in column order. */
struct tm_cell {
	struct tm_slice column; /* the title of its column */
	enum tm_flag inherited; /* printed in another row, which it covers with this one */
	struct tm_slice text;
	struct tm_extent extent; /* where it is printed */
};

/*
 * What the source says of the document outside its text: the table above the
 * text of a web page, its <meta> elements.  Names are those of
 * normalize/readers/pages.yaml: index, number, title, issuer, issued,
 * published, effective, expiry, status, topic, disclosure, source.
 */
struct tm_page_entry {
	struct tm_slice name, text;
	struct tm_slice value; /* ISO date, of those that are dates */
	struct tm_span span;
	uint32_t line;
};

struct tm_clause {
	struct tm_slice id;
	enum tm_kind kind;
	struct tm_slice label;
	uint32_t number; /* the integer that the label stands for, or the running number of an unlabelled kind */
	struct tm_slice heading, heading_end, text;
	enum tm_role role;
	struct tm_slice parent_id; /* absent where there is no parent */
	struct tm_extent extent;
	struct tm_span heading_span, text_span; /* both ends 0 where there is none */
	struct tm_office *offices;
	size_t office_count, office_room;
	struct tm_fact *facts; /* those of the heading, then those of the text */
	size_t fact_count, fact_room;
	struct tm_condition *conditions;
	size_t condition_count, condition_room;
	struct tm_measure *measures;
	size_t measure_count, measure_room;
	struct tm_target *targets;
	size_t target_count, target_room;
	struct tm_slices columns; /* of a table */
	struct tm_cell *cells;    /* of a row */
	size_t cell_count, cell_room;
	struct tm_validity validity; /* a term of its own, other than the document's */
};

struct tm_document {
	struct tm_slice id;
	struct tm_source source;
	struct tm_slice title, notice, number, genre, region;
	struct tm_slices issuers, addressees, copies;
	struct tm_slice issued, printed, disclosure;
	struct tm_validity validity;
	struct tm_retroactive retroactive;
	struct tm_citation *citations;
	size_t citation_count, citation_room;
	struct tm_page_entry *fields;
	size_t field_count, field_room;
	uint32_t spaces_removed; /* characters of white space that are not in the flow */
	struct tm_text text;     /* normalised lines, repairs, and what was dropped */
	struct tm_flow flow;
	struct tm_clause *clauses; /* document order */
	size_t clause_count, clause_room;
	struct tm_diagnostics diagnostics;
	struct tm_report *reports; /* the diagnostics, once the document is finished */
	size_t report_count, report_room;
};

/* Names as in the contract: "h1", "guiding-thought", "responsible", "basis". */
const char *tm_kind_name(enum tm_kind kind);
const char *tm_role_name(enum tm_role role); /* NULL for TM_ROLE_NONE */
const char *tm_office_role_name(enum tm_office_role role);
const char *tm_relation_name(enum tm_relation relation);
const char *tm_fact_kind_name(enum tm_fact_kind kind);
const char *tm_fact_role_name(enum tm_fact_role role);
const char *tm_op_name(enum tm_op op); /* ">=" …; NULL for TM_OP_NONE */
const char *tm_bound_name(enum tm_bound bound);
const char *tm_recurrence_name(enum tm_recurrence recurrence);

#endif
