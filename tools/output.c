#define _GNU_SOURCE /* O_TMPFILE, so that a killed run leaves nothing behind; renameat2() */
#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "normalize/arena.h"

int tm_output_fd(int fd, struct tm_slice bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes = tm_slice_sub(bytes, (size_t)n, bytes.len);
	}
	return 0;
}

static int close_all(int fd, int error)
{
	if (close(fd) && !error)
		error = errno;
	return error;
}

/*
 * Holds back every signal that can be: what asks the run to stop is heard when
 * the new file or folder has taken its place.  *before is for release_signals().
 */
static void hold_signals(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, before);
}

static void release_signals(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* The folder of `path`, to be freed. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (slash == path ? 1 : (size_t)(slash - path)) : 1;
	char *folder = tm_malloc(len + 1);

	memcpy(folder, slash ? path : ".", len);
	folder[len] = '\0';
	return folder;
}

static mode_t default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Gives the nameless file the name `name` in `folder`, where none may be yet. */
static int name_file(int fd, int folder, const char *name)
{
	char link[48];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, link, folder, name, AT_SYMLINK_FOLLOW) ? errno : 0;
}

/* Gives the nameless file a name beside `path`, then that of the file there. */
static int replace_file(int fd, const char *path)
{
	size_t room = strlen(path) + 32;
	char *name = tm_malloc(room);
	int error = EEXIST;

	for (unsigned i = 0; i < 100 && error == EEXIST; i++) {
		snprintf(name, room, "%s.%ld-%u.new", path, (long)getpid(), i);
		error = name_file(fd, AT_FDCWD, name);
	}
	if (!error && rename(name, path)) {
		error = errno;
		unlink(name);
	}
	free(name);
	return error;
}

static int put_in_place(int fd, const char *path, int folder)
{
	sigset_t before;
	int error;

	hold_signals(&before);
	error = name_file(fd, AT_FDCWD, path);
	if (error == EEXIST)
		error = replace_file(fd, path);
	release_signals(&before);
	if (!error && fsync(folder) && errno != EINVAL)
		error = errno;
	return error;
}

/* A nameless file with these bytes, on disk; -1 with *error set. */
static int write_nameless(const char *folder, struct tm_slice bytes, int *error)
{
	int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, default_mode());

	*error = fd < 0 ? errno : tm_output_fd(fd, bytes);
	if (!*error && fsync(fd))
		*error = errno;
	if (*error && fd >= 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int tm_output_file(const char *path, struct tm_slice bytes)
{
	struct stat st;
	char *folder_name;
	int folder, fd, error;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		return fd < 0 ? errno : close_all(fd, tm_output_fd(fd, bytes));
	}
	folder_name = folder_of(path);
	folder = open(folder_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) {
		error = errno;
		free(folder_name);
		return error;
	}
	fd = write_nameless(folder_name, bytes, &error);
	free(folder_name);
	if (!error)
		error = close_all(fd, put_in_place(fd, path, folder));
	return close_all(folder, error);
}

/* ---- folders ---- */

struct folder {
	const struct tm_output_entry *entries;
	size_t count;
	int *files;   /* nameless */
	char *path;   /* without links and slashes at its end */
	char *parent; /* its folder */
	char *fresh;  /* the new one, beside it */
	bool exists;
};

static bool is_ours(const struct folder *f, const char *name)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->entries[i].name, name) == 0)
			return true;
	return false;
}

/* May this folder be replaced?  0 or an errno. */
static int look_inside(const struct folder *f)
{
	DIR *dir = opendir(f->path);
	struct dirent *entry;
	int error = dir ? 0 : errno;

	while (dir && !error && (entry = readdir(dir)) != NULL)
		if (!is_ours(f, entry->d_name))
			error = ENOTEMPTY;
	if (dir)
		closedir(dir);
	return error;
}

static char *copy_path(const char *path)
{
	size_t len = strlen(path);
	char *copy;

	while (len > 1 && path[len - 1] == '/')
		len--;
	copy = tm_malloc(len + 1);
	memcpy(copy, path, len);
	copy[len] = '\0';
	return copy;
}

static int find_folder(struct folder *f, const char *path)
{
	struct stat st;
	int error;

	f->exists = stat(path, &st) == 0;
	if (f->exists && !S_ISDIR(st.st_mode))
		return ENOTDIR;
	f->path = f->exists ? realpath(path, NULL) : copy_path(path);
	error = errno;
	if (!f->path)
		return error ? error : ENOENT;
	f->parent = folder_of(f->path);
	return f->exists ? look_inside(f) : 0;
}

static int make_fresh(struct folder *f)
{
	size_t room = strlen(f->path) + 32;

	f->fresh = tm_malloc(room);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(f->fresh, room, "%s.%ld-%u.new", f->path, (long)getpid(), i);
		if (mkdir(f->fresh, 0777) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return errno;
}

/* Gives the nameless files their names inside `folder`. */
static int name_files(const struct folder *f, int folder)
{
	int error = 0;

	for (size_t i = 0; i < f->count && !error; i++)
		error = name_file(f->files[i], folder, f->entries[i].name);
	if (!error && fsync(folder) && errno != EINVAL)
		error = errno;
	return error;
}

/* Removes our files in `path`, and it. */
static void remove_folder(const struct folder *f, const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < f->count && folder >= 0; i++)
		unlinkat(folder, f->entries[i].name, 0);
	if (folder >= 0)
		close(folder);
	rmdir(path);
}

static int swap_in(const struct folder *f)
{
	if (!f->exists)
		return rename(f->fresh, f->path) ? errno : 0;
	if (renameat2(AT_FDCWD, f->fresh, AT_FDCWD, f->path, RENAME_EXCHANGE))
		return errno;
	remove_folder(f, f->fresh);
	return 0;
}

static int put_folder(struct folder *f)
{
	int error = make_fresh(f), folder;

	if (error)
		return error;
	folder = open(f->fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = folder < 0 ? errno : close_all(folder, name_files(f, folder));
	if (!error)
		error = swap_in(f);
	if (error)
		remove_folder(f, f->fresh);
	return error;
}

static int sync_folder(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return errno;
	return close_all(folder, fsync(folder) && errno != EINVAL ? errno : 0);
}

static int put_folder_in_place(struct folder *f)
{
	sigset_t before;
	int error;

	hold_signals(&before);
	error = put_folder(f);
	release_signals(&before);
	return error ? error : sync_folder(f->parent);
}

int tm_output_folder(const char *path, const struct tm_output_entry *entries, size_t count)
{
	struct folder f = { .entries = entries, .count = count };
	int error = find_folder(&f, path);
	size_t open_files = 0;

	f.files = tm_malloc(tm_size_mul(count, sizeof(*f.files)));
	while (!error && open_files < count) {
		f.files[open_files] = write_nameless(f.parent, entries[open_files].bytes, &error);
		open_files += error == 0;
	}
	if (!error)
		error = put_folder_in_place(&f);
	while (open_files)
		close(f.files[--open_files]);
	free(f.files);
	free(f.path);
	free(f.parent);
	free(f.fresh);
	return error;
}
