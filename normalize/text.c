#include "normalize/text.h"

size_t tm_text_line_at(const struct tm_text *text, uint32_t at)
{
	size_t low = 0, high = text->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->lines[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}
