#define _GNU_SOURCE /* DT_DIR and friends */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zip.h>

#include "normalize/reader.h"

enum { DEPTH_MAX = 64 /* folders in folders */ };

/* Endings of documents. */
static const char *const endings[] = { ".txt", ".text", ".html", ".htm", ".xhtml", ".shtml" };

static bool has_ending(struct tm_slice name, const char *ending)
{
	size_t len = strlen(ending);

	if (name.len <= len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name.ptr[name.len - len + i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != ending[i])
			return false;
	}
	return true;
}

static bool is_document(struct tm_slice name)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (has_ending(name, endings[i]))
			return true;
	return false;
}

static struct tm_input *add(struct tm_inputs *in, const char *path, bool found)
{
	struct tm_input *input = tm_arena_push(in->arena, &in->items, &in->count, &in->room, sizeof(*input));

	*input = (struct tm_input){ .name = tm_read_name(tm_slice_str(path), in->arena),
				    .path = path,
				    .found = found };
	return input;
}

static void fail(struct tm_input *input, enum tm_code why, struct tm_slice argument)
{
	input->failed = true;
	input->why = why;
	input->argument = argument;
}

static struct tm_slice number(struct tm_inputs *in, size_t n)
{
	return tm_arena_printf(in->arena, "%zu", n);
}

/* ---- archives ---- */

/* The last part of a member's name, which says whether it is a document. */
static struct tm_slice last_part(struct tm_slice name)
{
	size_t at = name.len;

	while (at && name.ptr[at - 1] != '/' && name.ptr[at - 1] != '\\')
		at--;
	return tm_slice_sub(name, at, name.len);
}

static void list_member(struct tm_inputs *in, zip_t *zip, uint64_t n, const struct tm_input *archive,
			size_t *total)
{
	struct tm_slice name = tm_slice_str(zip_get_name(zip, n, ZIP_FL_ENC_RAW)), last;
	struct tm_slice archive_name = archive->name;
	const char *path = archive->path;
	struct tm_input *input;
	zip_stat_t st;

	last = last_part(name);
	if (last.len == 0 || last.ptr[0] == '.')
		return; /* a folder, or what an operating system left there */
	name = tm_read_name(name, in->arena);
	input = add(in, path, true);
	input->name = tm_arena_concat(in->arena, 3, (struct tm_slice[]){ archive_name, TM_SLICE("!/"), name });
	input->is_member = true;
	input->member = n;
	if (!is_document(last)) {
		fail(input, TM_D_INPUT_SKIPPED, TM_NO_SLICE);
		return;
	}
	if (zip_stat_index(zip, n, 0, &st) || !(st.valid & ZIP_STAT_SIZE) || !(st.valid & ZIP_STAT_COMP_SIZE)) {
		fail(input, TM_D_ARCHIVE_DAMAGED, TM_NO_SLICE);
		return;
	}
	input->size = st.size;
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		fail(input, TM_D_ARCHIVE_LOCKED, TM_NO_SLICE);
	else if (st.size > TM_SOURCE_MAX)
		fail(input, TM_D_INPUT_TOO_LARGE, number(in, TM_SOURCE_MAX));
	else if (st.size > TM_ARCHIVE_SMALL && st.size / TM_ARCHIVE_RATIO > st.comp_size)
		fail(input, TM_D_ARCHIVE_RATIO, number(in, TM_ARCHIVE_RATIO));
	else if ((*total += st.size) > TM_ARCHIVE_BYTES)
		fail(input, TM_D_ARCHIVE_LARGE, number(in, TM_ARCHIVE_BYTES));
}

static bool open_archive(struct tm_inputs *in, const char *path)
{
	int error;

	if (in->archive && in->archive_path == path)
		return true;
	if (in->archive)
		zip_discard(in->archive);
	in->archive_path = path;
	in->archive = zip_open(path, ZIP_RDONLY, &error);
	return in->archive != NULL;
}

/* Puts the members in the place of the archive that was added last. */
static void list_archive(struct tm_inputs *in)
{
	struct tm_input archive = in->items[in->count - 1];
	size_t total = 0, before = in->count;
	int64_t count;

	if (!open_archive(in, archive.path)) {
		fail(&in->items[in->count - 1], TM_D_ARCHIVE_DAMAGED, TM_NO_SLICE);
		return;
	}
	count = zip_get_num_entries(in->archive, 0);
	if (count > TM_ARCHIVE_MEMBERS) {
		fail(&in->items[in->count - 1], TM_D_ARCHIVE_MANY, number(in, TM_ARCHIVE_MEMBERS));
		return;
	}
	in->count--;
	for (int64_t n = 0; n < count; n++)
		list_member(in, in->archive, (uint64_t)n, &archive, &total);
	if (in->count + 1 == before)
		fail(add(in, archive.path, archive.found), TM_D_NO_INPUTS, TM_NO_SLICE);
}

static bool load_member(struct tm_inputs *in, const struct tm_input *input, struct tm_slice *bytes,
			struct tm_arena *arena)
{
	char *room = tm_arena_alloc(arena, input->size + 1);
	uint64_t len = 0;
	zip_file_t *file;
	int64_t n = 0;

	if (!open_archive(in, input->path))
		return false;
	file = zip_fopen_index(in->archive, input->member, 0);
	if (!file)
		return false;
	while (len <= input->size && (n = zip_fread(file, room + len, input->size + 1 - len)) > 0)
		len += (uint64_t)n;
	zip_fclose(file);
	*bytes = (struct tm_slice){ room, len };
	return n == 0 && len == input->size;
}

/* ---- folders ---- */

static int by_bytes(const void *pa, const void *pb)
{
	return strcmp(*(char *const *)pa, *(char *const *)pb);
}

/* Names in a folder, sorted; NULL when it cannot be read. */
static char **names_in(struct tm_inputs *in, const char *path, size_t *count)
{
	DIR *dir = opendir(path);
	char **names = NULL;
	size_t room = 0;
	struct dirent *entry;

	*count = 0;
	if (!dir)
		return NULL;
	tm_arena_push(in->arena, &names, count, &room, sizeof(*names));
	*count = 0;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		*(const char **)tm_arena_push(
			in->arena, &names, count, &room,
			sizeof(*names)) = tm_arena_slice(in->arena, tm_slice_str(entry->d_name)).ptr;
	}
	closedir(dir);
	qsort(names, *count, sizeof(*names), by_bytes);
	return names;
}

static void list_folder(struct tm_inputs *in, const char *path, int depth)
{
	struct tm_slice folder = tm_slice_str(path);
	size_t count;
	char **names = depth < DEPTH_MAX ? names_in(in, path, &count) : NULL;

	if (!names) {
		fail(add(in, path, depth > 0), TM_D_INPUT_UNREADABLE,
		     depth < DEPTH_MAX ? TM_SLICE("permission denied") : TM_SLICE("too many folders in folders"));
		return;
	}
	while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	for (size_t i = 0; i < count; i++) {
		struct tm_slice name = tm_slice_str(names[i]);
		const char *inside =
			tm_arena_concat(in->arena, 3, (struct tm_slice[]){ folder, TM_SLICE("/"), name }).ptr;
		struct stat st;
		bool link = lstat(inside, &st) == 0 && S_ISLNK(st.st_mode);

		if (link && stat(inside, &st) == 0 && S_ISDIR(st.st_mode))
			continue; /* could lead round in circles */
		if (S_ISDIR(st.st_mode)) {
			list_folder(in, inside, depth + 1);
			continue;
		}
		add(in, inside, true);
		if (S_ISREG(st.st_mode) && has_ending(name, ".zip"))
			list_archive(in);
		else if (!S_ISREG(st.st_mode) || !is_document(name))
			fail(&in->items[in->count - 1], TM_D_INPUT_SKIPPED, TM_NO_SLICE);
	}
}

static bool has_documents(const struct tm_inputs *in, size_t from)
{
	while (from < in->count && in->items[from].failed && in->items[from].why == TM_D_INPUT_SKIPPED)
		from++;
	return from < in->count;
}

bool tm_inputs_is_collection(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	       (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && has_ending(tm_slice_str(path), ".zip")));
}

void tm_inputs_list(struct tm_inputs *inputs, char **operands, int count)
{
	for (int i = 0; i < count; i++) {
		size_t before = inputs->count;
		struct stat st;

		if (strcmp(operands[i], "-") == 0 || stat(operands[i], &st)) {
			add(inputs, operands[i], false);
		} else if (S_ISDIR(st.st_mode)) {
			list_folder(inputs, operands[i], 0);
		} else {
			add(inputs, operands[i], false);
			if (S_ISREG(st.st_mode) && has_ending(tm_slice_str(operands[i]), ".zip"))
				list_archive(inputs);
		}
		if (!has_documents(inputs, before))
			fail(add(inputs, operands[i], false), TM_D_NO_INPUTS, TM_NO_SLICE);
	}
}

void tm_inputs_release(struct tm_inputs *inputs)
{
	if (inputs->archive)
		zip_discard(inputs->archive);
	inputs->archive = NULL;
}

bool tm_inputs_load(struct tm_inputs *inputs, size_t n, struct tm_source *source, struct tm_arena *arena,
		    struct tm_diagnostics *diagnostics)
{
	const struct tm_input *input = &inputs->items[n];
	const struct tm_span nowhere = { 0, 0 };
	struct tm_slice bytes;

	if (input->failed) {
		tm_diagnose1(diagnostics, input->why, nowhere, input->argument);
		return false;
	}
	if (!input->is_member) {
		if (!tm_bytes_load(&bytes, input->path, TM_SOURCE_MAX, arena, diagnostics))
			return false;
	} else if (!load_member(inputs, input, &bytes, arena)) {
		tm_diagnose1(diagnostics, TM_D_ARCHIVE_DAMAGED, nowhere, TM_NO_SLICE);
		return false;
	} else if (bytes.len == 0) {
		tm_diagnose1(diagnostics, TM_D_INPUT_EMPTY, nowhere, TM_NO_SLICE);
		return false;
	}
	tm_source_init(source, input->name, bytes, arena);
	return true;
}
