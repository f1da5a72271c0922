/*
 * inputs.h - the operands of a command as a list of things to read.
 *
 * A folder stands for the files in it and below it, in the byte order of
 * their names; a ZIP archive for its members, in the archive's order.  In both
 * only names are taken whose ending says that they are documents; others, and
 * names that begin with a dot, are passed over.  Members are read into memory
 * one at a time: nothing is ever unpacked to disk, so that a name such as
 * "../../x" is a name and nothing else.  What an archive may hold is limited
 * before any of it is read, and a member that is larger than the archive says
 * is an error.
 *
 * A thing that cannot be read stands in the list too, with the reason, so that
 * it is reported in its place and stops nothing.
 */
#ifndef TOOLS_INPUTS_H
#define TOOLS_INPUTS_H

#include "normalize/source.h"

enum {
	TM_ARCHIVE_MEMBERS = 20000,   /* most members of an archive */
	TM_ARCHIVE_BYTES = 500000000, /* most bytes of all its documents together */
	TM_ARCHIVE_RATIO = 200,       /* most bytes that one compressed byte may stand for ... */
	TM_ARCHIVE_SMALL = 1000000    /* ... in a member larger than this */
};

struct tm_input {
	struct tm_slice name; /* UTF-8: "folder/a.txt", "a.zip!/b.txt" */
	const char *path;     /* of the file or the archive */
	bool found;           /* in a folder or archive, not named by the user */
	bool is_member, failed;
	uint64_t member, size; /* is_member: its number, its bytes */
	enum tm_code why;      /* failed: a diagnostic and its argument */
	struct tm_slice argument;
};

struct tm_inputs {
	struct tm_arena *arena; /* outlives the list */
	struct tm_input *items;
	size_t count, room;
	void *archive; /* the one read last, open */
	const char *archive_path;
};

/* Fills `inputs`, whose arena is set; release it whatever comes. */
void tm_inputs_list(struct tm_inputs *inputs, char **operands, int count);
void tm_inputs_release(struct tm_inputs *inputs);

/* Is this the path of a folder or archive, which stands for the documents in it? */
bool tm_inputs_is_collection(const char *path);

/*
 * Loads input number `n` into `arena`.  False after a diagnostic, also for
 * one that failed to be listed.  By one thread at a time.
 */
bool tm_inputs_load(struct tm_inputs *inputs, size_t n, struct tm_source *source, struct tm_arena *arena,
		    struct tm_diagnostics *diagnostics);

#endif
