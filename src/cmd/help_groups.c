/* help_groups.c - `headroom help` of the groups of a scenario that are no room's: what
 * stands at its head, account, prices and defaults. */
#include <string.h>

#include "cmd/help.h"
#include "registry.h"
#include "run/scenario.h"

static bool is_here(const struct address *a, size_t i, const char *name)
{
    return i < a->words && strcmp(a->word[i].name, name) == 0;
}

/* A row, with what is inside it, or one row of that. */
static bool tell_row(FILE *out, const struct field *row, const struct address *a,
                     size_t i, const char *address)
{
    const struct field *inner = row;

    if (i + 1 < a->words)
        inner = row->of ? field_find(row->of, a->word[i + 1].name) : NULL;
    if (!inner || i + 2 < a->words)
        return false;
    help_row(out, inner, address);
    return true;
}

/* ---- account ---- */

static bool tell_account(FILE *out, const struct address *a, const char *address)
{
    const struct field *row =
        a->words > 1 ? field_find(account_head_fields, a->word[1].name) : NULL;

    if (row)
        return tell_row(out, row, a, 1, address);
    if (a->words > 1)
        return false; /* a model's */
    fputs("account: quotas, below the name of each model, and for all of them:\n\n", out);
    field_help(out, account_head_fields, "account");
    fputc('\n', out);
    for (size_t i = 0; model_at(i); i++)
        if (model_at(i)->account_fields)
            fprintf(out, "  headroom help account.%s\n", model_at(i)->name);
    return true;
}

/* ---- prices and defaults ---- */

static void list_prices(FILE *out, const struct model *model)
{
    for (const struct line_item *item = model->items; item && item->name; item++) {
        struct text text = {0};
        text_add(&text, "USD for one %s; %s", item->units, item->help);
        fprintf(out, "  prices.%s.%s\n", model->name, item->name);
        help_wrap(out, text_of(&text), 6);
        text_free(&text);
    }
}

static bool tell_prices(FILE *out, const struct address *a)
{
    const struct model *one = a->words > 1 ? model_find(a->word[1].name) : NULL;

    if (a->words > 2 || (a->words == 2 && !one))
        return false;
    fputs("prices: in place of the profile's, in USD, or with tiers as the profile has "
          "them:\n\n",
          out);
    for (size_t i = 0; model_at(i); i++)
        if (!one || model_at(i) == one)
            list_prices(out, model_at(i));
    return true;
}

static bool tell_defaults(FILE *out, const struct address *a, const char *address)
{
    const struct model *model = a->words > 1 ? model_find(a->word[1].name) : NULL;
    const struct field *row =
        model && a->words > 2 ? field_find(model->fields, a->word[2].name) : NULL;

    if (row)
        return tell_row(out, row, a, 2, address);
    if (a->words > 2 || (a->words == 2 && !model))
        return false;
    fputs("defaults: what resources of a model have that do not say it, in place of the\n"
          "profile's: defaults = { lambda = { memory_size = \"1 GB\"; }; };\n\n",
          out);
    for (size_t i = 0; !model && model_at(i); i++)
        fprintf(out, "  headroom help %s\n", model_at(i)->name);
    if (model)
        field_help(out, model->fields, address);
    return true;
}

bool help_group(const struct address *a, const char *address, FILE *out)
{
    const struct field *row = field_find(head_fields, a->word[0].name);

    if (is_here(a, 0, "account"))
        return tell_account(out, a, address);
    if (is_here(a, 0, "prices"))
        return tell_prices(out, a);
    if (is_here(a, 0, "defaults"))
        return tell_defaults(out, a, address);
    if (is_here(a, 0, "study") && a->words == 1) {
        fputs("study: what headroom sweep, compare and tune are to do; headroom help "
              "studies\n",
              out);
        return true;
    }
    return row && !is_here(a, 0, "run") && tell_row(out, row, a, 0, address);
}
