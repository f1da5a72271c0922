#define _GNU_SOURCE /* O_TMPFILE, so that a killed run leaves nothing behind */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
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

/* Gives the nameless file a name beside `path`, then the name `path`. */
static int put_in_place(int fd, const char *path, int folder)
{
	size_t room = strlen(path) + 32;
	char *name = tm_malloc(room), link[48];
	int error = 0;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(name, room, "%s.%ld-%u.new", path, (long)getpid(), i);
		error = linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) ? errno : 0;
		if (error != EEXIST)
			break;
	}
	if (!error && rename(name, path)) {
		error = errno;
		unlink(name);
	}
	if (!error && fsync(folder) && errno != EINVAL)
		error = errno;
	free(name);
	return error;
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
	fd = open(folder_name, O_TMPFILE | O_WRONLY | O_CLOEXEC, default_mode());
	error = fd < 0 ? errno : 0;
	free(folder_name);
	if (!error) {
		error = tm_output_fd(fd, bytes);
		if (!error && fsync(fd))
			error = errno;
		if (!error)
			error = put_in_place(fd, path, folder);
		error = close_all(fd, error);
	}
	return close_all(folder, error);
}
