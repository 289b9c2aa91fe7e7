/* open.h - the files of an import, and what kind each is by what is in it. */
#ifndef IMPORT_OPEN_H
#define IMPORT_OPEN_H

#include "import/template.h"

enum file_kind { FILE_TEMPLATE, FILE_ARTILLERY, FILE_K6, FILE_METRICS, FILE_UNKNOWN };

struct opened {
    const struct import_source *source;
    const char *path; /* its own */
    enum file_kind kind;
    struct node *root;     /* a group */
    struct node *requests; /* that a script names (script.h); NULL: it is none */
    struct opened *next;
};

/* All that are wanted; false after messages. */
bool open_files(struct import *);

#endif
