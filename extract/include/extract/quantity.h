/*
 * quantity.h - one quantity in the text: number and unit, or what stands for them.
 *
 * 20万元, 50-200万元, 30%, 1:1, 三成, 全额, 150家, 2027年, 10—11月, 三年内,
 * 5个工作日.  Which words are units, currencies or measure words is data;
 * how number and unit combine, and what no quantity is, is here.
 */
#ifndef EXTRACT_QUANTITY_H
#define EXTRACT_QUANTITY_H

#include "extract/lexicon.h"
#include "extract/number.h"

enum tm_quantity_kind {
	TM_QUANTITY_NONE,   /* a number that is no quantity: a name, an order, a label */
	TM_QUANTITY_NUMBER, /* a number without unit: no fact yet */
	TM_QUANTITY_MONEY,
	TM_QUANTITY_RATE,
	TM_QUANTITY_COUNT,
	TM_QUANTITY_DATE,
	TM_QUANTITY_PERIOD
};

enum tm_inclusion { TM_INCLUSION_UNSAID, TM_INCLUSION_YES, TM_INCLUSION_NO };

struct tm_quantity {
	enum tm_quantity_kind kind;
	size_t start, end;          /* of number, unit and （含） in the text */
	const struct tm_rule *rule; /* of the unit */
	struct tm_slice unit;       /* "CNY", "1", "pp", a measure word, "workday"; absent for dates and periods */
	struct tm_slice value;      /* as in the catalogue; absent for a range or an endless fraction */
	struct tm_slice min, max;   /* of a range */
	enum tm_inclusion with_min, with_max; /* does the range include its ends? */
	enum tm_inclusion inclusion;          /* （含） or （不含） at a single figure */
	int64_t numerator, denominator;       /* of a fraction without a finite decimal; denominator 0 otherwise */
	struct tm_decimal lowest;             /* value or min as a number, of money, rates and counts */
	bool approx;                          /* 余, 多 in the number */
	bool chinese;                         /* written in Chinese numerals */
	bool within;                          /* of a period: 内 is part of it */
	int power;                            /* places by which 万, 亿 or % move the point */
	struct tm_slice assumed;              /* the unit that the text leaves out, as it would be written */
};

struct tm_quantity_reader {
	const struct tm_grammar *grammar;
	struct tm_matcher *matcher;
	struct tm_arena *arena;
};

/*
 * Reads what begins with the number, the currency sign or the ordinal 第 at
 * `at`.  False when no number begins there.  Otherwise the result says what it
 * is and where it ends; a number that is no quantity has kind
 * TM_QUANTITY_NONE, so that the caller goes on behind it.
 */
bool tm_quantity_read(const struct tm_quantity_reader *r, struct tm_slice text, size_t at,
		      struct tm_quantity *out);

/*
 * Makes a date of what looked like a number of days, when a date stands right before it and lacks nothing but
 * the dash, 、 or 和 between them: 2日 of 2月1日至2日 borrows the month, and the year if there is one.  A later
 * date of the same year borrows that: 6月30日 of 2020年1月1日至6月30日.  False,
 * with nothing changed, otherwise.
 */
bool tm_quantity_borrow(const struct tm_quantity_reader *r, struct tm_slice text, struct tm_quantity *days,
			const struct tm_quantity *date);

/* Makes a quantity of a bare number by the unit of the one that closes its list: 10 of 10、20、30万元. */
bool tm_quantity_inherit(const struct tm_quantity_reader *r, struct tm_slice text, struct tm_quantity *bare,
			 const struct tm_quantity *closing);

#endif
