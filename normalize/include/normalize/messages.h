/*
 * messages.h - diagnostics as sentences.
 */
#ifndef NORMALIZE_MESSAGES_H
#define NORMALIZE_MESSAGES_H

#include "normalize/buffer.h"
#include "normalize/diagnostic.h"

enum tm_language { TM_ENGLISH, TM_CHINESE };

struct tm_messages {
	struct tm_slice text[TM_D_COUNT][2]; /* by code and language */
};

/* Loads tables/messages.yaml; false, with diagnostics, when a code lacks its wording or the other way round. */
bool tm_messages_load(struct tm_messages *messages, struct tm_diagnostics *diagnostics);

/* The sentence of one diagnostic, without place, severity or code. */
void tm_message_write(const struct tm_messages *messages, const struct tm_diagnostic *diagnostic,
		      enum tm_language language, struct tm_buffer *out);

#endif
