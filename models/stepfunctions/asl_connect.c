/* asl_connect.c - names of states become their numbers; what is entered from where.
 *
 * A transition stays in its scope.  Every scope must have a way out of each state that
 * can be reached: else it would never end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "stepfunctions/asl.h"

/* ---- names ---- */

struct named { /* sort_stable has no context */
    const char *name;
    uint32_t number;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;

    return strcmp(x->name, y->name);
}

/* A name is there once in the whole machine. */
static bool sort_names(struct asl_reading *r)
{
    struct asl *asl = r->asl;
    struct named *all = xcalloc(asl->states + 1, sizeof *all);
    bool good = true;

    for (uint32_t i = 0; i < asl->states; i++)
        all[i] = (struct named){asl->state[i].name, i};
    sort_stable(all, asl->states, sizeof *all, by_name);
    asl->sorted = arena_get(r->arena, (asl->states + 1) * sizeof *asl->sorted);
    for (size_t i = 0; i < asl->states; i++) {
        asl->sorted[i] = all[i].number;
        if (i > 0 && strcmp(all[i].name, all[i - 1].name) == 0)
            good = asl_wrong(r, asl->state[all[i].number].at,
                             "two states are named \"%s\"", all[i].name);
    }
    free(all);
    return good;
}

uint32_t asl_find(const struct asl *asl, const char *name)
{
    size_t low = 0, high = asl->states;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, asl->state[asl->sorted[middle]].name);
        if (order == 0)
            return asl->sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ASL_END;
}

static const char *name_next(const void *asl, size_t i)
{
    const struct asl *a = asl;

    return i < a->states ? a->state[i].name : NULL;
}

const char *asl_nearest(const struct asl *asl, const char *name)
{
    enum { MANY = 1000 }; /* each is compared letter by letter */

    return asl->states > MANY ? NULL : text_nearest_of(name, name_next, asl);
}

struct from { /* where a name stands that leads somewhere */
    const char *what;
    struct where at;
    uint32_t scope;
};

static bool connect_to(struct asl_reading *r, const struct from *from, const char *name,
                       uint32_t *to)
{
    const char *near;

    *to = asl_find(r->asl, name);
    if (*to == ASL_END) {
        near = asl_nearest(r->asl, name);
        return asl_wrong(r, from->at, "%s: there is no state \"%s\"%s%s%s", from->what,
                         name, near ? "; did you mean \"" : "", near ? near : "",
                         near ? "\"?" : "");
    }
    if (r->asl->state[*to].scope != from->scope)
        return asl_wrong(r, from->at, "%s: \"%s\" is not among the states beside it",
                         from->what, name);
    return true;
}

static bool connect_state(struct asl_reading *r, struct asl_state *s)
{
    const struct from from = {arena_text(r->arena, "state \"%s\"", s->name), s->at,
                              s->scope};
    bool good = !s->next_name || connect_to(r, &from, s->next_name, &s->next);

    for (size_t i = 0; i < s->choice.count; i++)
        good = connect_to(r, &from, s->choice.next_name[i], &s->choice.next[i]) && good;
    for (size_t i = 0; i < s->catchers; i++)
        good = connect_to(r, &from, s->catcher[i].next_name, &s->catcher[i].next) && good;
    return good;
}

/* ---- ways ---- */

/* State number `i` of those that may come after s, ASL_END for an end; false: no more. */
static bool follower(const struct asl_state *s, size_t i, uint32_t *next)
{
    size_t own = s->type == ASL_CHOICE ? s->choice.count : 1;

    if (i < own)
        *next = s->type == ASL_CHOICE ? s->choice.next[i] : s->next;
    else if (i < own + s->catchers)
        *next = s->catcher[i - own].next;
    else
        return false;
    return true;
}

/* Marks what can be reached from `from`, itself only if some way leads back. */
static void reach(const struct asl *asl, uint32_t from, bool *there, uint32_t *stack)
{
    size_t height = 0;
    uint32_t at = from, next;

    for (;;) {
        for (size_t i = 0; follower(&asl->state[at], i, &next); i++)
            if (next != ASL_END && !there[next]) {
                there[next] = true;
                stack[height++] = next;
            }
        if (height == 0)
            return;
        at = stack[--height];
    }
}

static bool leads_to_an_end(const struct asl_state *s, const bool *ends)
{
    uint32_t next;

    for (size_t i = 0; follower(s, i, &next); i++)
        if (next == ASL_END || ends[next])
            return true;
    return false;
}

/* Marks the states of a scope from which its end can be reached: backwards, until there
 * are no more.  In a long chain that is written from its beginning to its end the states
 * are looked at from the last to the first. */
static void mark_ending(const struct asl *asl, const struct asl_scope *scope, bool *ends)
{
    bool grown = true;

    while (grown) {
        grown = false;
        for (size_t k = scope->count; k-- > 0;) {
            uint32_t n = scope->state[k];
            if (ends[n] || !leads_to_an_end(&asl->state[n], ends))
                continue;
            ends[n] = grown = true;
        }
    }
}

static bool check_scope(struct asl_reading *r, struct asl_scope *scope, bool *there,
                        bool *ends, uint32_t *stack)
{
    struct asl *asl = r->asl;
    bool good = true;

    there[scope->start] = true;
    reach(asl, scope->start, there, stack);
    mark_ending(asl, scope, ends);
    for (size_t k = 0; k < scope->count; k++) {
        const struct asl_state *s = &asl->state[scope->state[k]];
        if (!there[scope->state[k]])
            diag_warn(r->diag, s->at, "%s: state \"%s\" is never reached", r->owner,
                      s->name);
        else if (!ends[scope->state[k]])
            good = asl_wrong(r, s->at, "state \"%s\": no way leads from it to an end",
                             s->name);
    }
    return good;
}

/* Of a scope's states those that can come again; each gets its place among them.  A state
 * comes again where it is in a circle; to look for circles from each state takes their
 * square, so in large scopes all count as if they did. */
static void mark_repeating(struct asl *asl, struct asl_scope *scope, bool *there,
                           uint32_t *stack)
{
    enum { LARGE = 1000 };

    for (size_t k = 0; k < scope->count; k++) {
        struct asl_state *s = &asl->state[scope->state[k]];
        s->repeats = scope->count > LARGE;
        if (!s->repeats) {
            memset(there, 0, asl->states * sizeof *there);
            reach(asl, scope->state[k], there, stack);
            s->repeats = there[scope->state[k]];
        }
        if (s->repeats)
            s->nth = scope->repeating++;
    }
}

static bool check_ways(struct asl_reading *r)
{
    struct asl *asl = r->asl;
    bool *there = xcalloc(asl->states, sizeof *there);
    bool *ends = xcalloc(asl->states, sizeof *ends);
    uint32_t *stack = xcalloc(asl->states, sizeof *stack);
    bool good = true;

    for (size_t i = 0; i < asl->scopes; i++)
        good = check_scope(r, &asl->scope[i], there, ends, stack) && good;
    for (size_t i = 0; i < asl->scopes; i++)
        mark_repeating(asl, &asl->scope[i], there, stack);
    free(stack);
    free(ends);
    free(there);
    return good;
}

bool asl_connect(struct asl_reading *r)
{
    struct asl *asl = r->asl;
    bool good = sort_names(r);

    for (size_t i = 0; i < asl->scopes; i++) {
        struct asl_scope *scope = &asl->scope[i];
        const struct from from = {"StartAt", scope->at, (uint32_t)i};
        good = connect_to(r, &from, scope->start_name, &scope->start) && good;
    }
    for (size_t i = 0; i < asl->states; i++)
        good = connect_state(r, &asl->state[i]) && good;
    return good && check_ways(r);
}
