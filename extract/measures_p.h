/*
 * measures_p.h - how measures are read: givings, the leads in front of them, and what both say.
 *
 * A sentence is read from left to right as leads and givings.  A giving is the
 * phrase that names one sum (or list of sums), one rate, or a benefit without
 * a figure; its head is what belongs to it in front: 按照租金的, 分别最高给予.
 * The lead is what stands between one giving and the next, and names who gets
 * it.  A part is what stands between two commas or colons.
 */
#ifndef EXTRACT_MEASURES_P_H
#define EXTRACT_MEASURES_P_H

#include "reading_p.h"

/* A giving, as tokens. */
struct tm_giving {
	size_t lead;        /* where the lead begins */
	size_t head;        /* where the head begins */
	size_t figure, end; /* the first figure (or the word that gives), and behind the last */
	size_t tail;        /* behind what belongs to it at the end: /个, 的一次性奖励 */
	size_t count;       /* sums or rates; 0 for a benefit without a figure */
	enum tm_fact_role role;
	bool respectively;
};

/* The measures that a lead stands for. */
struct tm_party {
	size_t first_measure, count; /* in the clause */
	size_t start;                /* token where its text begins */
	size_t lead, lead_end;       /* tokens that name it */
	bool has_rate, has_sum, announced;
	struct tm_slice basis; /* announced without a figure: 按其贡献给予五年奖励，|其中前三年80% */
	bool verbless; /* announced, and its rate said without a verb: 予以支持，按照保费的60%，| */
};

struct tm_alternative;

struct tm_measure_pass {
	struct tm_reading *r;
	const struct tm_sentence *s;
	struct tm_party party;
	bool fresh;                 /* is the party one of an earlier sentence? */
	bool apart;                 /* do the sums of the sentence say what was announced to all, one by one? */
	size_t first_measure;       /* of the sentence */
	size_t row;                 /* the first of the measures whose sums are said one by one, or SIZE_MAX */
	size_t at;                  /* how far the sentence has been read */
	bool *placed;               /* by fact: does a measure or a warning name it? */
	const size_t *condition_of; /* by fact: the number of the condition whose first fact it is, or 0 */
};

/* What stands in front of a giving, as tokens. */
struct tm_lead {
	size_t first, last; /* who gets it */
	size_t whole;       /* the end of all of the lead */
	size_t terms;       /* behind the terms at its start, or 0: 贷款期限最长3年，| */
	size_t start;       /* where the text begins, 对 included */
	bool named, condition;
	struct tm_slice recipient;
	struct tm_slice key;     /* what tells the sum apart: a tier, a level, 中级职称 of 自然人 */
	struct tm_slice name;    /* who, when that ends inside a token */
	struct tm_slice all;     /* whom a list or a row is for: 低收入家庭，补贴标准是：城区… */
	size_t list;             /* where that begins: its colon, or its first name */
	struct tm_slice charged; /* what is relieved, in a part behind who gets it: 对企业，其配套费 */
};

static inline const struct tm_tape *tm_pass_tape(const struct tm_measure_pass *p)
{
	return &p->r->tape;
}

/* The place of a fact by its id: f12 is the twelfth.  `count`, one behind the last, for an id of another clause.
 */
static inline size_t tm_fact_index(struct tm_slice id, size_t count)
{
	int n;

	return tm_slice_number(tm_slice_sub(id, 1, id.len), &n) && n > 0 && (size_t)n <= count ? (size_t)n - 1
											       : count;
}

static inline bool tm_is_given(const struct tm_fact *fact)
{
	enum tm_fact_role role = fact->role;

	return role == TM_FACT_GRANT || role == TM_FACT_CAP || role == TM_FACT_FLOOR || role == TM_FACT_SUPPORT ||
	       role == TM_FACT_REDUCTION;
}

static inline bool tm_is_benefit(const struct tm_measure_pass *p, size_t i)
{
	return tm_is_figure(tm_pass_tape(p), i) && tm_is_given(tm_fact_at(p->r, i));
}

static inline bool tm_is_pause(const struct tm_tape *t, size_t i)
{
	return tm_is_mark(t, i, TM_MARK_COMMA) || tm_is_mark(t, i, TM_MARK_COLON);
}

/* The next token outside brackets and names. */
static inline size_t tm_measure_step(const struct tm_measure_pass *p, size_t i)
{
	return tm_behind_closed(tm_pass_tape(p), i, p->s->last);
}

static inline size_t tm_part_end(const struct tm_measure_pass *p, size_t i)
{
	while (i < p->s->last && !tm_is_pause(tm_pass_tape(p), i))
		i = tm_measure_step(p, i);
	return i < p->s->last ? i : p->s->last;
}

/* Where the part begins that ends before `i`, or `floor`: the last of [floor, i). */
size_t tm_part_from(const struct tm_measure_pass *p, size_t floor, size_t i);

static inline size_t tm_part_start(const struct tm_measure_pass *p, size_t i)
{
	return tm_part_from(p, p->at, i);
}

/* ---- names.  What a text is by the rules of a use. ---- */

bool tm_text_fits(const struct tm_measure_pass *p, enum tm_use use, struct tm_slice text);

/* Does the text end in somebody who can be paid? */
bool tm_names_body(const struct tm_measure_pass *p, struct tm_slice text);

/* … or in a body with a name of its own, not in 者? */
bool tm_names_own_body(const struct tm_measure_pass *p, struct tm_slice text);

/* The longest start of a text that ends in somebody who can be paid: 投保企业 of 投保企业缴纳的保费; empty for
 * none.  Then the longest that is shorter than that. */
struct tm_slice tm_leading_body(const struct tm_measure_pass *p, struct tm_slice text);
struct tm_slice tm_shorter_body(const struct tm_measure_pass *p, struct tm_slice body);

/* The longest such start of tokens [first, last) that ends in no bracket. */
struct tm_slice tm_first_body(const struct tm_measure_pass *p, size_t first, size_t last);

/* ---- givings.c ---- */

/* The next giving of the sentence; false when there is none. */
bool tm_giving_next(const struct tm_measure_pass *p, struct tm_giving *g);

/* Does this token belong to the head of a giving that it stands right before? */
bool tm_modifies_giving(const struct tm_reading *r, size_t i);

/* 每件, 单幅地块, 同一企业每年度: where a word of "per" and the noun behind it begin that end at `i`, or SIZE_MAX.
 */
size_t tm_per_before(const struct tm_measure_pass *p, size_t i, size_t floor);

/* 单个项目奖励|金额|不超过, 资助|额度|一般不超过: a word for the sum, between what is given and what bounds it? */
bool tm_names_sum(const struct tm_measure_pass *p, size_t i, size_t floor);

/* The n-th sum or rate of a giving. */
struct tm_fact *tm_giving_figure(const struct tm_measure_pass *p, const struct tm_giving *g, size_t n);

/* The instrument that ends the phrase, or opens it (补贴50万元). */
struct tm_slice tm_giving_instrument(const struct tm_measure_pass *p, const struct tm_giving *g);

/* ---- asides.c ---- */

/* Behind the pauses and the words that join a part to the one before. */
size_t tm_skip_joints(const struct tm_tape *t, size_t i, size_t last);

/* Cuts asides off both ends of [first, last). */
void tm_trim_asides(const struct tm_measure_pass *p, size_t *first, size_t *last);

/* ---- subjects.c ---- */

/*
 * Reads a lead without 对: the object of 支持 or 鼓励, whoever stands in front of
 * the verb (企业开展…), or all of it where the phrase is …的 or has a 的 before its noun.
 */
void tm_read_subject(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g);

/* ---- leads.c ---- */

struct tm_lead tm_lead_read(const struct tm_measure_pass *p, const struct tm_giving *g);

/* Is [first, last) a phrase …的? */
bool tm_ends_in_of(const struct tm_measure_pass *p, size_t first, size_t last);

/* ---- lead_trims.c.  Each takes from a lead what is no part of who gets it, or does nothing. ---- */

/* 实际运营满一年后: is it when something is given, not who gets it? */
bool tm_lead_is_condition(const struct tm_measure_pass *p, size_t first, size_t last);

/* 服务机构|每|成功推荐1家企业的: opens the token at `i`, behind who does it, deeds that a sum counts by? */
bool tm_counts_deeds(const struct tm_measure_pass *p, size_t floor, size_t i);

/* What is charged or reckoned; it goes to `charged`. */
void tm_lead_trim_charge(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_share_of_theirs(const struct tm_measure_pass *p, struct tm_lead *l);

/* What is done otherwise, handed out, wanted, got besides or settled, and by whom. */
void tm_lead_trim_doings(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g);
void tm_lead_trim_urging(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_support(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_other_gains(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_cut_at_give(const struct tm_measure_pass *p, struct tm_lead *l);

/* By what it is reckoned, what it counts by, for how long, whose sum or standard it is. */
void tm_lead_trim_by(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_counted(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_years(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_trim_own_sum(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g);
void tm_lead_cut_behind_body(const struct tm_measure_pass *p, struct tm_lead *l, const struct tm_giving *g);

/* What stands in front of all that: a matter, a pool, a term. */
void tm_lead_skip_matter(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_skip_pools(const struct tm_measure_pass *p, struct tm_lead *l);
void tm_lead_skip_terms(const struct tm_measure_pass *p, struct tm_lead *l);

/* ---- series.c ---- */

/* The name right in front of the giving's sum: tokens [first, last).  False where there is none. */
bool tm_series_label(const struct tm_measure_pass *p, const struct tm_giving *g, size_t *first, size_t *last);

/* Does another name with a sum of the same kind follow? */
bool tm_series_goes_on(const struct tm_measure_pass *p, const struct tm_giving *g);

/* 一等奖|50万元: a sum that leaves its verb to the one before, or behind. */
bool tm_series_is_elliptical(const struct tm_measure_pass *p, const struct tm_giving *g);

/* 给予参保企业返还，|大型企业按30%返还，|中小微企业按60%返还: a name and the share that it gets. */
bool tm_series_is_by_turns(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l);

/* |省级|每个奖励1万元，国家级每个奖励3万元: is the lead's key a level that tells the sums apart, and does not pay?
 */
bool tm_series_is_level_key(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l);

/* The name that tells a sum apart from the next goes into the lead, as its key or as who is named. */
void tm_series_take_label(const struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l);

/* 新建的给予1万元、改建的|给予5000元一次性补助: what the last of a row says is for one in front of it, too. */
void tm_series_share_back(const struct tm_measure *last, struct tm_measure *m);

/* What a row says once, with the first of its sums or with the last, goes to the measures from `from` on. */
void tm_series_share(struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_lead *l, size_t from);

/* ---- parties.c ---- */

/* 分别给予|国家级、省级工作室|50万元、25万元: does a row of those who are paid stand behind the verb? */
bool tm_pairs_paid(const struct tm_measure_pass *p, const struct tm_giving *g);

/* A measure of the clause whose text begins with token `start`. */
struct tm_measure *tm_measure_add(struct tm_measure_pass *p, size_t start);

/* The beneficiary as printed, without the 的 or pause that a cut leaves. */
struct tm_slice tm_beneficiary_of(const struct tm_measure_pass *p, const struct tm_lead *l);

/* 国家级企业奖励100万元，|省级30万元: a level and a sum, and no verb; where it stands, or SIZE_MAX. */
size_t tm_bare_level(const struct tm_measure_pass *p, const struct tm_giving *g);

/* 在国家级、省级大赛中获得金、银奖的，|国家级分别|奖励10万元、8万元: the alternatives of one level, of a party of
 * several in [first, last). */
size_t tm_pair_at_level(const struct tm_measure_pass *p, const struct tm_giving *g, size_t first, size_t last,
			struct tm_alternative **alternatives);

/* A lead with its giving: one measure, or one for each alternative. */
void tm_open_party(struct tm_measure_pass *p, const struct tm_giving *g, struct tm_lead *l);

/* ---- measure_fields.c ---- */

/* How many bytes of a token's start are a measure word (家 of 家企业); 0 for none. */
size_t tm_measure_word(const struct tm_measure_pass *p, size_t i);

/* 对|每|艘钢船补助2万元，|每|艘木船补助1万元: stands this 每 in front of who gets it? */
bool tm_names_each(const struct tm_measure_pass *p, size_t i);

/* 给予10万元奖励，|由省、市财政按5:5比例负担: who bears it, behind all that the sentence gives, is the level of
 * each. */
void tm_measures_read_bearers(const struct tm_measure_pass *p);

/* Text of [first, last) without the words at its ends that bound, share or join. */
struct tm_slice tm_trim_phrase(const struct tm_tape *tape, size_t first, size_t last);

/* What the giving says goes into the measure: all, with `fact` as its sum or rate (NULL for none), or only a cap.
 */
void tm_measure_fill(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_fact *fact,
		     struct tm_measure *m);
void tm_measure_add_cap(const struct tm_measure_pass *p, const struct tm_giving *g, const struct tm_fact *fact,
			struct tm_measure *m);

/* Who is paid, where the verb that gives names somebody. */
struct tm_slice tm_giving_recipient(const struct tm_measure_pass *p, const struct tm_giving *g);

/* What a sum counts by, as said in [first, last). */
void tm_measure_read_per(const struct tm_measure_pass *p, size_t first, size_t last, struct tm_slices *per);

/* How long a benefit is given, said in [first, last). */
struct tm_slice tm_measure_duration(const struct tm_measure_pass *p, size_t first, size_t last);

/* Conditions whose first figure stands in [first, last). */
void tm_measure_add_thresholds(const struct tm_measure_pass *p, size_t first, size_t last, struct tm_measure *m);

#endif
