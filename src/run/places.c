/* places.c - which metrics and line items a graph can feed, and in which order. */
#include "run/layout.h"

#include <assert.h>
#include <string.h>

static size_t rows_of(const struct model *model)
{
    size_t n = 0;

    while (model->metrics && model->metrics[n].name)
        n++;
    return n;
}

static bool is_fed(const struct graph *graph, const struct model *model,
                   bool (*fed)(const void *config))
{
    if (!fed)
        return true;
    for (size_t i = 0; i < graph->resources; i++)
        if (graph->resource[i].model == model && fed(graph->resource[i].config))
            return true;
    return false;
}

static size_t members_of(const struct graph *graph, const struct model *model,
                         enum metric_of of)
{
    size_t n = of == OF_ACCOUNT ? 1 : 0;

    for (size_t i = 0; of != OF_ACCOUNT && i < graph->resources; i++)
        if (graph->resource[i].model == model)
            n += of == OF_PART ? graph->resource[i].parts : 1;
    return n;
}

size_t metric_places(const struct graph *graph, struct arena *arena,
                     struct metric_place **places)
{
    size_t room = 1, n = 0;

    for (size_t a = 0; a < graph->accounts; a++)
        room += rows_of(graph->account[a].model);
    *places = arena_get(arena, room * sizeof **places);
    for (size_t a = 0; a < graph->accounts; a++) {
        const struct model *model = graph->account[a].model;
        for (size_t row = 0; row < rows_of(model); row++) {
            const struct metric *metric = &model->metrics[row];
            size_t members = members_of(graph, model, metric->of);
            if (members > 0 && is_fed(graph, model, metric->fed))
                (*places)[n++] = (struct metric_place){.model = model,
                                                       .row = row,
                                                       .members = members,
                                                       .series = -1,
                                                       .summary = -1,
                                                       .histogram = -1,
                                                       .excess = -1};
        }
    }
    return n;
}

const struct metric *place_row(const struct metric_place *place)
{
    return &place->model->metrics[place->row];
}

const char *place_base(const struct metric_place *place)
{
    const struct metric *row = place_row(place);

    /* A client's latency is that of successes; a failure is over any of them (D26). */
    if (!row->base && strcmp(place->model->name, "client") == 0 &&
        strcmp(row->name, "latency") == 0)
        return "errors";
    return row->base;
}

size_t place_counts(const struct layout *l, const struct metric_place *place,
                    const char *names, size_t count[PLACE_COUNTS])
{
    enum metric_of of = place_row(place)->of;
    size_t n = 0;

    while (names && *names) {
        size_t length = strcspn(names, "+");
        for (size_t i = 0; i < l->metrics; i++) {
            const struct metric_place *p = &l->metric[i];
            const struct metric *row = place_row(p);
            if (p->model != place->model || row->of != of || row->kind != METRIC_COUNT ||
                strlen(row->name) != length || strncmp(row->name, names, length) != 0)
                continue;
            assert(n < PLACE_COUNTS);
            count[n++] = i;
        }
        names += length + (names[length] == '+');
    }
    return n;
}

size_t window_counts(const struct layout *l, const struct window *w,
                     size_t count[PLACE_COUNTS])
{
    const struct metric_place *place = &l->metric[w->metric];

    return place_counts(l, place, w->base ? w->base : place_base(place), count);
}

bool place_is_censored(const struct metric_place *place)
{
    return strcmp(place->model->name, "client") == 0 &&
           strcmp(place_row(place)->name, "completion") == 0;
}

const char *place_member(const struct graph *graph, const struct metric_place *place,
                         size_t member, struct arena *arena)
{
    enum metric_of of = place_row(place)->of;

    if (of == OF_ACCOUNT)
        return arena_text(arena, "account.%s", place->model->name);
    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *r = &graph->resource[i];
        if (r->model != place->model)
            continue;
        if (of == OF_SERVICE && member-- == 0)
            return r->address;
        if (of == OF_PART && member >= r->first_part && member < r->first_part + r->parts)
            return arena_text(arena, "%s[%s]", r->address,
                              r->part[member - r->first_part]);
    }
    return NULL;
}

static const struct price_row *price_of(const struct scenario *s, const char *item)
{
    for (size_t i = 0; i < s->prices; i++)
        if (strcmp(s->price[i].item, item) == 0)
            return &s->price[i];
    return NULL;
}

size_t line_places(const struct scenario *s, struct arena *arena,
                   struct line_place **places)
{
    size_t room = 1, n = 0;

    for (size_t a = 0; a < s->graph.accounts; a++)
        for (const struct line_item *i = s->graph.account[a].model->items; i && i->name;
             i++)
            room++;
    *places = arena_get(arena, room * sizeof **places);
    for (size_t a = 0; a < s->graph.accounts; a++) {
        const struct model *model = s->graph.account[a].model;
        for (size_t i = 0; model->items && model->items[i].name; i++) {
            struct line_place *place = &(*places)[n];
            if (!is_fed(&s->graph, model, model->items[i].fed))
                continue;
            *place = (struct line_place){.model = model, .item = i};
            place->price = price_of(s, line_name(place, arena));
            n++;
        }
    }
    return n;
}

const char *line_name(const struct line_place *line, struct arena *arena)
{
    return arena_text(arena, "%s.%s", line->model->name,
                      line->model->items[line->item].name);
}
