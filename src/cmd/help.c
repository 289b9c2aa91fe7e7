/* help.c - `headroom help`: commands and options, settings by address, topics. */
#include "cmd/help.h"

#include <string.h>

#include "base/text.h"
#include "cmd/command.h"
#include "config/address.h"
#include "registry.h"
#include "run/scenario.h"

void help_wrap(FILE *out, const char *text, int indent)
{
    int column = 0;

    while (*(text += strspn(text, " "))) {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > 78) {
            fputc('\n', out);
            column = 0;
        }
        column += fprintf(out, "%*s%.*s", column ? 1 : indent, "", length, text);
        text += length;
    }
    fputc('\n', out);
}

/* ---- commands ---- */

static void all_commands(FILE *out)
{
    fputs("usage: headroom COMMAND [options] ARGUMENTS\n\n", out);
    for (const struct command *c = commands; c->name; c++)
        if (c->run)
            fprintf(out, "  %-8s %s\n", c->name, c->help);
    fputs("\nnot built yet:", out);
    for (const struct command *c = commands; c->name; c++)
        if (!c->run)
            fprintf(out, " %s", c->name);
    fputs("\n\nheadroom help COMMAND, headroom help lambda.memory_size, headroom help "
          "laws\n"
          "topics:",
          out);
    for (const struct topic *t = topics; t->name; t++)
        fprintf(out, " %s", t->name);
    fputs("\n-V, --version says which version this is\n", out);
}

static void one_option(FILE *out, const struct option_row *row)
{
    char spelled[60];

    option_spell(row, spelled, sizeof spelled);
    fprintf(out, "  %s\n", spelled);
    help_wrap(out, row->help, 10);
}

static void one_command(FILE *out, const struct command *command)
{
    fprintf(out, "usage: headroom %s [options] %s\n\n", command->name,
            command->arguments);
    help_wrap(out, command->about ? command->about : "Not built yet.", 0);
    if (!command->run)
        return;
    fputs("\noptions:\n", out);
    for (size_t i = 0; i < OPTIONS; i++)
        if (option_rows[i].commands & command->bit && !option_rows[i].hidden)
            one_option(out, &option_rows[i]);
}

/* ---- settings ---- */

struct found { /* what an address leads to */
    const struct field *table, *row;
    size_t from; /* words that are still to be walked */
    const struct model *model;
};

static bool is_here(const struct address_word *word, const char *name)
{
    return strcmp(word->name, name) == 0;
}

static const char *row_next(const void *table, size_t i)
{
    const struct field *row = table;

    for (; row->name; row++) {
        size_t inside = 0;
        if (row->kind != KIND_INLINE && i-- == 0)
            return row->name;
        if (row->kind != KIND_INLINE)
            continue;
        while (row_next(row->of, inside))
            inside++;
        if (i < inside)
            return row_next(row->of, i);
        i -= inside;
    }
    return NULL;
}

/* The table that the first words name: run, account.MODEL, MODEL, MODEL.NAME. */
static bool find_table(const struct address *a, struct found *found)
{
    bool account = is_here(&a->word[0], "account") && a->words > 1;

    found->from = 1;
    if (is_here(&a->word[0], "run")) {
        found->table = run_fields;
        return true;
    }
    found->model = model_find(a->word[account ? 1 : 0].name);
    if (!found->model)
        return false;
    found->table = account ? found->model->account_fields : found->model->fields;
    found->from = account ? 2 : 1;
    /* not a setting's name, nor nearly one: a resource's */
    if (!account && a->words > 1 && !field_find(found->table, a->word[1].name) &&
        (a->words > 2 || !text_nearest_of(a->word[1].name, row_next, found->table)))
        found->from = 2;
    return found->table != NULL;
}

static bool find_row(const struct address *a, struct found *found)
{
    for (size_t i = found->from; i < a->words; i++) {
        if (!found->table)
            return false;
        found->row = field_find(found->table, a->word[i].name);
        if (!found->row)
            return false;
        found->table = found->row->of;
    }
    return true;
}

static const char *group_next(const void *unused, size_t i)
{
    const struct model *model = model_at(i);

    (void)unused;
    return model ? model->name : NULL;
}

static void not_found(const struct address *a, const struct found *found,
                      const char *address, struct diag *diag)
{
    const char *near = NULL;

    if (found->table && found->from < a->words)
        near = text_nearest_of(a->word[a->words - 1].name, row_next, found->table);
    else if (!found->table)
        near = text_nearest_of(a->word[0].name, group_next, NULL);
    diag_error(diag, (struct where){0}, "nothing is called %s%s%s%s", address,
               near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    diag_note(diag, (struct where){0},
              "headroom help lists commands and topics, headroom help GROUP the settings "
              "of run, account.GROUP or:");
    for (size_t i = 0; model_at(i); i++)
        diag_note(diag, (struct where){0}, "  %-12s %s", model_at(i)->name,
                  model_at(i)->help);
}

static void one_model(FILE *out, const struct model *model, const char *address)
{
    fprintf(out, "%s: %s\n\n", model->name, model->help);
    field_help(out, model->fields, address);
    if (model->request_fields) {
        fprintf(out, "\nA call to it may also say:\n\n");
        field_help(out, model->request_fields, address);
    }
    fputs("\nIts metrics, for objectives:\n\n", out);
    for (const struct metric *m = model->metrics; m && m->name; m++) {
        fprintf(out, "  %s.NAME.%s%s\n", model->name, m->name,
                m->of == OF_PART ? "[..]" : "");
        help_wrap(out, m->help, 6);
    }
}

static int help_address(const char *text, struct arena *arena, FILE *out,
                        struct diag *diag)
{
    struct address address;
    struct found found = {0};

    if (!address_split(text, arena, &address)) {
        diag_error(diag, (struct where){0}, "\"%s\" is not an address", text);
        return OUTCOME_MISTAKEN;
    }
    if (!find_table(&address, &found) || !find_row(&address, &found)) {
        not_found(&address, &found, text, diag);
        return OUTCOME_MISTAKEN;
    }
    if (found.row)
        field_help_row(out, found.row, text);
    if (found.row && found.table)
        fputc('\n', out);
    if (!found.row && found.model && !is_here(&address.word[0], "account"))
        one_model(out, found.model, text);
    else if (found.table)
        field_help(out, found.table, text);
    return OUTCOME_FINE;
}

/* ---- the command ---- */

static bool help_topic(FILE *out, const char *name)
{
    for (const struct topic *t = topics; t->name; t++)
        if (strcmp(t->name, name) == 0) {
            fputs(t->text, out);
            if (t->more)
                t->more(out);
            return true;
        }
    return false;
}

static int help_page(const struct options *options, FILE *out)
{
    if (options->value[OPTION_COMPLETION])
        completion_bash(out);
    else if (strcmp(options->value[OPTION_MAN], "headroom") == 0)
        manual_command(out);
    else
        manual_scenario(out);
    return OUTCOME_FINE;
}

int help_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    const char *word = options->arguments ? options->argument[0] : NULL;

    if (options->value[OPTION_MAN] || options->value[OPTION_COMPLETION])
        return help_page(options, around->out);
    if (!word) {
        all_commands(around->out);
        return OUTCOME_FINE;
    }
    if (command_find(word)) {
        one_command(around->out, command_find(word));
        return OUTCOME_FINE;
    }
    if (help_topic(around->out, word))
        return OUTCOME_FINE;
    return help_address(word, options->arena, around->out, &diag);
}
