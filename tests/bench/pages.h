/*
 * pages.h - what reading web pages costs.
 */
#ifndef TESTS_BENCH_PAGES_H
#define TESTS_BENCH_PAGES_H

#include "schema/engine.h"

/*
 * Makes a page of 100 KB of each text, with the markup, scripts and menus that
 * pages of governments have around it, reads 1,000 of them `runs` times with
 * one thread and with two, takes them through the whole pipeline too, and
 * prints MB of page a second of processor time.
 */
void tm_bench_pages(struct tm_engine *engine, const struct tm_slice *texts, size_t count, int runs);

#endif
