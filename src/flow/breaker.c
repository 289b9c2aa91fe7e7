/* breaker.c - closed, open, one probe. */
#include "flow/breaker.h"

bool breaker_admits(struct breaker_state *s, sim_time now, bool *probe)
{
    *probe = false;
    if (s->is == BREAKER_CLOSED)
        return true;
    if (s->is == BREAKER_PROBING || now < s->open_until)
        return false;
    s->is = BREAKER_PROBING;
    *probe = true;
    return true;
}

static void open_up(struct breaker_state *s, const struct breaker *b, sim_time now)
{
    *s = (struct breaker_state){.is = BREAKER_OPEN, .open_until = now + b->open_for};
}

static bool too_many(const struct breaker_state *s, const struct breaker *b, int64_t slot)
{
    int64_t n = 0, failed = 0;

    for (size_t i = 0; i < BREAKER_SLOTS; i++) {
        if (slot - s->seen[i].slot >= BREAKER_SLOTS)
            continue;
        n += s->seen[i].n;
        failed += s->seen[i].failed;
    }
    return n >= BREAKER_LEAST && (double)failed >= b->failure_share * (double)n;
}

void breaker_note(struct breaker_state *s, const struct breaker *b, sim_time now,
                  bool failed, bool probe)
{
    sim_time width = b->window >= BREAKER_SLOTS ? b->window / BREAKER_SLOTS : 1;
    int64_t slot = now / width;
    size_t i = (size_t)(slot % BREAKER_SLOTS);

    if (probe && failed)
        open_up(s, b, now);
    else if (probe)
        *s = (struct breaker_state){.is = BREAKER_CLOSED};
    if (probe || s->is != BREAKER_CLOSED)
        return; /* what went out before it opened says nothing new */
    if (s->seen[i].slot != slot) {
        s->seen[i].slot = slot;
        s->seen[i].n = s->seen[i].failed = 0;
    }
    s->seen[i].n++;
    s->seen[i].failed += failed;
    if (failed && too_many(s, b, slot))
        open_up(s, b, now);
}
