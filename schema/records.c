/*
 * records.c - the tables behind record.h.
 */
#include "schema/record.h"

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
#define FRACTION(key, owner, member)                                                                              \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_FRACTION, .presence = TM_OPTIONAL, .offset = offsetof(owner, member) \
	}
#define TEXTS(key, owner, member)                                                                                 \
	{                                                                                                         \
		.name = key, .type = TM_FIELD_TEXTS, .presence = TM_NULLABLE, .offset = offsetof(owner, member)   \
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
	TEXTS("arguments", struct tm_report, arguments),
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
	SCALAR("id", TM_ALWAYS, TM_ITEM_ID, struct tm_fact, id),
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
	SCALAR("id", TM_ALWAYS, TM_ITEM_ID, struct tm_condition, id),
	ENUM("op", TM_NULLABLE, struct tm_condition, op, op_name, TM_OP_COUNT),
	VALUE("value", TM_NULLABLE, struct tm_condition, value),
	SCALAR("unit", TM_NULLABLE, TM_NON_EMPTY, struct tm_condition, unit),
	BOUNDS(struct tm_condition),
	NUMBER("group", struct tm_condition, group),
	FLAG("soft", TM_ALWAYS, struct tm_condition, soft),
	SCALAR("rule", TM_ALWAYS, TM_NON_EMPTY, struct tm_condition, rule),
	EXTENT(struct tm_condition),
	TEXT("indicator", TM_NULLABLE, TM_NON_EMPTY, struct tm_condition, indicator),
	TEXTS("facts", struct tm_condition, facts),
	TEXT("text", TM_ALWAYS, TM_NON_EMPTY, struct tm_condition, text),
	END
};
static const struct tm_record condition_record = { "conditions", sizeof(struct tm_condition), condition_fields };

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
	RECORDS("facts", struct tm_clause, facts, fact_count, fact_room, fact_record),
	RECORDS("conditions", struct tm_clause, conditions, condition_count, condition_room, condition_record),
	END
};
static const struct tm_record clause_record = { "clauses", sizeof(struct tm_clause), clause_fields };

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
	TEXTS("issuers", struct tm_document, issuers),
	TEXTS("addressees", struct tm_document, addressees),
	RECORD("validity", TM_NULLABLE, struct tm_document, validity, validity_record),
	RECORD("retroactive", TM_NULLABLE, struct tm_document, retroactive, retroactive_record),
	RECORDS("citations", struct tm_document, citations, citation_count, citation_room, citation_record),
	TEXTS("copies", struct tm_document, copies),
	RECORDS("repairs", struct tm_document, text.repairs, text.repair_count, text.repair_room, repair_record),
	RECORDS("dropped", struct tm_document, text.dropped, text.dropped_count, text.dropped_room,
		dropped_record),
	RECORDS("diagnostics", struct tm_document, reports, report_count, report_room, report_record),
	RECORDS("clauses", struct tm_document, clauses, clause_count, clause_room, clause_record),
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
