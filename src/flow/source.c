/* source.c - a draw is a law, a stream and the name of the work: no state. */
#include "flow/source.h"

#include "base/text.h"

struct stream service_stream(const struct sim *sim, const struct service *self,
                             const char *purpose)
{
    const struct world *world = world_of(sim);
    struct text name = {0};
    struct stream stream;

    text_add(&name, "%s/%s", self->address, purpose);
    stream = stream_named(world->seed, world->replication, text_of(&name));
    text_free(&name);
    return world->antithetic ? stream_antithetic(stream) : stream;
}

struct source source_of(const struct sim *sim, const struct service *self,
                        const char *purpose, const struct dist *dist)
{
    return (struct source){.dist = dist, .stream = service_stream(sim, self, purpose)};
}

static bool goes_by_try(const struct source *s)
{
    return s->by_try || s->dist->by_try;
}

static uint64_t name_of(const struct source *s, const struct work *w)
{
    if (goes_by_try(s))
        return w->try;
    return w->who;
}

static uint64_t bits_of(const struct source *s, const struct work *w)
{
    return draw_bits(&s->stream, name_of(s, w), 0);
}

/* The request's own value, in the setting's units; a client without such an attribute has
 * 0 for it. */
static double attribute(const struct dist *dist, const struct work *w)
{
    const struct root *root = w->root;
    bool known = false;
    double value = 0;

    if (root->client->model->attribute)
        value = root->client->model->attribute(root->client, dist->law.index, root->who,
                                               root->ordinal, &known);
    if (!known)
        return 0;
    return dist->law.at + dist->law.scale * value * (dist->unit == UNIT_TIME ? 1e9 : 1);
}

static int64_t whole(double value)
{
    if (!(value > 0))
        return 0;
    return value < (double)LAW_LONGEST ? (int64_t)(value + 0.5) : LAW_LONGEST;
}

/* What is drawn under no name; false: the law needs one. */
static inline bool nameless(const struct source *s, const struct work *w, int64_t *drawn)
{
    const struct law *law = &s->dist->law;

    if (law->kind == LAW_CONSTANT)
        *drawn = whole(law->at);
    else if (law->kind == LAW_ATTRIBUTE)
        *drawn = whole(attribute(s->dist, w));
    else
        return false;
    return true;
}

int64_t source_draw(const struct sim *sim, const struct source *s, const struct work *w)
{
    int64_t drawn;

    (void)sim;
    if (nameless(s, w, &drawn))
        return drawn;
    return law_draw(&s->dist->law, bits_of(s, w));
}

int64_t source_draw_child(const struct sim *sim, const struct source *s,
                          const struct work *w, uint64_t site, uint64_t i)
{
    uint64_t name;
    int64_t drawn;

    (void)sim;
    if (nameless(s, w, &drawn))
        return drawn;
    name = goes_by_try(s) ? name_try(w->try, site, i, 0, 0) : name_child(w->who, site, i);
    return law_draw(&s->dist->law, draw_bits(&s->stream, name, 0));
}

double source_value(const struct sim *sim, const struct source *s, const struct work *w)
{
    const struct law *law = &s->dist->law;

    (void)sim;
    if (law->kind == LAW_ATTRIBUTE)
        return attribute(s->dist, w);
    return law_value(law, bits_of(s, w));
}

uint64_t source_key(const struct sim *sim, const struct source *s, const struct work *w)
{
    const struct law *law = &s->dist->law;

    (void)sim;
    if (law->kind == LAW_ATTRIBUTE)
        return 1 + (uint64_t)whole(attribute(s->dist, w));
    return 1 + law_key(law, bits_of(s, w), w->root->ordinal);
}

bool source_coin(const struct sim *sim, const struct source *s, const struct work *w)
{
    const struct law *p = &s->dist->law;
    bool fixed = p->kind == LAW_CONSTANT || p->kind == LAW_ATTRIBUTE;
    uint64_t bits = draw_bits(&s->stream, name_of(s, w), fixed ? 0 : 1);

    return unit_of(bits) < source_value(sim, s, w); /* slot 0 draws p itself */
}
