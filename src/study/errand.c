#include "study/errand.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/pack.h"

enum errand_end { ERRAND_REFUSED, ERRAND_FAILED, ERRAND_GOOD };

/* ---- the order ---- */

static void pack_texts(struct text *to, const char *const *text, size_t count)
{
    pack_number(to, count);
    for (size_t i = 0; i < count; i++)
        pack_text(to, text[i]);
}

/* How the scenario was loaded, and what a study changed in it since. */
static void pack_scenario(struct text *to, const struct unit_asked *asked)
{
    const struct scenario *s = asked->layout->scenario;
    const struct loading *l = &s->loaded;

    pack_text(to, l->path);
    pack_texts(to, l->set, l->sets);
    pack_texts(to, l->objective, l->objectives);
    pack_texts(to, l->wish, l->wishes);
    pack_number(to, l->no_objectives);
    pack_number(to, l->no_own_objectives);
    pack_number(to, s->graph.limits);
    for (size_t i = 0; i < s->graph.limits; i++)
        pack_number(to, s->graph.limit[i].lifted);
    pack_number(to, asked->requests);
    pack_number(to, asked->in_batches);
}

void errand_pack(const struct unit_order *order, struct text *to)
{
    struct unit_names names;
    struct unit_name name;

    unit_names_begin(&names, order->asked);
    name = unit_name(&names, order->replication);
    pack_number(to, order->replication);
    pack_text(to, name.hex);
    pack_scenario(to, order->asked);
}

/* ---- done ---- */

struct errand { /* an order, read */
    size_t replication;
    char *name;
    struct text same; /* bytes of the order's */
};

static struct errand read_errand(const struct text *order)
{
    struct unpacking from = unpack_of(order);
    struct errand e = {.replication = unpack_number(&from)};

    e.name = unpack_text(&from);
    e.same = (struct text){order->bytes + (order->length - from.left), from.left, 0};
    return e;
}

static const char *kept_text(struct errands *all, struct unpacking *from)
{
    char *text = unpack_text(from);
    const char *kept = arena_text(&all->arena, "%s", text);

    free(text);
    return kept;
}

static const char *const *kept_texts(struct errands *all, struct unpacking *from,
                                     size_t *count)
{
    const char **text;

    *count = (size_t)unpack_number(from);
    text = arena_get(&all->arena, (*count + 1) * sizeof *text);
    for (size_t i = 0; i < *count; i++)
        text[i] = kept_text(all, from);
    return text;
}

static void lift(struct graph *graph, struct unpacking *from)
{
    size_t limits = (size_t)unpack_number(from);

    for (size_t i = 0; i < limits; i++) {
        bool lifted = unpack_number(from) != 0;
        if (i < graph->limits)
            graph->limit[i].lifted = lifted;
    }
}

static void forget(struct errands *all)
{
    if (all->scenario)
        scenario_free(all->scenario);
    all->scenario = NULL;
    arena_release(&all->arena);
    text_free(&all->same);
}

/* The scenario of an order; what it lifts too. */
static void load(struct errands *all, struct unpacking *from, struct diag *diag)
{
    struct loading l = {.profile_directory = all->profiles};

    l.path = kept_text(all, from);
    l.set = kept_texts(all, from, &l.sets);
    l.objective = kept_texts(all, from, &l.objectives);
    l.wish = kept_texts(all, from, &l.wishes);
    l.no_objectives = unpack_number(from) != 0;
    l.no_own_objectives = unpack_number(from) != 0;
    all->scenario = scenario_load(&l, diag);
    if (!all->scenario)
        return;
    lift(&all->scenario->graph, from);
    all->asked.layout = layout_make(all->scenario, &all->arena);
    all->asked.requests = unpack_number(from);
    all->asked.in_batches = unpack_number(from) != 0;
    unit_names_begin(&all->names, &all->asked);
}

/* Orders come point by point: mostly it is the last one's scenario again. */
static void prepare(struct errands *all, const struct text *same, struct diag *diag)
{
    struct unpacking from = unpack_of(same);

    if (all->scenario && all->same.length == same->length &&
        memcmp(all->same.bytes, same->bytes, same->length) == 0)
        return;
    forget(all);
    pack_bytes(&all->same, same->bytes, same->length);
    load(all, &from, diag);
}

static void refuse(struct text *answer, const char *why)
{
    pack_number(answer, ERRAND_REFUSED);
    pack_text(answer, why);
}

static void run(const struct errands *all, const struct errand *e, struct text *answer)
{
    const struct layout *layout = all->asked.layout;
    struct unit_order order = {.asked = &all->asked,
                               .replication = e->replication,
                               .interrupted = all->interrupted};
    struct unit_name name = unit_name(&all->names, e->replication);
    struct finished f = {.value = xcalloc(layout->values + 1, sizeof(double))};

    if (strcmp(name.hex, e->name) != 0) {
        refuse(answer, "the scenario, what it reads, its profile or headroom itself is "
                       "not the same on all machines");
    } else {
        pack_number(answer, unit_run(&order, &f) ? ERRAND_GOOD : ERRAND_FAILED);
        finished_pack(&f, layout, answer);
    }
    finished_free(&f);
    free(f.value);
}

void errand_do(struct errands *all, const struct text *order, struct text *answer)
{
    struct errand e = read_errand(order);
    char *said = NULL;
    size_t size;
    struct diag diag = {.out = open_memstream(&said, &size)};

    prepare(all, &e.same, &diag);
    fclose(diag.out);
    if (all->scenario)
        run(all, &e, answer);
    else
        refuse(answer, said);
    free(said);
    free(e.name);
}

void errands_end(struct errands *all)
{
    forget(all);
}

/* ---- back ---- */

static bool refused(struct unpacking *from, struct finished *f)
{
    struct diag diag = {.out = open_memstream(&f->said, &f->said_size)};
    char *why = unpack_text(from);

    diag_failure(&diag, (struct where){0}, "on another machine: %s", why);
    fclose(diag.out);
    free(why);
    f->failures = 1;
    return false;
}

bool errand_unpack(const struct unit_order *order, const struct text *answer,
                   struct finished *f)
{
    struct unpacking from = unpack_of(answer);
    uint64_t end = unpack_number(&from);
    struct text brought = {(char *)from.at, from.left, 0};

    if (end == ERRAND_REFUSED)
        return refused(&from, f);
    return finished_unpack(f, order->asked->layout, &brought) && end == ERRAND_GOOD;
}
