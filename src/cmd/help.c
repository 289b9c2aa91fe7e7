/* help.c - `headroom help`: commands and options, topics; addresses: help_address.c. */
#include "cmd/help.h"
#include "run/scenario.h"

#include <string.h>

#include "cmd/command.h"

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
        fprintf(out, "  %-8s %s\n", c->name, c->help);
    fputs("\nheadroom help COMMAND, headroom help lambda.memory_size, headroom help "
          "laws\n"
          "a setting, metric or limit by its address or its name alone: "
          "headroom help throttles\n"
          "a setting by what others call it: headroom help rps\n"
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
    help_wrap(out, command->about, 0);
    fputs("\noptions:\n", out);
    for (size_t i = 0; i < OPTIONS; i++)
        if (option_rows[i].commands & command->bit && !option_rows[i].hidden)
            one_option(out, &option_rows[i]);
}

/* What a scenario has of the same name: group run. */
static void namesake(FILE *out, const char *name)
{
    const struct field *row = field_find(head_fields, name);

    if (!row)
        return;
    fprintf(out, "\nIn a scenario, %s: %s\n\n", name, row->help);
    if (row->of)
        field_help(out, row->of, name);
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
        namesake(around->out, word);
        return OUTCOME_FINE;
    }
    if (help_topic(around->out, word))
        return OUTCOME_FINE;
    return help_address(word, options->arena, around->out, &diag);
}
