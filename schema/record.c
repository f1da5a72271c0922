#include "record_p.h"

bool tm_record_is_absent(const void *record, const struct tm_record *type)
{
	for (const struct tm_field *f = type->fields; f->name; f++)
		if (!tm_field_is_absent(record, f))
			return false;
	return true;
}

static size_t digits_from(struct tm_slice s, size_t at)
{
	size_t end = at;

	while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9')
		end++;
	return end - at;
}

bool tm_is_decimal(struct tm_slice s)
{
	size_t at = s.len && s.ptr[0] == '-', whole = digits_from(s, at), places;

	if (!whole || (whole > 1 && s.ptr[at] == '0'))
		return false;
	at += whole;
	if (at == s.len)
		return true;
	places = digits_from(s, at + 1);
	return s.ptr[at] == '.' && places && at + 1 + places == s.len && s.ptr[s.len - 1] != '0';
}

bool tm_field_is_number(const void *record, const struct tm_field *f)
{
	const struct tm_slice *unit = (const void *)((const char *)record + f->unit_offset);

	return unit->ptr && tm_is_decimal(tm_field_slice(record, f));
}

bool tm_field_is_absent(const void *record, const struct tm_field *f)
{
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
	case TM_FIELD_VALUE:
	case TM_FIELD_DECIMAL:
		return tm_field_slice(record, f).ptr == NULL;
	case TM_FIELD_ENUM:
		return tm_field_enum(record, f) == NULL;
	case TM_FIELD_FLAG:
		return f->presence != TM_ALWAYS && tm_field_flag(record, f) == TM_FLAG_UNSAID;
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
