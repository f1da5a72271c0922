/*
 * words.h - what the values of words mean to the program.
 *
 * grammar_uses.def lists the values that the rules of a use may have; a token
 * holds the index of its value.  These are the indices, by name.  A test holds
 * both lists together.
 */
#ifndef EXTRACT_WORDS_H
#define EXTRACT_WORDS_H

/* "mark" */
enum tm_mark {
	TM_MARK_STOP,
	TM_MARK_SEMICOLON,
	TM_MARK_COMMA,
	TM_MARK_LIST,
	TM_MARK_COLON,
	TM_MARK_OPEN,
	TM_MARK_CLOSE,
	TM_MARK_QUOTE_OPEN,
	TM_MARK_QUOTE_CLOSE,
	TM_MARK_TITLE_OPEN,
	TM_MARK_TITLE_CLOSE,
	TM_MARK_LINE
};

/* "bound" and "bound-behind", which has no "eq" */
enum tm_bound_word {
	TM_BOUND_WORD_GE,
	TM_BOUND_WORD_GT,
	TM_BOUND_WORD_LE,
	TM_BOUND_WORD_LT,
	TM_BOUND_WORD_APPROX,
	TM_BOUND_WORD_EQ
};

/* "and": 和, 或, 以及 */
enum tm_and { TM_AND_BOTH, TM_AND_EITHER, TM_AND_ALONG };

/* "verb" */
enum tm_verb {
	TM_VERB_ENCOURAGE, /* 鼓励: its object is who is meant */
	TM_VERB_BRING,     /* 培育: what a plan brings about */
	TM_VERB_ACT,       /* 开展 */
	TM_VERB_REACH,     /* 首次: between a subject and the amount that it must reach */
	TM_VERB_URGE,      /* 推动: what is wanted, of nobody in particular */
	TM_VERB_GAIN,      /* 获得: shared by all names of the list behind it */
	TM_VERB_HOLD,      /* 控制在 */
	TM_VERB_BEGIN      /* 毕业: from which the time behind it is counted */
};

/* "give": 给予; 发放, which gives only beside a sum or a share of something */
enum tm_give { TM_GIVE_STRONG, TM_GIVE_WEAK, TM_GIVE_MORE };

/* "relief": 免征, 返还, 减按 */
enum tm_relief { TM_RELIEF_WAIVE, TM_RELIEF_RETURN, TM_RELIEF_REDUCE };

/* "per": 每, which is no part of what is counted by; 单个, which is */
enum tm_per { TM_PER_EACH, TM_PER_SINGLE };

/* "also": 且; 招用, a deed that must hold besides */
enum tm_also { TM_ALSO_JOINT, TM_ALSO_DEED };

/* "for": 对; 向, whom something is handed to */
enum tm_for { TM_FOR_ABOUT, TM_FOR_TOWARDS };

/* "column-sum": 投资额, 最高限额, 补贴标准 */
enum tm_column_sum { TM_COLUMN_SUM_OTHER, TM_COLUMN_SUM_CAP, TM_COLUMN_SUM_GRANT };

/* "recipient": 企业; 者 */
enum tm_recipient { TM_RECIPIENT_BODY, TM_RECIPIENT_PERSON };

/* "figure-role" */
enum tm_figure_role {
	TM_FIGURE_BENEFIT,
	TM_FIGURE_RELIEF,
	TM_FIGURE_THRESHOLD,
	TM_FIGURE_TARGET,
	TM_FIGURE_POOL,
	TM_FIGURE_PER,
	TM_FIGURE_EFFECTIVE,
	TM_FIGURE_EXPIRY,
	TM_FIGURE_ISSUED,
	TM_FIGURE_PRINTED,
	TM_FIGURE_DEADLINE,
	TM_FIGURE_FROM,
	TM_FIGURE_TO,
	TM_FIGURE_TERM,
	TM_FIGURE_DURATION,
	TM_FIGURE_OTHER,
	TM_FIGURE_CEILING
};

#endif
