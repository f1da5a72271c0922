/*
 * encoding_p.h - what encoding.c tells the detector.
 */
#ifndef NORMALIZE_ENCODING_P_H
#define NORMALIZE_ENCODING_P_H

#include "normalize/encoding.h"

/* The encoding whose byte order mark `raw` begins with, or TM_ENCODING_UNKNOWN. */
enum tm_encoding tm_encoding_by_mark(struct tm_slice raw);

#endif
