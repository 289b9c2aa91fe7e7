/* merge.c - `headroom merge PART...`: the command that the parts came from once more,
 * with their runs in place of its own. */
#include <string.h>

#include "cmd/command.h"
#include "study/journal.h"

/* How the answer is to look is said here; what it is, the command said. */
static void override(struct options *of, const struct options *by)
{
    static const enum option_id how[] = {OPTION_OUTPUT, OPTION_FORMAT, OPTION_LIMITS,
                                         OPTION_COLOR, OPTION_QUIET};

    for (size_t i = 0; i < sizeof how / sizeof *how; i++)
        if (by->value[how[i]])
            of->value[how[i]] = by->value[how[i]];
}

static int replay(const struct options *options, const struct surroundings *around,
                  struct diag *diag)
{
    struct surroundings with = *around;
    struct options of = {.arena = options->arena};
    const struct command *command;
    char **word;

    with.word = journal_words(around->merged, &with.words);
    command = with.words > 0 ? command_find(with.word[0]) : NULL;
    if (!command) {
        diag_error(diag, (struct where){options->argument[0], 0},
                   "does not say which command it is a part of");
        return OUTCOME_MISTAKEN;
    }
    word = arena_get(options->arena, (with.words + 1) * sizeof *word);
    for (size_t i = 0; i < with.words; i++)
        word[i] = arena_text(options->arena, "%s", with.word[i]);
    if (!options_read(&of, (int)with.words, word,
                      &(struct options_of){command->name, command->bit}, diag))
        return OUTCOME_MISTAKEN;
    override(&of, options);
    return command_do(command, &of, &with, diag);
}

int merge_command(const struct options *options, const struct surroundings *around)
{
    struct diag diag = {.out = around->err};
    struct surroundings with = *around;
    bool incomplete;
    int outcome;

    if (!options->value[OPTION_OUTPUT]) {
        diag_error(&diag, (struct where){0},
                   "merge wants to know where the numbers go: -o FILE, or -o none");
        return OUTCOME_MISTAKEN;
    }
    with.merged =
        journal_merged(options->argument, options->arguments, &incomplete, &diag);
    if (!with.merged)
        return incomplete ? OUTCOME_INCOMPLETE : outcome_of(&diag);
    outcome = replay(options, &with, &diag);
    if (journal_is_incomplete(with.merged))
        outcome = OUTCOME_INCOMPLETE;
    journal_close(with.merged, true, &diag);
    return outcome;
}
