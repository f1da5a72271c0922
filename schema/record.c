#include "record_p.h"

#include "extract/decimal.h"

bool tm_record_is_absent(const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (f->presence == TM_ALWAYS && (f->type == TM_FIELD_TEXT || f->type == TM_FIELD_SCALAR))
			return tm_field_slice(record, f).ptr == NULL;
	return false;
}

bool tm_field_is_number(const void *record, const struct tm_field *f)
{
	const struct tm_slice *unit = (const void *)((const char *)record + f->unit_offset);
	struct tm_decimal n;

	return unit->ptr && tm_decimal_parse(tm_field_slice(record, f), &n);
}

bool tm_field_is_absent(const void *record, const struct tm_field *f)
{
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
	case TM_FIELD_VALUE:
		return tm_field_slice(record, f).ptr == NULL;
	case TM_FIELD_ENUM:
		return tm_field_enum(record, f) == NULL;
	case TM_FIELD_FLAG:
		return tm_field_flag(record, f) == TM_FLAG_UNSAID;
	case TM_FIELD_FRACTION:
		return ((const int64_t *)tm_field_at(record, f))[1] == 0;
	case TM_FIELD_SPAN:
		return ((const struct tm_span *)tm_field_at(record, f))->end == 0;
	case TM_FIELD_SPANS:
	case TM_FIELD_RECORDS:
		return tm_field_count(record, f) == 0;
	case TM_FIELD_TEXTS:
		return ((const struct tm_slices *)tm_field_at(record, f))->count == 0;
	case TM_FIELD_RECORD:
		return tm_record_is_absent(tm_field_at(record, f), f->record);
	case TM_FIELD_NUMBER:
	case TM_FIELD_SIZE:
		return false;
	}
	return false;
}
