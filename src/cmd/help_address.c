/* help_address.c - `headroom help ADDRESS`: what the tables say of a name. */
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "config/address.h"
#include "registry.h"
#include "run/scenario.h"

struct asked {
    const char *text; /* as it was typed */
    struct address address;
    struct names names;
    size_t from; /* the first word after the group's and the resource's name */
    bool of_part;
};

static bool is_here(const struct address_word *word, const char *name)
{
    return strcmp(word->name, name) == 0;
}

/* ---- one thing ---- */

static const char *asked_for(const struct metric *m)
{
    switch (m->kind) {
    case METRIC_COUNT:
        return m->base ? "sum max rate share" : "sum max rate";
    case METRIC_LEVEL:
        return "mean min max last";
    case METRIC_OBSERVED:
        return "pNN mean min max sum rate share(.. > VALUE)";
    }
    return NULL;
}

static void metric_page(FILE *out, const struct metric *m)
{
    static const char *const kind[] = {
        [METRIC_COUNT] = "a count",
        [METRIC_LEVEL] = "a level: so much of it at a time",
        [METRIC_OBSERVED] = "a value of each",
    };

    help_wrap(out, m->help, 2);
    field_help_line(out, "metric", kind[m->kind]);
    if (strcmp(m->units, "1") != 0)
        field_help_line(out, "unit", m->units);
    if (m->kind == METRIC_COUNT && m->base)
        field_help_line(out, "share of", m->base);
    field_help_line(out, "objectives", asked_for(m));
    if (m->cloudwatch)
        field_help_line(out, "CloudWatch", m->cloudwatch);
}

static void limit_page(FILE *out, const struct own_limit *limit)
{
    help_wrap(out, limit->help, 2);
    field_help_line(out, "limit", "no setting of its own");
    field_help_line(out, "raised by", limit->raised_by);
    if (limit->source)
        field_help_line(out, "source", limit->source);
}

void help_row(FILE *out, const struct field *row, const char *address)
{
    field_help_row(out, row, address);
    if (!row->of)
        return;
    fputc('\n', out);
    field_help(out, row->of, address);
}

static void tell(FILE *out, const struct thing *thing, const char *address)
{
    if (thing->row) {
        help_row(out, thing->row, address);
        return;
    }
    fprintf(out, "%s\n", address);
    if (thing->metric)
        metric_page(out, thing->metric);
    else
        limit_page(out, thing->limit);
}

static void list_thing(FILE *out, const struct names *names, const struct thing *thing)
{
    struct text home = {0};

    thing_add_home(&home, names, thing);
    fprintf(out, "  %s\n", text_of(&home));
    help_wrap(out, thing->help, 6);
    text_free(&home);
}

static void tell_at_home(FILE *out, const struct names *names, const struct thing *thing,
                         bool again)
{
    struct text home = {0};

    if (again)
        fputc('\n', out);
    thing_add_home(&home, names, thing);
    tell(out, thing, text_of(&home));
    text_free(&home);
}

/* ---- by the last word ---- */

/* All that the names calls so: a setting may be a metric too. */
static bool tell_all(FILE *out, const struct asked *asked)
{
    const char *name = asked->address.word[asked->address.words - 1].name;
    struct thing thing;
    bool any = false;

    for (size_t i = 0; thing_called(&asked->names, name, &i, &thing);) {
        bool is_part = thing.metric && thing.metric->of == OF_PART;
        struct text address = {0};
        if (thing.metric && asked->of_part && !is_part)
            continue;
        if (strcmp(thing.name, name) != 0) { /* others call it so */
            tell_at_home(out, &asked->names, &thing, any);
            any = true;
            continue;
        }
        text_add(&address, "%s%s", asked->text, is_part && !asked->of_part ? "[..]" : "");
        if (any)
            fputc('\n', out);
        tell(out, &thing, text_of(&address));
        text_free(&address);
        any = true;
    }
    return any;
}

/* A name without an address: in full if it is one group's, else where they are. */
static bool tell_bare(FILE *out, const char *name)
{
    struct names names;
    struct thing thing;
    size_t groups = 0, told = 0;

    for (size_t s = 0, i = 0; names_at(s, &names); s++, i = 0)
        groups += thing_called(&names, name, &i, &thing);
    if (groups > 1)
        fprintf(out, "%s is several things; headroom help ADDRESS tells more:\n\n", name);
    for (size_t s = 0; names_at(s, &names); s++)
        for (size_t i = 0; thing_called(&names, name, &i, &thing);)
            if (groups > 1)
                list_thing(out, &names, &thing);
            else
                tell_at_home(out, &names, &thing, told++ > 0);
    return groups > 0;
}

/* ---- nothing is called so ---- */

static const char *did_you_mean(struct arena *arena, const char *name, text_next_fn *next,
                                const void *ctx)
{
    const char *near = text_nearest_of(name, next, ctx);

    return near ? arena_text(arena, "; did you mean %s?", near) : "";
}

/* Words that may stand alone: commands, topics, groups, then every thing's name. */
static const char *word_next(const void *unused, size_t i)
{
    struct names names;
    struct thing thing;

    (void)unused;
    for (size_t n = 0; command_next(NULL, n); n++)
        if (i-- == 0)
            return command_next(NULL, n);
    for (const struct topic *t = topics; t->name; t++)
        if (i-- == 0)
            return t->name;
    for (size_t n = 0; model_at(n); n++)
        if (i-- == 0)
            return model_at(n)->name;
    for (size_t s = 0; names_at(s, &names); s++)
        for (size_t n = 0; thing_at(&names, n, &thing); n++)
            if (i-- == 0)
                return thing.name;
    return NULL;
}

/* A setting in a group or list of some model's resources. */
static const char *place_anywhere(struct arena *arena, const char *name)
{
    for (size_t i = 0; model_at(i); i++) {
        const char *place = field_place(arena, model_at(i)->fields, name);
        if (place)
            return arena_text(arena, "; did you mean %s.NAME.%s?", model_at(i)->name,
                              place);
    }
    return NULL;
}

static const char *bare_hint(struct arena *arena, const char *name)
{
    const char *place = place_anywhere(arena, name);

    return place ? place : did_you_mean(arena, name, word_next, NULL);
}

static int not_found(const char *address, const char *hint, struct diag *diag)
{
    diag_error(diag, (struct where){0}, "nothing is called %s%s", address, hint);
    diag_note(diag, (struct where){0},
              "headroom help lists commands and topics, headroom help GROUP the settings "
              "of run, account, prices, defaults, timeline or:");
    for (size_t i = 0; model_at(i); i++)
        diag_note(diag, (struct where){0}, "  %-12s %s", model_at(i)->name,
                  model_at(i)->help);
    return OUTCOME_MISTAKEN;
}

/* ---- an address ---- */

static void list_others(FILE *out, const struct model *model)
{
    struct names own = {model, false}, account = {model, true};
    struct thing thing;

    fputs("\nIts metrics, for objectives:\n\n", out);
    for (size_t i = 0; thing_at(&own, i, &thing); i++)
        if (thing.metric)
            list_thing(out, &own, &thing);
    for (size_t i = 0; thing_at(&account, i, &thing); i++)
        if (thing.metric)
            list_thing(out, &account, &thing);
    if (model->own_limits)
        fputs("\nIts limits that are no settings:\n\n", out);
    for (size_t i = 0; thing_at(&own, i, &thing); i++)
        if (thing.limit)
            list_thing(out, &own, &thing);
    fprintf(out, "\nheadroom help %s.METRIC tells more of one.\n", model->name);
}

/* Variables of the file, no addresses. */
static void list_partitioned(FILE *out, const struct model *model)
{
    if (model->partition_metrics)
        fputs("\nOf each partition over time, in the file, with run.partitions:\n\n",
              out);
    for (const struct metric *m = model->partition_metrics; m && m->name; m++) {
        fprintf(out, "  %s_partition_%s (%s, partition, time)\n", model->name, m->name,
                model->dimension);
        help_wrap(out, m->help, 6);
    }
}

static void whole_table(FILE *out, const struct asked *asked)
{
    const struct model *model = asked->names.model;

    if (!model || asked->names.account) {
        field_help(out, model ? model->account_fields : run_fields, asked->text);
        return;
    }
    fprintf(out, "%s: %s\n", model->name, model->help);
    if (model->within)
        fprintf(out, "  said in %s\n", model->within);
    fputc('\n', out);
    field_help(out, model->fields, asked->text);
    if (model->request_fields) {
        fprintf(out, "\nA call to it may also say:\n\n");
        field_help(out, model->request_fields, asked->text);
    }
    list_others(out, model);
    list_partitioned(out, model);
}

/* MODEL.WORD or MODEL.NAME: a thing's name, or nearly one, or a resource's?  Where more
 * follows, only what has an inside can be a thing. */
static bool names_a_thing(const struct names *names, const struct address *a)
{
    const char *name = a->word[1].name;
    struct thing thing;

    size_t i = 0;

    if (a->words == 2)
        return thing_called(names, name, &i, &thing) ||
               text_nearest_of(name, thing_next, names);
    while (thing_named(names, name, &i, &thing))
        if (thing.row && thing.row->of)
            return true;
    return false;
}

/* Below a list whose elements are resources, theirs is the model. */
static void enter_list(struct asked *asked)
{
    const struct address *a = &asked->address;
    const struct field *row =
        asked->from + 1 < a->words
            ? field_find(asked->names.model->fields, a->word[asked->from].name)
            : NULL;

    if (row && row->services) {
        asked->names.model = model_find(row->services);
        asked->from++;
    }
}

/* run, account.MODEL, MODEL or MODEL.NAME before what is asked for. */
static bool find_scope(struct asked *asked)
{
    const struct address *a = &asked->address;
    bool account = is_here(&a->word[0], "account") && a->words > 1;

    asked->from = account ? 2 : 1;
    if (is_here(&a->word[0], "run"))
        return true;
    asked->names = (struct names){model_find(a->word[account ? 1 : 0].name), account};
    if (!asked->names.model || (account && !asked->names.model->account_fields))
        return false;
    if (!account && a->words > 1 && !names_a_thing(&asked->names, a)) {
        asked->of_part = a->word[1].element;
        asked->from = 2;
    }
    asked->of_part |= a->word[a->words - 1].element != NULL;
    if (!account)
        enter_list(asked);
    return true;
}

static bool tell_limit(FILE *out, const struct asked *asked, const char *name)
{
    struct thing thing;

    for (size_t i = 0; thing_named(&asked->names, name, &i, &thing);)
        if (thing.limit) {
            tell(out, &thing, asked->text);
            return true;
        }
    return false;
}

/* How far the words lead into groups and lists: *i is the first that does not. */
static const struct field *row_inside(const struct asked *asked, size_t *i)
{
    const struct address *a = &asked->address;
    const struct field *row = NULL, *inner;
    struct thing thing;

    for (size_t n = 0; !row && thing_named(&asked->names, a->word[*i].name, &n, &thing);)
        row = thing.row;
    for (; row && ++*i < a->words; row = inner) {
        inner = row->of ? field_find(row->of, a->word[*i].name) : NULL;
        if (!inner)
            return row;
    }
    return row;
}

/* A setting in a group or list of the group's, or a limit of such an element. */
static bool tell_inner(FILE *out, const struct asked *asked, struct arena *arena,
                       const char **hint)
{
    const struct address *a = &asked->address;
    size_t i = asked->from;
    const struct field *row = row_inside(asked, &i);

    if (row && i == a->words) {
        help_row(out, row, asked->text);
        return true;
    }
    if (row && i + 1 == a->words && row->kind == KIND_LIST &&
        tell_limit(out, asked, a->word[i].name))
        return true;
    if (row && row->of)
        *hint = field_hint(arena, row->of, a->word[i].name);
    return false;
}

int help_address(const char *text, struct arena *arena, FILE *out, struct diag *diag)
{
    struct asked asked = {.text = text};
    const struct address *a = &asked.address;
    const char *hint = "";

    if (!address_split(text, arena, &asked.address)) {
        diag_error(diag, (struct where){0}, "\"%s\" is not an address", text);
        return OUTCOME_MISTAKEN;
    }
    if (help_group(a, text, out))
        return OUTCOME_FINE;
    if (!find_scope(&asked)) {
        if (a->words == 1 && tell_bare(out, text))
            return OUTCOME_FINE;
        return not_found(text, bare_hint(arena, a->word[0].name), diag);
    }
    if (asked.from == a->words)
        whole_table(out, &asked);
    else if (a->words - asked.from > 1 && !tell_inner(out, &asked, arena, &hint))
        return not_found(text, hint, diag);
    else if (a->words - asked.from == 1 && !tell_all(out, &asked))
        return not_found(
            text, did_you_mean(arena, a->word[asked.from].name, thing_next, &asked.names),
            diag);
    return OUTCOME_FINE;
}
