#include "normalize/source.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "normalize/buffer.h"

struct tm_slice tm_sha256(struct tm_slice bytes, struct tm_arena *arena)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_SIZE];
	char text[2 * SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, bytes.len, (const uint8_t *)bytes.ptr);
	sha256_digest(&ctx, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		text[2 * i] = hex[digest[i] >> 4];
		text[2 * i + 1] = hex[digest[i] & 15];
	}
	return tm_arena_slice(arena, (struct tm_slice){ text, sizeof(text) });
}

void tm_source_init(struct tm_source *source, struct tm_slice name, struct tm_slice bytes, struct tm_arena *arena)
{
	*source = (struct tm_source){
		.name = name,
		.bytes = bytes,
		.sha256 = tm_sha256(bytes, arena),
		.size = bytes.len,
		.space = TM_SPACE_RAW,
	};
}

static bool fail(struct tm_diagnostics *diagnostics, enum tm_code code, const char *why)
{
	tm_diagnose1(diagnostics, code, (struct tm_span){ 0, 0 }, tm_slice_str(why));
	return false;
}

/* Reads to the end or to one byte beyond the limit. */
static int read_all(int fd, struct tm_buffer *out, size_t limit)
{
	while (out->len <= limit) {
		char *room = tm_buffer_reserve(out, 65536);
		ssize_t n = read(fd, room, 65536);

		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		out->len += (size_t)n;
	}
	return 0;
}

/* errno in English, whatever the locale: messages must not depend on it. */
static const char *reason(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "no such file";
	case EACCES:
	case EPERM:
		return "permission denied";
	case EISDIR:
		return "is a directory";
	case ENAMETOOLONG:
		return "name too long";
	default:
		return "input/output error";
	}
}

bool tm_bytes_load(struct tm_slice *bytes, const char *path, size_t limit, struct tm_arena *arena,
		   struct tm_diagnostics *diagnostics)
{
	bool standard = strcmp(path, "-") == 0;
	struct tm_buffer buffer = TM_BUFFER_INIT;
	struct stat st;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int error;

	if (fd < 0)
		return fail(diagnostics,
			    errno == ENOENT || errno == ENOTDIR ? TM_D_INPUT_MISSING : TM_D_INPUT_UNREADABLE,
			    reason(errno));
	if (!standard && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return fail(diagnostics, TM_D_INPUT_DIRECTORY, NULL);
	}
	error = read_all(fd, &buffer, limit);
	if (!standard)
		close(fd);
	*bytes = tm_arena_slice(arena, tm_buffer_view(&buffer));
	tm_buffer_release(&buffer);
	if (error)
		return fail(diagnostics, TM_D_INPUT_UNREADABLE, reason(error));
	if (bytes->len == 0)
		return fail(diagnostics, TM_D_INPUT_EMPTY, NULL);
	if (bytes->len > limit)
		return fail(diagnostics, TM_D_INPUT_TOO_LARGE, tm_arena_printf(arena, "%zu", limit).ptr);
	return true;
}

bool tm_source_load(struct tm_source *source, const char *path, struct tm_arena *arena,
		    struct tm_diagnostics *diagnostics)
{
	struct tm_slice bytes;

	if (!tm_bytes_load(&bytes, path, TM_SOURCE_MAX, arena, diagnostics))
		return false;
	tm_source_init(source, tm_slice_str(path), bytes, arena);
	return true;
}
