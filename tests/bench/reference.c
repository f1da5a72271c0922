#include "reference.h"

#include <string.h>

#include "normalize/utf8.h"

#ifdef __SSSE3__
#include <tmmintrin.h>

/* Faults that two bytes in a row can show; a bit survives only if all three tables allow it. */
enum {
	TOO_SHORT = 1 << 0, /* a lead byte without its continuation */
	TOO_LONG = 1 << 1,  /* a continuation behind ASCII */
	OVERLONG_3 = 1 << 2,
	TOO_LARGE = 1 << 3,
	SURROGATE = 1 << 4,
	OVERLONG_2 = 1 << 5,
	TOO_LARGE_1000 = 1 << 6,
	OVERLONG_4 = 1 << 6,
	TWO_CONTS = -128, /* two continuations: right where a longer character says so */
	CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS
};

static inline __m128i nibble_look_up(__m128i table, __m128i nibbles)
{
	return _mm_shuffle_epi8(table, nibbles);
}

static inline __m128i high_nibbles(__m128i bytes)
{
	return _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(0x0F));
}

static inline __m128i faults(__m128i input, __m128i before)
{
	const __m128i first_high = _mm_setr_epi8(
		TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_CONTS,
		TWO_CONTS, TWO_CONTS, TWO_CONTS, TOO_SHORT | OVERLONG_2, TOO_SHORT,
		TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
	const __m128i first_low = _mm_setr_epi8(
		CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | TOO_LARGE,
		CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
		CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
		CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
		CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
		CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
		CARRY | TOO_LARGE | TOO_LARGE_1000);
	const __m128i second_high = _mm_setr_epi8(
		TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
		TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
		TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
		TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
		TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT,
		TOO_SHORT);
	__m128i one_back = _mm_alignr_epi8(input, before, 15);
	__m128i two_back = _mm_alignr_epi8(input, before, 14);
	__m128i three_back = _mm_alignr_epi8(input, before, 13);
	__m128i special = _mm_and_si128(
		_mm_and_si128(nibble_look_up(first_high, high_nibbles(one_back)),
			      nibble_look_up(first_low, _mm_and_si128(one_back, _mm_set1_epi8(0x0F)))),
		nibble_look_up(second_high, high_nibbles(input)));
	__m128i third = _mm_subs_epu8(two_back, _mm_set1_epi8((char)(0xE0 - 0x80)));
	__m128i fourth = _mm_subs_epu8(three_back, _mm_set1_epi8((char)(0xF0 - 0x80)));
	__m128i must_continue = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(TWO_CONTS));

	return _mm_xor_si128(must_continue, special);
}

bool tm_reference_validate(const char *text, size_t len)
{
	__m128i before = _mm_setzero_si128(), fault = _mm_setzero_si128();
	char last[32] = { 0 };
	size_t i;

	for (i = 0; i + 16 <= len; i += 16) {
		__m128i input = _mm_loadu_si128((const __m128i *)(const void *)(text + i));

		fault = _mm_or_si128(fault, faults(input, before));
		before = input;
	}
	/* The rest, and sixteen zeros that show a character cut off. */
	memcpy(last, text + i, len - i);
	for (size_t k = 0; k < sizeof(last); k += 16) {
		__m128i input = _mm_loadu_si128((const __m128i *)(const void *)(last + k));

		fault = _mm_or_si128(fault, faults(input, before));
		before = input;
	}
	return _mm_movemask_epi8(_mm_cmpeq_epi8(fault, _mm_setzero_si128())) == 0xFFFF;
}

#else

bool tm_reference_validate(const char *text, size_t len)
{
	return tm_utf8_valid_prefix((struct tm_slice){ text, len }) == len;
}

#endif
