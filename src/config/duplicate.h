/* duplicate.h - the setting that is given twice; libconfig tells only its line. */
#ifndef DUPLICATE_H
#define DUPLICATE_H

#include <stdbool.h>

#include "base/memory.h"

struct duplicate {
    const char *address; /* "client.shop.steps[1].wait" */
    int line, first;     /* of both, from 1 */
};

/* In a text whose words fit (grammar.h); false: there is none. */
bool duplicate_find(const char *text, size_t length, struct arena *, struct duplicate *);

#endif
