/*
 * flat_columns.c - the description of the flat tables: columns.yaml laid over the records.
 */
#include "flat_p.h"

#include "normalize/resource.h"
#include "normalize/yaml.h"

extern const struct tm_resource tm_flat_resources[];

#define FLAT_FILE TM_SLICE("schema/columns.yaml")

/* Columns that the records of a table would give, in their order. */
struct candidates {
	struct tm_arena *arena;
	struct tm_flat_column *items;
	size_t count, room;
};

static struct tm_flat_column *add(struct candidates *c, struct tm_slice prefix, const char *name,
				  const char *suffix, enum tm_flat_type type, enum tm_flat_source source)
{
	struct tm_slice pieces[] = { prefix, tm_slice_str(name), tm_slice_str(suffix) };
	struct tm_flat_column *column = tm_arena_push(c->arena, &c->items, &c->count, &c->room, sizeof(*column));

	column->name = tm_arena_concat(c->arena, 3, pieces);
	column->type = type;
	column->source = (int)source;
	return column;
}

static enum tm_flat_type type_of(const struct tm_field *f)
{
	switch (f->type) {
	case TM_FIELD_SCALAR:
	case TM_FIELD_TEXT:
		return f->check == TM_DATE ? TM_FLAT_DATE : TM_FLAT_TEXT;
	case TM_FIELD_NUMBER:
	case TM_FIELD_SIZE:
	case TM_FIELD_SPAN:
		return TM_FLAT_INTEGER;
	case TM_FIELD_ENUM:
		return TM_FLAT_WORD;
	case TM_FIELD_FLAG:
		return TM_FLAT_FLAG;
	case TM_FIELD_VALUE:
	case TM_FIELD_DECIMAL:
		return TM_FLAT_NUMBER;
	case TM_FIELD_TEXTS:
		return TM_FLAT_LIST;
	case TM_FIELD_SPANS:
		return TM_FLAT_SPANS;
	case TM_FIELD_FRACTION:
	case TM_FIELD_RECORD:
	case TM_FIELD_RECORDS:
		break;
	}
	return TM_FLAT_TEXT;
}

static bool is_id(enum tm_check check)
{
	return check == TM_CLAUSE_ID || check == TM_FACT_ID || check == TM_CONDITION_ID ||
	       check == TM_MEASURE_ID || check == TM_TARGET_ID || check == TM_MEASURE_REFERENCE;
}

/* Is there something in every row?  An empty text counts as nothing. */
static bool is_required(const struct tm_field *f)
{
	bool may_be_empty = (f->type == TM_FIELD_TEXT || f->type == TM_FIELD_SCALAR) && f->check == TM_ANY_TEXT;

	return f->presence == TM_ALWAYS && !may_be_empty;
}

static void field_columns(struct candidates *c, const struct tm_field *f, struct tm_slice prefix, size_t base)
{
	static const struct {
		enum tm_field_type type;
		const char *suffix;
		enum tm_flat_source source;
	} parts[] = {
		{ TM_FIELD_SPAN, "_start", TM_FLAT_START },
		{ TM_FIELD_SPAN, "_end", TM_FLAT_END },
		{ TM_FIELD_VALUE, "", TM_FLAT_NUMERAL },
		{ TM_FIELD_VALUE, "_iso", TM_FLAT_ISO },
	};
	size_t from = c->count;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].type == f->type)
			add(c, prefix, f->name, parts[i].suffix,
			    parts[i].source == TM_FLAT_ISO ? TM_FLAT_TEXT : type_of(f), parts[i].source);
	if (c->count == from)
		add(c, prefix, f->name, "", type_of(f), TM_FLAT_FIELD);
	for (size_t i = from; i < c->count; i++) {
		c->items[i].field = f;
		c->items[i].base = base;
		c->items[i].ids = is_id(f->check);
		c->items[i].required = prefix.len == 0 && is_required(f);
	}
}

static void record_columns(struct candidates *c, const struct tm_record *record, struct tm_slice prefix,
			   size_t base)
{
	for (const struct tm_field *f = record->fields; f->name; f++) {
		struct tm_slice pieces[] = { prefix, tm_slice_str(f->name), TM_SLICE("_") };

		if (f->type == TM_FIELD_RECORD)
			record_columns(c, f->record, tm_arena_concat(c->arena, 3, pieces), base + f->offset);
		else if (f->type != TM_FIELD_RECORDS)
			field_columns(c, f, prefix, base);
	}
}

static bool has_field(const struct tm_record *record, const char *name)
{
	for (const struct tm_field *f = record->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return true;
	return false;
}

size_t tm_flat_level(const struct tm_flat *flat, const struct tm_flat_table *table)
{
	size_t level = 0;

	for (; table->parent != SIZE_MAX; table = &flat->tables[table->parent])
		level++;
	return level;
}

/* The ids of the rows above, named in the singular, and the row's own. */
static void key_columns(struct candidates *c, const struct tm_flat *flat, struct tm_flat_table *table)
{
	static const char *const above[] = { "document", "clause", "measure" };
	size_t level = tm_flat_level(flat, table);

	table->link = SIZE_MAX;
	for (size_t i = 0; i < level && i < sizeof(above) / sizeof(*above); i++) {
		struct tm_flat_column *column = add(c, TM_NO_SLICE, above[i], "", TM_FLAT_TEXT, TM_FLAT_ABOVE);

		column->base = i;
		column->required = column->ids = true;
		if (i == 1)
			table->link = i;
	}
	table->key_count = level + 1;
	if (table->record == &tm_head_record)
		table->key_count = 0;
	else if (!has_field(table->record, "id"))
		add(c, TM_NO_SLICE, "position", "", TM_FLAT_INTEGER, TM_FLAT_POSITION)->required = true;
}

static void derived_columns(struct candidates *c, const struct tm_record *record)
{
	bool measures = strcmp(record->name, "measures") == 0;

	if (!measures && strcmp(record->name, "targets") != 0)
		return;
	add(c, TM_NO_SLICE, "document_title", "", TM_FLAT_TEXT, TM_FLAT_DOCUMENT_TITLE);
	add(c, TM_NO_SLICE, "clause_heading", "", TM_FLAT_TEXT, TM_FLAT_CLAUSE_HEADING);
	add(c, TM_NO_SLICE, "offices", "", TM_FLAT_LIST, TM_FLAT_OFFICES);
	if (!measures)
		return;
	add(c, TM_NO_SLICE, "largest_sum", "", TM_FLAT_NUMBER, TM_FLAT_LARGEST_SUM)->money = true;
	add(c, TM_NO_SLICE, "largest_sum_unit", "", TM_FLAT_TEXT, TM_FLAT_LARGEST_UNIT);
}

/* ---- columns.yaml ---- */

static void complain(struct tm_diagnostics *diagnostics, enum tm_code code, const struct tm_yaml *at,
		     struct tm_slice what)
{
	tm_diagnose_file(diagnostics, code, FLAT_FILE, at->line, at->column, what);
}

static void unknown_name(struct tm_diagnostics *diagnostics, const struct tm_yaml *key, const char *known)
{
	struct tm_diagnostic *d = tm_diagnose_file(diagnostics, TM_D_YAML_UNKNOWN_KEY, FLAT_FILE, key->line,
						   key->column, key->scalar);

	d->args[d->arg_count++] = tm_slice_str(known);
}

static bool read_titles(struct tm_slice titles[2], const struct tm_yaml *node, struct tm_diagnostics *diagnostics)
{
	titles[TM_ENGLISH] = tm_yaml_text(node, "en");
	titles[TM_CHINESE] = tm_yaml_text(node, "zh");
	if (titles[TM_ENGLISH].ptr && titles[TM_CHINESE].ptr)
		return true;
	complain(diagnostics, TM_D_YAML_MISSING_KEY, node, TM_SLICE("en, zh"));
	return false;
}

static size_t candidate(const struct candidates *c, struct tm_slice name)
{
	size_t i = 0;

	while (i < c->count && !tm_slice_eq(c->items[i].name, name))
		i++;
	return i;
}

/* Every column of the records must have been named; only what is never a date needs no _iso. */
static bool all_named(const struct candidates *c, const bool *named, struct tm_flat_table *table,
		      const struct tm_yaml *at, struct tm_diagnostics *diagnostics)
{
	for (size_t i = 0; i < c->count; i++) {
		if (named[i])
			continue;
		if (c->items[i].source != TM_FLAT_ISO) {
			complain(diagnostics, TM_D_YAML_MISSING_KEY, at, c->items[i].name);
			return false;
		}
		for (size_t k = 0; k < table->column_count; k++)
			if (table->columns[k].source == TM_FLAT_NUMERAL &&
			    table->columns[k].field == c->items[i].field &&
			    table->columns[k].base == c->items[i].base) {
				table->columns[k].source = TM_FLAT_QUANTITY;
				table->columns[k].money = true;
			}
	}
	return true;
}

static bool read_columns(struct candidates *c, struct tm_flat_table *table, const struct tm_yaml *map,
			 struct tm_diagnostics *diagnostics)
{
	bool *named = tm_arena_array(c->arena, c->count, sizeof(*named));
	bool ok = true;

	table->columns = tm_arena_array(c->arena, map->count, sizeof(*table->columns));
	table->self_link = SIZE_MAX;
	for (size_t i = 0; i < map->count && ok; i++) {
		struct tm_flat_column *column = &table->columns[table->column_count++];
		size_t found = candidate(c, map->keys[i].scalar);
		bool key = i < table->key_count;

		if (found == c->count) {
			unknown_name(diagnostics, &map->keys[i], "the columns of the table");
			return false;
		}
		/* Keys come first, in their order: the rows above, then the row's own. */
		if (key && found != i) {
			/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): one was found, so there are some */
			complain(diagnostics, TM_D_YAML_SHAPE, &map->keys[i], c->items[i].name);
			return false;
		}
		named[found] = true;
		*column = c->items[found];
		if (column->field && column->ids && column->field->type == TM_FIELD_SCALAR && !key)
			table->self_link = i;
		ok = read_titles(column->titles, &map->items[i], diagnostics);
	}
	return ok && all_named(c, named, table, map, diagnostics);
}

/* The record called `name` at or below `record`; `parent` is the name of the one above it. */
static const struct tm_record *find_record(const struct tm_record *record, struct tm_slice name,
					   const struct tm_record **parent)
{
	const struct tm_record *found;

	if (tm_slice_eq(tm_slice_str(record->name), name))
		return record;
	for (const struct tm_field *f = record->fields; f->name; f++) {
		if (f->type != TM_FIELD_RECORDS)
			continue;
		if (tm_slice_eq(tm_slice_str(f->record->name), name)) {
			*parent = record;
			return f->record;
		}
		found = find_record(f->record, name, parent);
		if (found)
			return found;
	}
	return NULL;
}

static size_t table_of(const struct tm_flat *flat, const struct tm_record *record)
{
	for (size_t i = 0; i < flat->count; i++)
		if (flat->tables[i].record == record)
			return i;
	return SIZE_MAX;
}

static bool read_table(struct tm_flat *flat, const struct tm_yaml *key, const struct tm_yaml *node,
		       struct tm_diagnostics *diagnostics)
{
	static const char *const allowed[] = { "en", "zh", "columns", NULL };
	const struct tm_yaml *columns = tm_yaml_get(node, "columns");
	struct tm_flat_table *table = &flat->tables[flat->count];
	struct candidates c = { .arena = diagnostics->arena };
	const struct tm_record *parent = NULL;

	table->name = key->scalar;
	table->record = find_record(&tm_document_record, key->scalar, &parent);
	if (!table->record)
		table->record = find_record(&tm_head_record, key->scalar, &parent);
	table->parent = parent ? table_of(flat, parent) : SIZE_MAX;
	if (!table->record || (parent && table->parent == SIZE_MAX)) {
		unknown_name(diagnostics, key, "the lists of records, after those they are in");
		return false;
	}
	if (!tm_yaml_check_keys(node, allowed, FLAT_FILE, diagnostics) ||
	    !read_titles(table->titles, node, diagnostics))
		return false;
	if (!columns || columns->kind != TM_YAML_MAPPING) {
		complain(diagnostics, TM_D_YAML_MISSING_KEY, node, TM_SLICE("columns"));
		return false;
	}
	key_columns(&c, flat, table);
	record_columns(&c, table->record, TM_NO_SLICE, 0);
	derived_columns(&c, table->record);
	flat->count++;
	return read_columns(&c, table, columns, diagnostics);
}

/* Every list of records must be a table. */
static bool all_tables(const struct tm_flat *flat, const struct tm_record *record, const struct tm_yaml *at,
		       struct tm_diagnostics *diagnostics)
{
	bool ok = table_of(flat, record) != SIZE_MAX;

	if (!ok)
		complain(diagnostics, TM_D_YAML_MISSING_KEY, at, tm_slice_str(record->name));
	for (const struct tm_field *f = record->fields; f->name && ok; f++)
		if (f->type == TM_FIELD_RECORDS)
			ok = all_tables(flat, f->record, at, diagnostics);
	return ok;
}

const struct tm_flat *tm_flat_load(struct tm_diagnostics *diagnostics)
{
	const struct tm_resource *file = tm_flat_resources;
	struct tm_flat *flat = tm_arena_alloc(diagnostics->arena, sizeof(*flat));
	const struct tm_yaml *root, *tables;
	bool ok = true;

	while (file->name.ptr && !tm_slice_eq(file->name, FLAT_FILE))
		file++;
	root = tm_yaml_parse(file->text, FLAT_FILE, diagnostics);
	if (!root)
		return NULL;
	tables = tm_yaml_get(root, "tables");
	if (!tables || tables->kind != TM_YAML_MAPPING) {
		complain(diagnostics, TM_D_YAML_MISSING_KEY, root, TM_SLICE("tables"));
		return NULL;
	}
	flat->tables = tm_arena_array(diagnostics->arena, tables->count, sizeof(*flat->tables));
	for (size_t i = 0; i < tables->count && ok; i++)
		ok = read_table(flat, &tables->keys[i], &tables->items[i], diagnostics);
	return ok && all_tables(flat, &tm_document_record, tables, diagnostics) &&
			       all_tables(flat, &tm_head_record, tables, diagnostics)
		       ? flat
		       : NULL;
}
