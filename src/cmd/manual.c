/* manual.c - headroom(1), headroom-scenario(5) and bash's completion, out of the tables.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/command.h"
#include "cmd/help.h"
#include "registry.h"
#include "run/scenario.h"

/* roff reads a leading dot or quote and every backslash as its own; "-" in options is a
 * minus sign. */
static void roff(FILE *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        bool begins = at == text || at[-1] == '\n';
        if (begins && (*at == '.' || *at == '\''))
            fputs("\\&", out);
        if (*at == '\\')
            fputs("\\e", out);
        else if (*at == '-')
            fputs("\\-", out);
        else
            fputc(*at, out);
    }
}

static void head(FILE *out, const char *page, const char *section, const char *name,
                 const char *help)
{
    fprintf(out, ".TH %s %s \"\" \"headroom %s\"\n.SH NAME\n", page, section,
            PACKAGE_VERSION);
    roff(out, name);
    fprintf(out, " \\- ");
    roff(out, help);
    fputc('\n', out);
}

static void text_verbatim(FILE *out, const char *text)
{
    fputs(".nf\n", out);
    roff(out, text);
    fputs(".fi\n", out);
}

static void more_verbatim(FILE *out, const struct topic *topic)
{
    char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);

    if (!memory)
        return;
    topic->more(memory);
    fclose(memory);
    text_verbatim(out, text);
    free(text);
}

static void option_page(FILE *out, const struct option_row *row)
{
    char spelled[60];

    option_spell(row, spelled, sizeof spelled);
    fputs(".TP\n.B ", out);
    roff(out, spelled + strspn(spelled, " "));
    fputc('\n', out);
    roff(out, row->help);
    fputs(" (", out);
    const char *comma = "";
    for (const struct command *c = commands; c->name; c++)
        if (c->bit & row->commands && row->commands != FOR_ALL) {
            fprintf(out, "%s%s", comma, c->name);
            comma = ", ";
        }
    fputs(row->commands == FOR_ALL ? "all commands).\n" : ").\n", out);
}

static void command_page(FILE *out, const struct command *command)
{
    fputs(".TP\n.B headroom ", out);
    roff(out, command->name);
    fputs(" \\fR[options] ", out);
    roff(out, command->arguments);
    fputc('\n', out);
    roff(out, command->about);
    fputc('\n', out);
}

void manual_command(FILE *out)
{
    head(out, "HEADROOM", "1", "headroom",
         "simulates serverless applications on AWS before they are deployed");
    fputs(".SH SYNOPSIS\n.B headroom\n.I command\n.RI [ options ]\n.I arguments\n"
          ".SH DESCRIPTION\n",
          out);
    roff(out, "Answers from a scenario, in simulated time: will it hold, what gives way "
              "first and when, what does it cost.  The result is on standard output and "
              "deterministic; progress, timings and messages are on standard error.\n");
    fputs(".SH COMMANDS\n", out);
    for (const struct command *c = commands; c->name; c++)
        command_page(out, c);
    fputs(".SH OPTIONS\n", out);
    for (size_t i = 0; i < OPTIONS; i++)
        if (!option_rows[i].hidden)
            option_page(out, &option_rows[i]);
    fputs(".SH EXIT STATUS\n", out);
    for (const struct topic *t = topics; t->name; t++)
        if (strcmp(t->name, "exit") == 0)
            text_verbatim(out, t->text);
    fputs(
        ".SH ENVIRONMENT\n.TP\n.B HEADROOM_PKGDATADIR\nwhere profiles/ and templates/ "
        "are, before the "
        "place it was installed to.\n.TP\n.B NO_COLOR\nno colours.\n.TP\n.B COLUMNS\n"
        "how wide the summary may be.\n"
        ".SH FILES\n.TP\n.I SCENARIO.h5\nthe numbers of a run: headroom\\-hdf5(5).\n"
        ".TP\n.I FILE.h5.journal\nwhat has been run, until FILE.h5 is written: "
        "\\-\\-resume.\n"
        ".TP\n.I COMMAND.I\\-of\\-N.part\na part of a study (\\-\\-shard), for headroom "
        "merge.\n"
        ".SH SEE ALSO\n.BR headroom\\-scenario (5),\n.BR headroom\\-hdf5 (5)\n",
        out);
}

/* ---- headroom-scenario(5) ---- */

static void table_page(FILE *out, const struct field *table, int depth)
{
    for (const struct field *row = table; row->name; row++) {
        if (row->kind == KIND_INLINE) {
            table_page(out, row->of, depth);
            continue;
        }
        fputs(".TP\n.B ", out);
        roff(out, row->name);
        fputc('\n', out);
        roff(out, row->help);
        if (row->kind == KIND_LATER)
            fputs(" (not built yet)", out);
        else if (row->fallback && *row->fallback && strcmp(row->fallback, "-") != 0) {
            fputs(" (default ", out);
            roff(out, row->fallback);
            fputs(")", out);
        }
        fputs(".\n", out);
        /* steps hold steps: they are said once, as a topic */
        if (row->of && row->of != step_fields && depth < 2) {
            fputs(".RS\n", out);
            table_page(out, row->of, depth + 1);
            fputs(".RE\n", out);
        }
    }
}

static void model_page(FILE *out, const struct model *model)
{
    fprintf(out, ".SS %s\n", model->name);
    roff(out, model->help);
    fputs(".\n", out);
    if (model->within) {
        fputs("Said in ", out);
        roff(out, model->within);
        fputs(".\n", out);
    }
    table_page(out, model->fields, 0);
    if (model->request_fields) {
        fputs(".PP\nA call to it may also say:\n", out);
        table_page(out, model->request_fields, 0);
    }
    if (model->account_fields) {
        fprintf(out, ".PP\nQuotas, as account.%s.NAME:\n", model->name);
        table_page(out, model->account_fields, 0);
    }
}

void manual_scenario(FILE *out)
{
    head(out, "HEADROOM-SCENARIO", "5", "headroom-scenario",
         "the language of headroom's scenarios");
    fputs(".SH DESCRIPTION\n", out);
    for (const struct topic *t = topics; t->name; t++) {
        if (strcmp(t->name, "exit") == 0)
            continue;
        fprintf(out, ".SS %s: %s\n", t->name, t->help);
        text_verbatim(out, t->text);
        if (t->more)
            more_verbatim(out, t);
    }
    fputs(".SH SETTINGS\n.SS run\n", out);
    table_page(out, run_fields, 0);
    fputs(".SS a step\n", out);
    table_page(out, step_fields, 2);
    for (size_t i = 0; model_at(i); i++)
        model_page(out, model_at(i));
    fputs(".SH SEE ALSO\n.BR headroom (1),\n.BR headroom\\-hdf5 (5)\n", out);
}

/* ---- completion ---- */

static void options_of_command(FILE *out, const struct command *command)
{
    fprintf(out, "        %s) words='", command->name);
    for (size_t i = 0; i < OPTIONS; i++)
        if (option_rows[i].commands & command->bit && !option_rows[i].hidden)
            fprintf(out, "--%s ", option_rows[i].name);
    fputs("' ;;\n", out);
}

static void values_of_option(FILE *out, const struct option_row *row)
{
    if (row->words)
        fprintf(out,
                "        --%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n",
                row->name, row->words);
    else if (row->value && strncmp(row->value, "FILE", 4) == 0)
        fprintf(out, "        --%s | -%c) return ;; # a file: bash's own\n", row->name,
                row->letter);
    else if (row->value)
        fprintf(out, "        --%s) COMPREPLY=(); compopt +o default; return ;;\n",
                row->name);
}

void completion_bash(FILE *out)
{
    fputs("# bash completion of headroom; made from its table of options\n"
          "_headroom() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} words=\n"
          "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    for (const struct command *c = commands; c->name; c++)
        fprintf(out, "%s ", c->name);
    fputs("' -- \"$cur\"))\n        return\n    fi\n    case $before in\n", out);
    for (size_t i = 0; i < OPTIONS; i++)
        if (!option_rows[i].hidden)
            values_of_option(out, &option_rows[i]);
    fputs("    esac\n    case ${COMP_WORDS[1]} in\n", out);
    for (const struct command *c = commands; c->name; c++)
        options_of_command(out, c);
    fputs(
        "    esac\n"
        "    case $cur in\n"
        "        -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
        "        *) [ \"${COMP_WORDS[1]}\" = profile ] && [ \"$COMP_CWORD\" -eq 2 ] &&\n"
        "            COMPREPLY=($(compgen -W 'list show diff' -- \"$cur\")) ;;\n"
        "    esac\n"
        "}\n"
        "complete -o default -F _headroom headroom\n",
        out);
}
