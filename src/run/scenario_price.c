/* scenario_price.c - the price of every line item of the models in use, out of the
 * profile or overridden by the scenario (language.md D22). */
#include "run/loader.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

/* `node` may be missing in `group`, or be the whole of it. */
static bool read_price(struct loader *l, const struct node *group,
                       const struct node *node, const char *address, double *price)
{
    if (node && node->text && unit_read(UNIT_MONEY, node->text, price) && *price >= 0)
        return true;
    diag_error(l->diag, node ? node->at : group->at, "%s: %s is wanted%s%s", address,
               unit_wanted(UNIT_MONEY), node && node->text ? ", not " : "",
               node && node->text ? node->text : "");
    return false;
}

static bool read_tier(struct loader *l, const struct node *node, const char *address,
                      struct price_tier *tier)
{
    const struct node *up_to;

    if (node->kind != NODE_GROUP) {
        diag_error(l->diag, node->at, "%s: a tier is { up_to = ..; price = ..; }",
                   address);
        return false;
    }
    up_to = node_member(node, "up_to");
    tier->up_to = INFINITY;
    if (up_to && (!up_to->text || !unit_read(UNIT_COUNT, up_to->text, &tier->up_to))) {
        diag_error(l->diag, up_to->at, "%s.up_to: %s is wanted", address,
                   unit_wanted(UNIT_COUNT));
        return false;
    }
    return read_price(l, node, node_member(node, "price"), address, &tier->price);
}

/* Volumes rise, and the last tier has no end. */
static bool tiers_rise(const struct price_row *row)
{
    for (size_t i = 1; i < row->tiers; i++)
        if (!(row->tier[i].up_to > row->tier[i - 1].up_to))
            return false;
    return row->tiers > 0 && isinf(row->tier[row->tiers - 1].up_to);
}

static bool read_tiers(struct loader *l, const struct node *list, const char *address,
                       struct price_row *row)
{
    bool fine = true;

    row->tier = arena_get(l->arena, (list->count + 1) * sizeof *row->tier);
    for (const struct node *one = list->first; one; one = one->next)
        fine = read_tier(l, one, address, &row->tier[row->tiers++]) && fine;
    if (fine && !tiers_rise(row)) {
        diag_error(l->diag, list->at,
                   "%s: tiers rise in up_to, and the last one has none", address);
        fine = false;
    }
    return fine;
}

static bool read_free(struct loader *l, const struct node *node, const char *address,
                      struct price_row *row)
{
    if (!node || (node->text && unit_read(UNIT_COUNT, node->text, &row->free)))
        return true;
    diag_error(l->diag, node->at, "%s.free: %s is wanted", address,
               unit_wanted(UNIT_COUNT));
    return false;
}

static bool read_single(struct loader *l, const struct node *group,
                        const struct node *node, const char *address,
                        struct price_row *row)
{
    row->tier = arena_get(l->arena, sizeof *row->tier);
    row->tiers = 1;
    row->tier->up_to = INFINITY;
    return read_price(l, group, node, address, &row->tier->price);
}

/* `node`: a price, or { price | tiers; free; source; assumption }. */
static bool read_row(struct loader *l, const struct node *node, const char *address,
                     struct price_row *row)
{
    const struct node *tiers;

    row->source = node->source;
    row->assumption = node->assumption;
    if (node->kind != NODE_GROUP)
        return read_single(l, node, node, address, row);
    tiers = node_member(node, "tiers");
    if (!read_free(l, node_member(node, "free"), address, row))
        return false;
    return tiers ? read_tiers(l, tiers, address, row)
                 : read_single(l, node, node_member(node, "price"), address, row);
}

static const struct node *price_of(const struct node *root, const char *model,
                                   const char *item)
{
    const struct node *group = loader_path(root, "prices", model);

    return group ? node_member(group, item) : NULL;
}

static int compare_items(const void *a, const void *b)
{
    return strcmp(((const struct price_row *)a)->item,
                  ((const struct price_row *)b)->item);
}

/* A profile has the prices of one Region; in any other they are an assumption. */
static void assume_region(struct loader *l, const struct node *dated)
{
    struct scenario *s = l->scenario;
    struct node value = {.source = dated->source};

    if (!s->profile.prices_region || strcmp(s->profile.prices_region, s->region) == 0)
        return;
    s->prices_of = s->profile.prices_region;
    value.text = arena_text(l->arena, "those of %s, not of %s", s->prices_of, s->region);
    loader_assume(l, "prices", &value);
}

static void assume_price(struct loader *l, const char *address, const struct node *node)
{
    const struct node *price =
        node->kind == NODE_GROUP ? node_member(node, "price") : node;
    struct node value = {.text = price ? price->text : "by tiers",
                         .source = node->source};

    loader_assume(l, address, &value);
}

/* Of one item: the scenario's price goes before the profile's; the free amount stays if
 * it says none. */
static void item_price(struct loader *l, const struct model *model,
                       const struct line_item *item)
{
    struct scenario *s = l->scenario;
    struct price_row *row = &s->price[s->prices];
    const struct node *own = price_of(l->root, model->name, item->name);
    const struct node *dated = price_of(s->profile.root, model->name, item->name);
    const char *address = arena_text(l->arena, "prices.%s.%s", model->name, item->name);

    if (own && strcmp(item->units, "USD") == 0)
        diag_error(l->diag, own->at, "%s: each %s has a price of its own", address,
                   model->name);
    if (dated && dated->kind == NODE_GROUP)
        read_free(l, node_member(dated, "free"), address, row);
    if ((!own && !dated) || !read_row(l, own ? own : dated, address, row))
        return;
    row->item = address + strlen("prices.");
    if (row->assumption)
        assume_price(l, address, own ? own : dated);
    if (!own)
        assume_region(l, dated);
    s->prices++;
}

/* Names that the scenario would price in vain. */
static void unknown_prices(struct loader *l, const struct model *model)
{
    const struct node *group = loader_path(l->root, "prices", model->name);

    for (const struct node *one = group ? group->first : NULL; one; one = one->next) {
        bool known = false;

        for (const struct line_item *item = model->items; item && item->name; item++)
            known |= strcmp(item->name, one->name) == 0;
        if (!known)
            diag_error(l->diag, one->at, "prices.%s: there is no line item %s",
                       model->name, one->name);
    }
}

void loader_prices(struct loader *l)
{
    struct scenario *s = l->scenario;
    size_t count = 0;

    for (size_t i = 0; i < s->graph.accounts; i++)
        for (const struct line_item *item = s->graph.account[i].model->items;
             item && item->name; item++)
            count++;
    s->price = arena_get(l->arena, (count + 1) * sizeof *s->price);
    for (size_t i = 0; i < s->graph.accounts; i++) {
        const struct model *model = s->graph.account[i].model;

        for (const struct line_item *item = model->items; item && item->name; item++)
            item_price(l, model, item);
        unknown_prices(l, model);
    }
    sort_stable(s->price, s->prices, sizeof *s->price, compare_items);
}
