#include "cmd/plotting.h"

#include <string.h>

#include "cmd/write.h"
#include "output/page.h"

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

/* "x.html" of "x.h5"; NULL: it was not asked for. */
const char *plotting_page(const struct options *options, const char *result)
{
    size_t length = result ? strlen(result) : 0;

    if (!options->value[OPTION_PLOT])
        return NULL;
    if (length > 3 && strcmp(result + length - 3, ".h5") == 0)
        length -= 3;
    return arena_text(options->arena, "%.*s.html", (int)length, result);
}

void plotting_say(const struct options *options, const struct surroundings *around,
                  const char *page)
{
    if (!options->value[OPTION_QUIET])
        fprintf(around->err, "wrote %s\n", page);
}

bool plotting_run(const struct options *options, const struct surroundings *around,
                  const char *output, struct diag *diag)
{
    const char *page = plotting_page(options, output);

    if (!page)
        return true;
    if (!page_of_run(output, page, options->arena, diag))
        return false;
    plotting_say(options, around, page);
    return true;
}
