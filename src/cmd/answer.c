#include "cmd/answer.h"

#include "cmd/load.h"
#include "output/report.h"

enum outcome answer(const struct options *options, const struct surroundings *around,
                    const struct summary *s)
{
    struct paper paper = paper_for(options, around);
    struct reporting what = {s, options->value[OPTION_LIMITS] != NULL};

    if (options_want_json(options)) {
        report_json(around->out, &what);
    } else {
        report_text(&paper, &what);
        paper_print(&paper, around->out);
        text_free(&paper.text);
    }
    fflush(around->out); /* the result comes before what is said of it */
    return s->missed ? OUTCOME_MISSED : s->undecided ? OUTCOME_UNDECIDED : OUTCOME_FINE;
}
