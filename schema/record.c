#include "record_p.h"

bool tm_record_is_absent(const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (f->presence == TM_ALWAYS && (f->type == TM_FIELD_TEXT || f->type == TM_FIELD_SCALAR))
			return tm_field_slice(record, f).ptr == NULL;
	return false;
}

bool tm_field_is_absent(const void *record, const struct tm_field *f)
{
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
		return tm_field_slice(record, f).ptr == NULL;
	case TM_FIELD_ENUM:
		return tm_field_enum(record, f) == NULL;
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
