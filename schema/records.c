/*
 * records.c - the tables behind record.h.
 */
#include "record_p.h"

#include "schema/catalogue.h"

/* Function pointers in the tables take int, so that one type fits all enums. */
static const char *kind_name(int value)
{
	return tm_kind_name((enum tm_kind)value);
}

static const char *role_name(int value)
{
	return tm_role_name((enum tm_role)value);
}

static const char *office_role_name(int value)
{
	return tm_office_role_name((enum tm_office_role)value);
}

static const char *relation_name(int value)
{
	return tm_relation_name((enum tm_relation)value);
}

static const char *fact_kind_name(int value)
{
	return tm_fact_kind_name((enum tm_fact_kind)value);
}

static const char *fact_role_name(int value)
{
	return tm_fact_role_name((enum tm_fact_role)value);
}

static const char *op_name(int value)
{
	return tm_op_name((enum tm_op)value);
}

static const char *bound_name(int value)
{
	return tm_bound_name((enum tm_bound)value);
}

static const char *recurrence_name(int value)
{
	return tm_recurrence_name((enum tm_recurrence)value);
}

static const char *severity_name(int value)
{
	return tm_severity_name((enum tm_severity)value);
}

static const char *space_name(int value)
{
	return value == TM_SPACE_RAW ? "raw" : "stream";
}

#define END                                                                                                       \
	{                                                                                                         \
		.name = NULL                                                                                      \
	}
#define SCALAR(key, how, look, owner, member)                                                                     \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_SCALAR, .presence = how, .check = look,                             \
		.offset = offsetof(owner, member)                                                                 \
	}
#define TEXT(key, how, look, owner, member)                                                                       \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_TEXT, .presence = how, .check = look,                               \
		.offset = offsetof(owner, member)                                                                 \
	}
#define NUMBER(key, owner, member)                                                                                \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_NUMBER, .presence = TM_ALWAYS, .offset = offsetof(owner, member)    \
	}
#define SIZE(key, owner, member)                                                                                  \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_SIZE, .presence = TM_ALWAYS, .offset = offsetof(owner, member)      \
	}
#define ENUM(key, how, owner, member, names, values)                                                              \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_ENUM, .presence = how, .offset = offsetof(owner, member),           \
		.enum_name = names, .enum_count = values                                                          \
	}
#define SPAN(key, how, owner, member)                                                                             \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_SPAN, .presence = how, .offset = offsetof(owner, member)            \
	}
#define SPANS(key, owner, items, count)                                                                           \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_SPANS, .presence = TM_OPTIONAL, .offset = offsetof(owner, items),   \
		.count_offset = offsetof(owner, count)                                                            \
	}
#define FLAG(key, how, owner, member)                                                                             \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_FLAG, .presence = how, .offset = offsetof(owner, member)            \
	}
#define VALUE(key, how, owner, member)                                                                            \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_VALUE, .presence = how, .check = TM_QUANTITY,                       \
		.offset = offsetof(owner, member), .unit_offset = offsetof(owner, unit)                           \
	}
#define DECIMAL(key, how, owner, member)                                                                          \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_DECIMAL, .presence = how, .check = TM_IS_DECIMAL,                   \
		.offset = offsetof(owner, member)                                                                 \
	}
#define FRACTION(key, owner, member)                                                                              \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_FRACTION, .presence = TM_OPTIONAL,                                  \
		.offset = offsetof(owner, member)                                                                 \
	}
#define TEXTS(key, look, owner, member)                                                                           \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_TEXTS, .presence = TM_NULLABLE, .check = look,                      \
		.offset = offsetof(owner, member)                                                                 \
	}
#define RECORD(key, how, owner, member, fields_of)                                                                \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_RECORD, .presence = how, .offset = offsetof(owner, member),         \
		.record = &fields_of                                                                              \
	}
#define RECORDS(key, owner, items, count, room, fields_of)                                                        \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_RECORDS, .presence = TM_NULLABLE, .offset = offsetof(owner, items), \
		.count_offset = offsetof(owner, count), .room_offset = offsetof(owner, room),                     \
		.record = &fields_of                                                                              \
	}
#define EXTENT(owner)                                                                                             \
	SPAN("span", TM_ALWAYS, owner, extent.span), SPANS("pieces", owner, extent.pieces, extent.piece_count),   \
		NUMBER("line", owner, extent.line)

static const struct tm_field source_fields[] = {
	SCALAR("name", TM_ALWAYS, TM_NON_EMPTY, struct tm_source, name),
	SCALAR("sha256", TM_ALWAYS, TM_SHA256, struct tm_source, sha256),
	SIZE("bytes", struct tm_source, size),
	SCALAR("format", TM_ALWAYS, TM_NON_EMPTY, struct tm_source, format),
	SCALAR("encoding", TM_ALWAYS, TM_NON_EMPTY, struct tm_source, encoding),
	ENUM("space", TM_ALWAYS, struct tm_source, space, space_name, 2),
	SCALAR("reader", TM_NULLABLE, TM_NON_EMPTY, struct tm_source, reader),
	SCALAR("stream_sha256", TM_NULLABLE, TM_SHA256, struct tm_source, stream_sha256),
	END
};
static const struct tm_record source_record = { "source", sizeof(struct tm_source), source_fields };

static const struct tm_field validity_fields[] = {
	SCALAR("from", TM_NULLABLE, TM_DATE, struct tm_validity, from),
	SCALAR("from_basis", TM_NULLABLE, TM_CODE_NAME, struct tm_validity, from_basis),
	SCALAR("to", TM_NULLABLE, TM_DATE, struct tm_validity, to),
	SCALAR("term", TM_NULLABLE, TM_PERIOD, struct tm_validity, term),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_validity, text),
	END
};
static const struct tm_record validity_record = { "validity", sizeof(struct tm_validity), validity_fields };

static const struct tm_field retroactive_fields[] = {
	SCALAR("from", TM_NULLABLE, TM_DATE, struct tm_retroactive, from),
	SCALAR("to", TM_NULLABLE, TM_DATE, struct tm_retroactive, to),
	SCALAR("to_basis", TM_NULLABLE, TM_CODE_NAME, struct tm_retroactive, to_basis),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_retroactive, text), END
};
static const struct tm_record retroactive_record = { "retroactive", sizeof(struct tm_retroactive),
						     retroactive_fields };

static const struct tm_field citation_fields[] = {
	SCALAR("number", TM_NULLABLE, TM_NON_EMPTY, struct tm_citation, number),
	ENUM("relation", TM_ALWAYS, struct tm_citation, relation, relation_name, TM_RELATION_COUNT),
	TEXT("title", TM_ALWAYS, TM_NON_EMPTY, struct tm_citation, title), END
};
static const struct tm_record citation_record = { "citations", sizeof(struct tm_citation), citation_fields };

static const struct tm_field page_entry_fields[] = {
	SCALAR("name", TM_ALWAYS, TM_CODE_NAME, struct tm_page_entry, name),
	SCALAR("value", TM_NULLABLE, TM_DATE, struct tm_page_entry, value),
	SPAN("span", TM_ALWAYS, struct tm_page_entry, span),
	NUMBER("line", struct tm_page_entry, line),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_page_entry, text),
	END
};
static const struct tm_record page_entry_record = { "fields", sizeof(struct tm_page_entry), page_entry_fields };

static const struct tm_field repair_fields[] = { SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_repair, rule),
						 SPAN("span", TM_ALWAYS, struct tm_repair, span),
						 NUMBER("line", struct tm_repair, line),
						 TEXT("from", TM_ALWAYS, TM_NON_EMPTY, struct tm_repair, from),
						 TEXT("to", TM_ALWAYS, TM_ANY_TEXT, struct tm_repair, to),
						 END };
static const struct tm_record repair_record = { "repairs", sizeof(struct tm_repair), repair_fields };

static const struct tm_field dropped_fields[] = { SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_dropped, rule),
						  SPAN("span", TM_ALWAYS, struct tm_dropped, span),
						  NUMBER("line", struct tm_dropped, line),
						  TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_dropped, text),
						  END };
static const struct tm_record dropped_record = { "dropped", sizeof(struct tm_dropped), dropped_fields };

static const struct tm_field report_fields[] = {
	ENUM("severity", TM_ALWAYS, struct tm_report, severity, severity_name, 3),
	SCALAR("code", TM_ALWAYS, TM_CODE_NAME, struct tm_report, code),
	SPAN("span", TM_NULLABLE, struct tm_report, span),
	NUMBER("line", struct tm_report, line),
	TEXT("message", TM_ALWAYS, TM_NON_EMPTY, struct tm_report, message),
	TEXTS("arguments", TM_NON_EMPTY, struct tm_report, arguments),
	END
};
static const struct tm_record report_record = { "diagnostics", sizeof(struct tm_report), report_fields };

static const struct tm_field office_fields[] = {
	ENUM("role", TM_ALWAYS, struct tm_office, role, office_role_name, TM_OFFICE_ROLE_COUNT),
	EXTENT(struct tm_office), TEXT("name", TM_ALWAYS, TM_NON_EMPTY, struct tm_office, name),
	TEXT("canonical", TM_NULLABLE, TM_NON_EMPTY, struct tm_office, canonical), END
};
static const struct tm_record office_record = { "offices", sizeof(struct tm_office), office_fields };

/* What a quantity may have besides its value. */
#define BOUNDS(owner)                                                                                             \
	VALUE("min", TM_OPTIONAL, owner, min), VALUE("max", TM_OPTIONAL, owner, max),                             \
		FLAG("min_inclusive", TM_OPTIONAL, owner, min_inclusive),                                         \
		FLAG("max_inclusive", TM_OPTIONAL, owner, max_inclusive), FRACTION("fraction", owner, fraction)

static const struct tm_field fact_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_FACT_ID, struct tm_fact, id),
	ENUM("kind", TM_ALWAYS, struct tm_fact, kind, fact_kind_name, TM_FACT_KIND_COUNT),
	VALUE("value", TM_NULLABLE, struct tm_fact, value),
	SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_fact, unit),
	ENUM("role", TM_ALWAYS, struct tm_fact, role, fact_role_name, TM_FACT_ROLE_COUNT),
	BOUNDS(struct tm_fact),
	FLAG("approx", TM_OPTIONAL, struct tm_fact, approx),
	SCALAR("assumed", TM_OPTIONAL, TM_NON_EMPTY, struct tm_fact, assumed),
	SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_fact, rule),
	EXTENT(struct tm_fact),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_fact, text),
	END
};
static const struct tm_record fact_record = { "facts", sizeof(struct tm_fact), fact_fields };

static const struct tm_field condition_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_CONDITION_ID, struct tm_condition, id),
	ENUM("op", TM_NULLABLE, struct tm_condition, op, op_name, TM_OP_COUNT),
	VALUE("value", TM_NULLABLE, struct tm_condition, value),
	SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_condition, unit),
	BOUNDS(struct tm_condition),
	NUMBER("group", struct tm_condition, group),
	FLAG("soft", TM_ALWAYS, struct tm_condition, soft),
	SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_condition, rule),
	EXTENT(struct tm_condition),
	TEXT("indicator", TM_NULLABLE, TM_NON_EMPTY, struct tm_condition, indicator),
	TEXTS("facts", TM_FACT_ID, struct tm_condition, facts),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_condition, text),
	END
};
static const struct tm_record condition_record = { "conditions", sizeof(struct tm_condition), condition_fields };

/* A sum; `floor` has the same fields under its own name. */
static const struct tm_field sum_fields[] = { VALUE("value", TM_NULLABLE, struct tm_sum, value),
					      SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_sum, unit),
					      TEXTS("facts", TM_FACT_ID, struct tm_sum, facts), END };
static const struct tm_record amount_record = { "amount", sizeof(struct tm_sum), sum_fields };
static const struct tm_record floor_record = { "floor", sizeof(struct tm_sum), sum_fields };

static const struct tm_field cap_fields[] = { VALUE("value", TM_NULLABLE, struct tm_cap, value),
					      SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_cap, unit),
					      FLAG("cumulative", TM_ALWAYS, struct tm_cap, cumulative),
					      TEXTS("per", TM_NON_EMPTY, struct tm_cap, per),
					      TEXTS("joint", TM_MEASURE_REFERENCE, struct tm_cap, joint),
					      TEXTS("facts", TM_FACT_ID, struct tm_cap, facts),
					      END };
static const struct tm_record cap_record = { "caps", sizeof(struct tm_cap), cap_fields };

/* A rate has no unit: it is a fraction of 1. */
static const struct tm_field rate_fields[] = { DECIMAL("value", TM_NULLABLE, struct tm_rate, value),
					       DECIMAL("min", TM_OPTIONAL, struct tm_rate, min),
					       DECIMAL("max", TM_OPTIONAL, struct tm_rate, max),
					       FRACTION("fraction", struct tm_rate, fraction),
					       ENUM("bound", TM_NULLABLE, struct tm_rate, bound, bound_name,
						    TM_BOUND_COUNT),
					       TEXT("basis", TM_NULLABLE, TM_NON_EMPTY, struct tm_rate, basis),
					       TEXTS("facts", TM_FACT_ID, struct tm_rate, facts),
					       END };
static const struct tm_record rate_record = { "rate", sizeof(struct tm_rate), rate_fields };

static const struct tm_field measure_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_MEASURE_ID, struct tm_measure, id),
	SCALAR("instrument", TM_NULLABLE, TM_NON_EMPTY, struct tm_measure, instrument),
	ENUM("recurrence", TM_NULLABLE, struct tm_measure, recurrence, recurrence_name, TM_RECURRENCE_COUNT),
	FLAG("selective", TM_ALWAYS, struct tm_measure, selective),
	SCALAR("duration", TM_NULLABLE, TM_DURATION, struct tm_measure, duration),
	SCALAR("part_of", TM_NULLABLE, TM_MEASURE_ID, struct tm_measure, part_of),
	FLAG("in_heading", TM_ALWAYS, struct tm_measure, in_heading),
	SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_measure, rule),
	EXTENT(struct tm_measure),
	TEXT("beneficiary", TM_NULLABLE, TM_NON_EMPTY, struct tm_measure, beneficiary),
	TEXT("key", TM_NULLABLE, TM_NON_EMPTY, struct tm_measure, key),
	TEXT("recipient", TM_NULLABLE, TM_NON_EMPTY, struct tm_measure, recipient),
	TEXTS("eligibility", TM_CLAUSE_ID, struct tm_measure, eligibility),
	TEXTS("thresholds", TM_CONDITION_ID, struct tm_measure, thresholds),
	RECORD("amount", TM_NULLABLE, struct tm_measure, amount, amount_record),
	RECORD("floor", TM_NULLABLE, struct tm_measure, floor, floor_record),
	RECORDS("caps", struct tm_measure, caps, cap_count, cap_room, cap_record),
	RECORD("rate", TM_NULLABLE, struct tm_measure, rate, rate_record),
	TEXTS("per", TM_NON_EMPTY, struct tm_measure, per),
	TEXTS("levels", TM_NON_EMPTY, struct tm_measure, levels),
	RECORD("validity", TM_NULLABLE, struct tm_measure, validity, validity_record),
	TEXTS("restates", TM_MEASURE_REFERENCE, struct tm_measure, restates),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_measure, text),
	END
};
static const struct tm_record measure_record = { "measures", sizeof(struct tm_measure), measure_fields };

static const struct tm_field target_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_TARGET_ID, struct tm_target, id),
	ENUM("op", TM_NULLABLE, struct tm_target, op, op_name, TM_OP_COUNT),
	VALUE("value", TM_NULLABLE, struct tm_target, value),
	SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_target, unit),
	BOUNDS(struct tm_target),
	SCALAR("by", TM_NULLABLE, TM_PARTIAL_DATE, struct tm_target, by),
	SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_target, rule),
	EXTENT(struct tm_target),
	TEXT("indicator", TM_NULLABLE, TM_NON_EMPTY, struct tm_target, indicator),
	TEXT("scope", TM_NULLABLE, TM_NON_EMPTY, struct tm_target, scope),
	TEXTS("facts", TM_FACT_ID, struct tm_target, facts),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_target, text),
	END
};
static const struct tm_record target_record = { "targets", sizeof(struct tm_target), target_fields };

static const struct tm_field cell_fields[] = { FLAG("inherited", TM_ALWAYS, struct tm_cell, inherited),
					       EXTENT(struct tm_cell),
					       TEXT("column", TM_NULLABLE, TM_NON_EMPTY, struct tm_cell, column),
					       TEXT("text", TM_ALWAYS, TM_ANY_TEXT, struct tm_cell, text), END };
static const struct tm_record cell_record = { "cells", sizeof(struct tm_cell), cell_fields };

static const struct tm_field clause_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_CLAUSE_ID, struct tm_clause, id),
	ENUM("kind", TM_ALWAYS, struct tm_clause, kind, kind_name, TM_KIND_COUNT),
	SCALAR("label", TM_NULLABLE, TM_NON_EMPTY, struct tm_clause, label),
	NUMBER("number", struct tm_clause, number),
	SCALAR("heading_end", TM_NULLABLE, TM_NON_EMPTY, struct tm_clause, heading_end),
	ENUM("role", TM_NULLABLE, struct tm_clause, role, role_name, TM_ROLE_COUNT),
	SCALAR("parent", TM_NULLABLE, TM_CLAUSE_ID, struct tm_clause, parent_id),
	EXTENT(struct tm_clause),
	SPAN("heading_span", TM_NULLABLE, struct tm_clause, heading_span),
	SPAN("text_span", TM_NULLABLE, struct tm_clause, text_span),
	TEXT("heading", TM_NULLABLE, TM_NON_EMPTY, struct tm_clause, heading),
	TEXT("text", TM_ALWAYS, TM_ANY_TEXT, struct tm_clause, text),
	RECORDS("offices", struct tm_clause, offices, office_count, office_room, office_record),
	TEXTS("columns", TM_NON_EMPTY, struct tm_clause, columns),
	RECORDS("cells", struct tm_clause, cells, cell_count, cell_room, cell_record),
	RECORDS("facts", struct tm_clause, facts, fact_count, fact_room, fact_record),
	RECORDS("conditions", struct tm_clause, conditions, condition_count, condition_room, condition_record),
	RECORDS("measures", struct tm_clause, measures, measure_count, measure_room, measure_record),
	RECORDS("targets", struct tm_clause, targets, target_count, target_room, target_record),
	RECORD("validity", TM_NULLABLE, struct tm_clause, validity, validity_record),
	END
};
const struct tm_record tm_clause_record = { "clauses", sizeof(struct tm_clause), clause_fields };

static const struct tm_field document_fields[] = {
	SCALAR("id", TM_ALWAYS, TM_NON_EMPTY, struct tm_document, id),
	SCALAR("number", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, number),
	SCALAR("genre", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, genre),
	SCALAR("region", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, region),
	SCALAR("issued", TM_NULLABLE, TM_DATE, struct tm_document, issued),
	SCALAR("printed", TM_NULLABLE, TM_DATE, struct tm_document, printed),
	SCALAR("disclosure", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, disclosure),
	NUMBER("spaces_removed", struct tm_document, spaces_removed),
	RECORD("source", TM_ALWAYS, struct tm_document, source, source_record),
	TEXT("title", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, title),
	TEXT("notice", TM_NULLABLE, TM_NON_EMPTY, struct tm_document, notice),
	TEXTS("issuers", TM_NON_EMPTY, struct tm_document, issuers),
	TEXTS("addressees", TM_NON_EMPTY, struct tm_document, addressees),
	RECORD("validity", TM_NULLABLE, struct tm_document, validity, validity_record),
	RECORD("retroactive", TM_NULLABLE, struct tm_document, retroactive, retroactive_record),
	RECORDS("citations", struct tm_document, citations, citation_count, citation_room, citation_record),
	TEXTS("copies", TM_NON_EMPTY, struct tm_document, copies),
	RECORDS("fields", struct tm_document, fields, field_count, field_room, page_entry_record),
	RECORDS("repairs", struct tm_document, text.repairs, text.repair_count, text.repair_room, repair_record),
	RECORDS("dropped", struct tm_document, text.dropped, text.dropped_count, text.dropped_room,
		dropped_record),
	RECORDS("diagnostics", struct tm_document, reports, report_count, report_room, report_record),
	RECORDS("clauses", struct tm_document, clauses, clause_count, clause_room, tm_clause_record),
	END
};
const struct tm_record tm_document_record = { "documents", sizeof(struct tm_document), document_fields };

static const struct tm_field generator_fields[] = {
	SCALAR("name", TM_ALWAYS, TM_NON_EMPTY, struct tm_head, generator.name),
	SCALAR("version", TM_ALWAYS, TM_NON_EMPTY, struct tm_head, generator.version), END
};
static const struct tm_record generator_record = { "generator", sizeof(struct tm_head), generator_fields };

static const struct tm_field rules_fields[] = {
	SCALAR("version", TM_ALWAYS, TM_NON_EMPTY, struct tm_head, rules.version),
	SCALAR("sha256", TM_ALWAYS, TM_SHA256, struct tm_head, rules.sha256), END
};
static const struct tm_record rules_record = { "rules", sizeof(struct tm_head), rules_fields };

static const struct tm_field head_fields[] = {
	SCALAR("schema", TM_ALWAYS, TM_NON_EMPTY, struct tm_head, schema),
	{ .name = "generator",
	  .type = TM_FIELD_RECORD,
	  .presence = TM_ALWAYS,
	  .offset = 0,
	  .record = &generator_record },
	{ .name = "rules", .type = TM_FIELD_RECORD, .presence = TM_ALWAYS, .offset = 0, .record = &rules_record },
	END
};
const struct tm_record tm_head_record = { "catalogue", sizeof(struct tm_head), head_fields };
