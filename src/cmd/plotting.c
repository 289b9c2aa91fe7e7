#include "cmd/plotting.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/write.h"
#include "output/page.h"
#include "output/said.h"

bool plotting_may(const struct options *options, const char *output, struct diag *diag)
{
    const char *wrong = options->value[OPTION_SHARD] ? "a part of a study has no answer"
                        : !output ? "pictures are of the result: -o FILE.h5"
                                  : NULL;

    if (!options->value[OPTION_PLOT] || !wrong)
        return true;
    diag_error(diag, (struct where){0}, "--plot: %s", wrong);
    return false;
}

bool plotting_write_run(const char *path, const struct recalled *run,
                        struct curving *curving, struct diag *diag)
{
    struct text page = {0};
    char digest[65];
    struct paging paging = {&run->summary, &curving->curves, digest, run->kept.version};
    bool fine;

    if (!store_digest(run->kept.path, digest, diag))
        return false;
    curves_end(curving, 1 - run->scenario->run.confidence);
    page_html(&page, &paging);
    fine = write_text(&(struct writing){path, text_of(&page), true}, diag);
    text_free(&page);
    return fine;
}

static bool page_of_run(const char *result, const char *page, struct arena *arena,
                        struct diag *diag)
{
    struct curving curving = {.arena = arena};
    struct recalling what = {.path = result, .told = curves_told, .ctx = &curving};
    struct recalled run;
    bool fine;

    if (!recall(&what, arena, &run, diag))
        return false;
    fine = plotting_write_run(page, &run, &curving, diag);
    recalled_release(&run);
    return fine;
}

static bool page_of_study(const char *result, const char *page, struct diag *diag)
{
    struct said said;
    bool fine;

    if (!said_read(result, &said, diag))
        return false;
    fine =
        write_text(&(struct writing){page, text_of(&said.form[SAID_PAGE]), true}, diag);
    said_free(&said);
    return fine;
}

/* "x.html" of "x.h5". */
static const char *page_beside(const char *result, struct arena *arena)
{
    size_t length = strlen(result);

    if (length > 3 && strcmp(result + length - 3, ".h5") == 0)
        length -= 3;
    return arena_text(arena, "%.*s.html", (int)length, result);
}

bool plotting_write(const struct options *options, const struct surroundings *around,
                    const char *output, struct diag *diag)
{
    const char *page;
    char *study;
    bool fine;

    if (!options->value[OPTION_PLOT])
        return true;
    page = page_beside(output, options->arena);
    study = said_command(output);
    fine = study ? page_of_study(output, page, diag)
                 : page_of_run(output, page, options->arena, diag);
    free(study);
    if (fine && !options->value[OPTION_QUIET])
        fprintf(around->err, "wrote %s\n", page);
    return fine;
}
