/* scenario_change.c - the timeline, read and made ready: what is set is checked and
 * turned into bytes at load, so that a run only copies. */
#include "run/loader.h"

#include <string.h>

#include "base/sort.h"
#include "config/address.h"
#include "registry.h"

/* Bytes that a value of this kind takes in a config struct; 0: not one value. */
static size_t size_of_kind(enum kind kind)
{
    switch (kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
        return sizeof(int64_t);
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
    case KIND_MONEY:
        return sizeof(double);
    case KIND_CHOICE:
        return sizeof(int);
    case KIND_FLAG:
        return sizeof(bool);
    case KIND_LAW:
        return sizeof(struct dist);
    default:
        return 0;
    }
}

struct wanted { /* one text of one entry */
    struct loader *l;
    const struct entry *entry;
    const char *text, *name, *value; /* "NAME = VALUE" */
    struct address address;
    struct where where;
};

/* What stays is an instant: it may lie before a stretch or after it, not within. */
static sim_time end_of(const struct change *c)
{
    return c->until < 0 ? c->at + 1 : c->until;
}

/* The same setting must not be changed while it is changed: what would come back? */
static bool overlaps(const struct wanted *w, const struct change *made,
                     const struct change *other, const void *place)
{
    const struct resource *r = &w->l->scenario->graph.resource[other->resource];
    const struct field *row;

    if (other->resource != made->resource || other->row != made->row ||
        made->at >= end_of(other) || other->at >= end_of(made))
        return false;
    return address_place(&w->l->reading, r->model->fields, r->config,
                         &(struct address_walk){other->address, 2, other->where},
                         &row) == place;
}

static void refuse_overlap(const struct wanted *w, const struct change *made,
                           const void *place)
{
    const struct scenario *s = w->l->scenario;

    for (size_t i = 0; i < s->changes; i++)
        if (overlaps(w, made, &s->change[i], place)) {
            diag_error(w->l->diag, w->where,
                       "timeline: %s and %s overlap, so what holds after them is open",
                       made->text, s->change[i].text);
            return;
        }
}

static void make_change(const struct wanted *w, const struct resource *r)
{
    struct scenario *s = w->l->scenario;
    struct change *made;
    struct node *node = node_new(w->l->arena, NODE_TEXT, NULL, w->value, w->where);
    const struct field *row;
    void *value, *place;

    place = address_place(&w->l->reading, r->model->fields, r->config,
                          &(struct address_walk){&w->address, 2, w->where}, &row);
    if (!place)
        return;
    if (!(row->flags & FIELD_MAY_CHANGE) || size_of_kind(row->kind) == 0) {
        diag_error(w->l->diag, w->where, "timeline: %s may not change while running",
                   w->text);
        return;
    }
    if (row->kind == KIND_COUNT && *(const int64_t *)place == ABSENT) {
        diag_error(
            w->l->diag, w->where,
            "timeline: %s has no value that could change: give it one to start with",
            w->text);
        return;
    }
    value = arena_get(w->l->arena, size_of_kind(row->kind));
    if (!field_assign(&w->l->reading, row, node, w->name, value))
        return;
    s->change = arena_room(w->l->arena, s->change, s->changes, sizeof *s->change);
    made = &s->change[s->changes];
    *made = (struct change){
        .at = w->entry->at,
        .until = w->entry->until == ABSENT ? -1 : w->entry->until,
        .resource = r->index,
        .row = row,
        .address = arena_copy(w->l->arena, &w->address, sizeof w->address),
        .value = value,
        .size = size_of_kind(row->kind),
        .text = w->text,
        .where = w->where,
    };
    refuse_overlap(w, made, place);
    s->changes++;
}

/* Every resource that is meant; returns how many. */
static size_t change_all(const struct wanted *w)
{
    const struct graph *graph = &w->l->scenario->graph;
    const struct address *a = &w->address;
    size_t count = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *r = &graph->resource[i];

        if (strcmp(r->model->name, a->word[0].name) != 0 ||
            (strcmp(a->word[1].name, "*") != 0 && strcmp(a->word[1].name, r->name) != 0))
            continue;
        count++;
        if (w->l->sound[i])
            make_change(w, r);
    }
    return count;
}

static bool parse(struct wanted *w)
{
    if (!address_value(w->text, w->l->arena, &w->name, &w->value) ||
        !address_split(w->name, w->l->arena, &w->address) ||
        !loader_names_only(&w->address)) {
        diag_error(w->l->diag, w->where, "timeline: %s: ADDRESS = VALUE is wanted",
                   w->text);
        return false;
    }
    if (w->address.words < 3 || !(model_find(w->address.word[0].name) ||
                                  model_is_later(w->address.word[0].name))) {
        diag_error(w->l->diag, w->where,
                   "timeline: %s: only settings of resources may change while running",
                   w->text);
        return false;
    }
    return true;
}

static void read_entry(struct loader *l, const struct entry *entry)
{
    for (size_t i = 0; i < entry->set.count; i++) {
        struct wanted w = {.l = l, .entry = entry};

        w.text = entry->set.text[i];
        w.where = entry->set.at[i];
        if (parse(&w) && change_all(&w) == 0 && !model_is_later(w.address.word[0].name))
            diag_error(l->diag, w.where, "timeline: %s: there is no %s.%s", w.text,
                       w.address.word[0].name, w.address.word[1].name);
    }
}

static int compare_changes(const void *a, const void *b)
{
    const struct change *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->resource != y->resource)
        return x->resource < y->resource ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void check_entry(struct loader *l, const struct entry *entry, size_t ordinal)
{
    const struct node *timeline = node_member(l->root, "timeline");
    struct where at = node_element(timeline, ordinal)->at;

    if (entry->until != ABSENT && entry->until <= entry->at)
        diag_error(l->diag, at, "timeline[%zu]: until is not after at", ordinal);
    if (entry->set.count == 0)
        diag_error(l->diag, at, "timeline[%zu]: set is empty", ordinal);
}

void loader_changes(struct loader *l)
{
    struct scenario *s = l->scenario;
    const struct entry *entry = l->head.timeline.element;

    for (size_t i = 0; l->head_sound && i < l->head.timeline.count; i++) {
        check_entry(l, &entry[i], i);
        read_entry(l, &entry[i]);
    }
    sort_stable(s->change, s->changes, sizeof *s->change, compare_changes);
}
