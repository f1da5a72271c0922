/*
 * reference.h - UTF-8 validation with vector instructions: what the benchmark measures against.
 */
#ifndef TESTS_BENCH_REFERENCE_H
#define TESTS_BENCH_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is this UTF-8?  Three table look-ups a byte, 16 bytes at a time, after
 * Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte"
 * (2021).  Where the compiler has no SSSE3 it is done byte by byte, and the
 * reference is slower than it should be.
 */
bool tm_reference_validate(const char *text, size_t len);

#endif
