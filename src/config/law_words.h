/* law_words.h - between law_text.c, which knows how laws are written, and law_words.c,
 * which knows what each word means.  Nobody else's. */
#ifndef LAW_WORDS_H
#define LAW_WORDS_H

#include "config/law_text.h"

struct law_reader {
    const struct law_reading *how;
    const char *wrong; /* the first thing that is; NULL so far */
    unsigned depth;
    enum unit found; /* UNIT_ANY until a value has borne a unit */
};

enum { LAW_ARGUMENTS = 40 };

struct law_argument {
    const char *name; /* NULL: by place */
    const char *text;
    const char *unit; /* of a later one, for a bare number: "uniform(2, 5 ms)" */
    bool used;
};

struct law_arguments {
    struct law_reader *reader;
    const struct law_word *word;
    size_t count;
    struct law_argument all[LAW_ARGUMENTS];
};

struct law_word {
    const char *name;
    const char *arguments; /* for help, without the brackets; NULL: there are none */
    const char *help, *example;
    const char *const *names; /* of arguments, NULL-terminated; quantiles are p.. */
    bool (*make)(struct law_arguments *, struct law *);
};

const struct law_word *law_word_find(const char *name);
const char *const *law_word_names(struct arena *arena);

/* Says what is wrong unless something has been already; false, to be returned. */
__attribute__((format(printf, 2, 3))) bool law_wrong(struct law_reader *, const char *fmt,
                                                     ...);
/* A quantity in the field's unit, not negative. */
bool law_quantity(struct law_reader *, const char *text, const char *unit, double *value);
/* A whole law, as a mixture's parts are. */
bool law_parse(struct law_reader *, const char *text, struct law *law);

struct law_argument *law_argument(struct law_arguments *, const char *name);
struct law_argument *law_argument_at(struct law_arguments *, size_t place);

#endif
