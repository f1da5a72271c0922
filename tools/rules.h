/*
 * rules.h - rule files of the user: folders that --rules names.
 */
#ifndef TOOLS_RULES_H
#define TOOLS_RULES_H

#include "normalize/resource.h"
#include "tool.h"

/*
 * Reads the files *.yaml of all folders that --rules names, the folders in the
 * order of the command line and the files of each by name.  The list is ended
 * by an absent name and lives as long as the tool.  NULL after printing what
 * could not be read; a folder without rule files is such a fault.
 */
const struct tm_resource *tm_rules_load(struct tm_tool *tool);

/* Files by name, ended by an absent one. */
struct tm_file_list {
	struct tm_resource *items; /* names only */
	size_t count, room;
};

/*
 * Adds the files of a folder whose names end in `ending`, sorted by name,
 * hidden ones left out.  False after a diagnostic when the folder cannot be
 * read; a folder without such files adds none.
 */
bool tm_folder_list(struct tm_tool *tool, struct tm_slice folder, struct tm_slice ending,
		    struct tm_file_list *files);

#endif
