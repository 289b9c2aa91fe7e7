#include "cmd/telling.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/plotting.h"
#include "cmd/write.h"

/* ---- every form, for the file ---- */

struct speech { /* what is written on a stream becomes text */
    FILE *out;
    char *bytes;
    size_t length;
};

static void speech_begin(struct speech *s)
{
    s->out = open_memstream(&s->bytes, &s->length);
    assert(s->out); /* else there is no memory */
}

static void speech_end(struct speech *s, struct text *to)
{
    fclose(s->out);
    text_add_bytes(to, s->bytes, s->length);
    free(s->bytes);
}

static void say_document(const struct telling *t, enum form form, struct text *to)
{
    struct speech speech;

    speech_begin(&speech);
    t->document(speech.out, form, t->what);
    speech_end(&speech, to);
}

static void say_all(const struct telling *t, struct said *said)
{
    struct paper pipe = {.columns = 80, .utf8 = true};
    struct speech speech;

    t->text(&pipe, t->what);
    text_add(&said->form[SAID_TEXT], "%s", text_of(&pipe.text));
    text_free(&pipe.text);
    say_document(t, FORM_JSON, &said->form[SAID_JSON]);
    say_document(t, FORM_CSV, &said->form[SAID_CSV]);
    t->page(&said->form[SAID_PAGE], t->what);
    if (!t->power_tuning)
        return;
    speech_begin(&speech);
    t->power_tuning(speech.out, t->what);
    speech_end(&speech, &said->form[SAID_POWER_TUNING]);
}

static bool store(struct studying *s, const struct telling *t, struct said *said)
{
    if (s->keeping.journal)
        journal_give_way(s->keeping.journal);
    if (!s->output)
        return s->ended = true;
    say_all(t, said);
    s->ended = sweep_store(&s->sweeping.sweep, said, s->output, &s->diag);
    return s->ended;
}

static bool write_page(const char *page, const struct said *said, struct diag *diag)
{
    const struct writing writing = {page, text_of(&said->form[SAID_PAGE]), true};

    return !page || write_text(&writing, diag);
}

/* ---- on standard output ---- */

static void print(const struct options *options, const struct surroundings *around,
                  const struct telling *t)
{
    struct paper paper = paper_for(options, around);
    const char *format = options->value[OPTION_FORMAT];
    enum form form;

    if (options_want_document(options, &form)) {
        t->document(around->out, form, t->what);
    } else if (format && strcmp(format, said_names[SAID_POWER_TUNING]) == 0) {
        t->power_tuning(around->out, t->what);
    } else {
        t->text(&paper, t->what);
        paper_print(&paper, around->out);
        text_free(&paper.text);
    }
    fflush(around->out);
}

enum outcome studying_tell(struct studying *s, const struct options *options,
                           const struct surroundings *around, const struct telling *t,
                           enum outcome outcome)
{
    const char *page = plotting_page(options, s->output);
    struct said said = {.outcome = (int)outcome};
    bool fine = store(s, t, &said);

    if (fine) {
        print(options, around, t);
        progress_say_done(&s->progress, s->sweeping.events, s->output);
        fine = write_page(page, &said, &s->diag);
    }
    if (fine && page)
        plotting_say(options, around, page);
    said_free(&said);
    return fine ? outcome : outcome_of(&s->diag);
}

/* ---- again ---- */

/* What of the options only a run's report can do; NULL: nothing. */
static const char *only_of_runs(const struct options *options)
{
    return options->objective.count > 0            ? "--objective"
           : options->value[OPTION_LIMITS] != NULL ? "--limits"
                                                   : NULL;
}

static enum said_form form_asked(const struct options *options)
{
    const char *format = options->value[OPTION_FORMAT];
    size_t i = 0;

    while (format && i < SAID_PAGE && strcmp(said_names[i], format) != 0)
        i++;
    return i < SAID_PAGE ? (enum said_form)i : SAID_TEXT;
}

static void print_again(const struct said *said, enum said_form form,
                        const struct surroundings *around)
{
    const struct paper paper = {.utf8 = around->utf8 || form != SAID_TEXT,
                                .text = said->form[form]};

    paper_print(&paper, around->out);
    fflush(around->out);
}

static enum outcome say_again(const struct options *options,
                              const struct surroundings *around, const struct said *said,
                              struct diag *diag)
{
    const char *page = options->value[OPTION_OUTPUT];
    enum said_form form = form_asked(options);

    if (said->form[form].length == 0) {
        diag_error(diag, (struct where){options->argument[0], 0},
                   "has no %s: that is of headroom tune --strategy", said_names[form]);
        return OUTCOME_MISTAKEN;
    }
    if (!write_page(page, said, diag))
        return outcome_of(diag);
    print_again(said, form, around);
    if (page)
        fprintf(around->err, "wrote %s\n", page);
    return (enum outcome)said->outcome;
}

enum outcome tell_again(const struct options *options, const struct surroundings *around,
                        struct diag *diag)
{
    const char *path = options->argument[0], *wrong = only_of_runs(options);
    struct said said;
    enum outcome outcome;

    if (wrong) {
        diag_error(diag, (struct where){path, 0},
                   "%s is for results of headroom run: of a study the answer is kept, "
                   "not what it rests on",
                   wrong);
        return OUTCOME_MISTAKEN;
    }
    if (!said_read(path, &said, diag))
        return outcome_of(diag);
    outcome = say_again(options, around, &said, diag);
    said_free(&said);
    return outcome;
}
