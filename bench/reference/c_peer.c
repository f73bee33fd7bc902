/* The reference pathway by hand in C: a straight loop, and the same in blocks with vectorised draws.
 *
 * Every draw is the first lane of Philox4x32-10 with key = seed and counter = (person low, person high, word of the
 * node's name, 0), as in Varick, so that both can be compared person by person. Thresholds are in units of 2^-32 and held
 * in 64 bits: u < threshold means yes. Nothing is drawn that is not needed for the counts.
 */
#include <stdint.h>

enum { BOROUGHS = 5, CHARGES = 6, STATUSES = 5, PRIORITIES = 3, CELLS = 1024, BLOCK = 1024 };
enum { NO_ACTION, LETTER, DETAINER };
enum {
    ARREST, BOOKED, PRINTS_TAKEN, PRINTS_AT_STATE, PRINTS_AT_FBI, ICE_NOTIFIED, DETAINER_LODGED, LETTER_MAILED,
    ICE_CUSTODY, PROCEEDINGS, HEARING, REMOVED, EVENTS
};

/* --- model begins */

/* The Python side fills this field by field, in this order. */
typedef struct {
    uint32_t seed_low, seed_high;
    uint64_t word_arrest_day, word_borough, word_charge, word_status, word_prior_record, word_enrolled, word_custody,
        word_fingerprinted, word_readable, word_match, word_action, word_response, word_held, word_letter, word_honored,
        word_detained, word_filed, word_filing, word_hearing, word_removed;
    int64_t days, memo_day, city_day;
    uint64_t borough[BOROUGHS - 1];
    uint64_t charge[BOROUGHS][CHARGES - 1];
    uint64_t status[BOROUGHS][STATUSES - 1];
    uint64_t prior_record[CHARGES];
    uint64_t enrolled[STATUSES];
    uint64_t custody[2][CHARGES][BOROUGHS];
    uint64_t fingerprinted[CHARGES];
    uint64_t readable[BOROUGHS];
    uint64_t match[2];
    uint64_t forwards[2][CHARGES];
    uint64_t priority[2][STATUSES][CHARGES][2];
    uint64_t action[PRIORITIES][2];
    uint64_t honored[2][2][CHARGES];
    uint64_t detained[2][STATUSES];
    uint64_t filed[PRIORITIES];
    uint64_t removed[2][2][STATUSES];
    int64_t response[CELLS + 1], held[CELLS + 1], letter[CELLS + 1], filing[CELLS + 1], hearing[CELLS + 1];
} Model;

static inline uint32_t draw(uint32_t seed_low, uint32_t seed_high, uint64_t person, uint32_t word)
{
    uint32_t c0 = (uint32_t)person, c1 = (uint32_t)(person >> 32), c2 = word, c3 = 0;
    uint32_t k0 = seed_low, k1 = seed_high;
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = 0xD2511F53ULL * c0, p1 = 0xCD9E8D57ULL * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return c0;
}

/* --- model ends */

uint32_t first_lane(uint64_t seed, uint64_t person, uint32_t word)
{
    return draw((uint32_t)seed, (uint32_t)(seed >> 32), person, word);
}

/* --- model begins */

/* Codes 1, 2, ... in order of the cumulative thresholds; code 0 gets what they leave. */
static inline int among(const uint64_t *thresholds, int codes, uint64_t u)
{
    int passed = 0;
    for (int i = 0; i < codes - 1; i++)
        passed += u >= thresholds[i];
    return passed == codes - 1 ? 0 : passed + 1;
}

static inline int64_t minutes(const int64_t *quantiles, uint32_t u)
{
    uint32_t cell = u >> 22;
    return quantiles[cell] + (((quantiles[cell + 1] - quantiles[cell]) * (int64_t)(u & 0x3FFFFF)) >> 22);
}

static inline int64_t whole_days(const int64_t *quantiles, uint32_t u)
{
    return (minutes(quantiles, u) + 720) / 1440;
}

/* From the notice to ICE on: about one person in twelve, so drawn in place. */
static inline void after_notice(const Model *m, uint64_t person, int charge, int status, int record, int64_t *count)
{
#define DRAW(name) draw(m->seed_low, m->seed_high, person, (uint32_t)m->word_##name)
    int64_t day = (int64_t)(((uint64_t)DRAW(arrest_day) * (uint64_t)m->days) >> 32);
    int priority = (int)m->priority[day >= m->memo_day][status][charge][record];
    int action = among(m->action[priority], 3, DRAW(action));
    if (action == NO_ACTION)
        return;
    if (action == DETAINER && minutes(m->response, DRAW(response)) < minutes(m->held, DRAW(held))) {
        count[DETAINER_LODGED]++;
        if (DRAW(honored) >= m->honored[day >= m->city_day][record][charge])
            return;
    } else {
        count[LETTER_MAILED]++;
        day += whole_days(m->letter, DRAW(letter));
        if (DRAW(detained) >= m->detained[day >= m->memo_day][status])
            return;
    }
    count[ICE_CUSTODY]++;
    if (DRAW(filed) >= m->filed[priority])
        return;
    count[PROCEEDINGS]++;
    count[HEARING]++;
    day += whole_days(m->filing, DRAW(filing)) + whole_days(m->hearing, DRAW(hearing));
    count[REMOVED] += DRAW(removed) < m->removed[day >= m->memo_day][record][status];
#undef DRAW
}

/* --- model begins straight */

/* What one writes first: one pass a person, out as soon as the data stops, each draw where it is needed. */
void simulate_straight(const Model *m, uint64_t first, uint64_t persons, int64_t *counts)
{
    int64_t count[EVENTS] = {0};
    for (uint64_t person = first; person < first + persons; person++) {
#define DRAW(name) draw(m->seed_low, m->seed_high, person, (uint32_t)m->word_##name)
        count[ARREST]++;
        int borough = among(m->borough, BOROUGHS, DRAW(borough));
        int charge = among(m->charge[borough], CHARGES, DRAW(charge));
        int record = DRAW(prior_record) < m->prior_record[charge];
        if (DRAW(custody) >= m->custody[record][charge][borough])
            continue;
        count[BOOKED]++;
        if (DRAW(fingerprinted) >= m->fingerprinted[charge])
            continue;
        count[PRINTS_TAKEN]++;
        if (DRAW(readable) >= m->readable[borough])
            continue;
        count[PRINTS_AT_STATE]++;
        if (!m->forwards[record][charge])
            continue;
        count[PRINTS_AT_FBI]++;
        int status = among(m->status[borough], STATUSES, DRAW(status));
        int enrolled = DRAW(enrolled) < m->enrolled[status];
        if (DRAW(match) >= m->match[enrolled])
            continue;
        count[ICE_NOTIFIED]++;
        if (status > 1) /* citizens are no priority, and without one there is no action */
            after_notice(m, person, charge, status, record, count);
#undef DRAW
    }
    for (int i = 0; i < EVENTS; i++)
        counts[i] += count[i];
}

/* --- model begins blocks */

/* Persons of one block who are still on the way, as columns, and room for their draws. */
typedef struct {
    int persons;
    uint32_t place[BLOCK];
    uint8_t borough[BLOCK], charge[BLOCK], record[BLOCK], keep[BLOCK];
    uint32_t u[BLOCK], v[BLOCK], w[BLOCK], x[BLOCK];
} Block;

/* ``draw`` for a column of persons. In 64-bit lanes gcc 12 multiplies without shuffles: 1.7 ns a draw against 2.7 with
 * AVX-512. A block starts at a multiple of its length, so the high word of the person is the same throughout. */
static void draws(const Model *m, uint64_t first, const Block *b, uint64_t word, uint32_t *restrict out)
{
    uint32_t base = (uint32_t)first;
    int persons = b->persons;
    for (int i = 0; i < persons; i++) {
        uint64_t c0 = (uint32_t)(base + b->place[i]), c1 = first >> 32, c2 = word, c3 = 0;
        uint32_t k0 = m->seed_low, k1 = m->seed_high;
        for (int round = 0; round < 10; round++) {
            uint64_t p0 = (c0 & 0xFFFFFFFFu) * 0xD2511F53ULL, p1 = (c2 & 0xFFFFFFFFu) * 0xCD9E8D57ULL;
            c0 = (p1 >> 32) ^ c1 ^ k0;
            c2 = (p0 >> 32) ^ c3 ^ k1;
            c1 = p1 & 0xFFFFFFFFu;
            c3 = p0 & 0xFFFFFFFFu;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        out[i] = (uint32_t)c0;
    }
}

/* Go on with those for whom keep[i] is 1; no branch depends on luck. */
static void compact(Block *b)
{
    int kept = 0;
    for (int i = 0; i < b->persons; i++) {
        b->place[kept] = b->place[i];
        b->borough[kept] = b->borough[i];
        b->charge[kept] = b->charge[i];
        b->record[kept] = b->record[i];
        kept += b->keep[i];
    }
    b->persons = kept;
}

static void simulate_block(const Model *m, Block *b, uint64_t first, int persons, int64_t *count)
{
    b->persons = persons;
    for (int i = 0; i < persons; i++)
        b->place[i] = (uint32_t)i;
    count[ARREST] += persons;

    draws(m, first, b, m->word_borough, b->u);
    draws(m, first, b, m->word_charge, b->v);
    draws(m, first, b, m->word_prior_record, b->w);
    draws(m, first, b, m->word_custody, b->x);
    for (int i = 0; i < persons; i++)
        b->borough[i] = (uint8_t)among(m->borough, BOROUGHS, b->u[i]);
    for (int i = 0; i < persons; i++) {
        int charge = among(m->charge[b->borough[i]], CHARGES, b->v[i]);
        int record = b->w[i] < m->prior_record[charge];
        b->charge[i] = (uint8_t)charge;
        b->record[i] = (uint8_t)record;
        b->keep[i] = b->x[i] < m->custody[record][charge][b->borough[i]];
    }
    compact(b);
    count[BOOKED] += b->persons;

    draws(m, first, b, m->word_fingerprinted, b->u);
    for (int i = 0; i < b->persons; i++)
        b->keep[i] = b->u[i] < m->fingerprinted[b->charge[i]];
    compact(b);
    count[PRINTS_TAKEN] += b->persons;

    draws(m, first, b, m->word_readable, b->u);
    int64_t readable = 0;
    for (int i = 0; i < b->persons; i++) {
        int read = b->u[i] < m->readable[b->borough[i]];
        readable += read;
        b->keep[i] = (uint8_t)(read & (int)m->forwards[b->record[i]][b->charge[i]]);
    }
    compact(b);
    count[PRINTS_AT_STATE] += readable;
    count[PRINTS_AT_FBI] += b->persons;

    draws(m, first, b, m->word_status, b->u);
    draws(m, first, b, m->word_enrolled, b->v);
    draws(m, first, b, m->word_match, b->w);
    for (int i = 0; i < b->persons; i++) {
        int status = among(m->status[b->borough[i]], STATUSES, b->u[i]);
        int matched = b->w[i] < m->match[b->v[i] < m->enrolled[status]];
        count[ICE_NOTIFIED] += matched;
        if (matched && status > 1)
            after_notice(m, first + b->place[i], b->charge[i], status, b->record[i], count);
    }
}

/* The better way here: blocks that fit the cache, draws in loops that the compiler vectorises, then compaction.
 * ``first`` is a multiple of BLOCK. */
void simulate_blocks(const Model *m, uint64_t first, uint64_t persons, int64_t *counts)
{
    Block block;
    int64_t count[EVENTS] = {0};
    for (uint64_t done = 0; done < persons; done += BLOCK) {
        uint64_t left = persons - done;
        simulate_block(m, &block, first + done, left < BLOCK ? (int)left : BLOCK, count);
    }
    for (int i = 0; i < EVENTS; i++)
        counts[i] += count[i];
}

/* --- model ends */
