#include "cmd/answer.h"

#include "cmd/load.h"
#include "output/report.h"

enum outcome answer(const struct options *options, const struct surroundings *around,
                    const struct summary *s)
{
    struct paper paper = paper_for(options, around);
    struct reporting what = {s, options->value[OPTION_LIMITS] != NULL};
    enum form form;

    if (options_want_document(options, &form)) {
        report_json(around->out, form, &what);
    } else {
        report_text(&paper, &what);
        paper_print(&paper, around->out);
        text_free(&paper.text);
    }
    fflush(around->out); /* the result comes before what is said of it */
    return s->missed ? OUTCOME_MISSED : s->undecided ? OUTCOME_UNDECIDED : OUTCOME_FINE;
}
