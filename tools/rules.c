#include "rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

enum { RULE_FILE_MAX = 4 * 1024 * 1024 };

static int by_name(const void *pa, const void *pb)
{
	const struct tm_resource *a = pa, *b = pb;

	return tm_slice_cmp(a->name, b->name);
}

static void complain(struct tm_tool *tool, enum tm_code code, struct tm_slice folder, const char *why)
{
	tm_diagnose_file(&tool->diagnostics, code, folder, 1, 1, tm_slice_str(why));
}

bool tm_folder_list(struct tm_tool *tool, struct tm_slice folder, struct tm_slice ending,
		    struct tm_file_list *files)
{
	DIR *dir = opendir(folder.ptr);
	size_t before = files->count;
	struct dirent *entry;

	if (!dir) {
		if (errno == ENOENT)
			complain(tool, TM_D_INPUT_MISSING, folder, "no such folder");
		else
			complain(tool, TM_D_INPUT_UNREADABLE, folder,
				 errno == ENOTDIR ? "it is no folder" : "permission denied");
		return false;
	}
	while ((entry = readdir(dir)) != NULL) {
		struct tm_slice name = tm_slice_str(entry->d_name);
		struct tm_resource *file;

		if (name.ptr[0] == '.' || !tm_slice_ends(name, ending))
			continue;
		file = tm_arena_push(&tool->arena, &files->items, &files->count, &files->room, sizeof(*file));
		file->name = tm_arena_concat(&tool->arena, 3, (struct tm_slice[]){ folder, TM_SLICE("/"), name });
	}
	closedir(dir);
	if (files->count > before)
		qsort(files->items + before, files->count - before, sizeof(*files->items), by_name);
	return true;
}

/* Adds the names of a folder's rule files; what has another ending is no rule file. */
static bool list_rules(struct tm_tool *tool, struct tm_slice folder, struct tm_file_list *files)
{
	size_t before = files->count;

	if (!tm_folder_list(tool, folder, TM_SLICE(".yaml"), files))
		return false;
	if (files->count == before)
		complain(tool, TM_D_NO_RULES, folder, "");
	return files->count > before;
}

static bool read_file(struct tm_tool *tool, struct tm_resource *file)
{
	if (tm_bytes_load(&file->text, file->name.ptr, RULE_FILE_MAX, &tool->arena, &tool->diagnostics))
		return true;
	tm_tool_report(tool, file->name);
	return false;
}

const struct tm_resource *tm_rules_load(struct tm_tool *tool)
{
	struct tm_file_list files = { 0 };
	bool ok = true;

	for (size_t i = 0; i < tool->options.rule_count; i++) {
		struct tm_slice folder = tm_slice_str(tool->options.rules[i]);

		while (folder.len > 1 && folder.ptr[folder.len - 1] == '/')
			folder.len--;
		ok &= list_rules(tool, tm_arena_slice(&tool->arena, folder), &files);
	}
	for (size_t i = 0; i < files.count; i++)
		ok &= read_file(tool, &files.items[i]);
	tm_tool_report(tool, TM_SLICE("tiaomu"));
	tm_arena_push(&tool->arena, &files.items, &files.count, &files.room, sizeof(*files.items));
	return ok ? files.items : NULL;
}
