/* journal_file.h - records behind one another, each with its checksum: what was being
 * written when the program was killed is cut off.
 */
#ifndef JOURNAL_FILE_H
#define JOURNAL_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/diag.h"
#include "base/text.h"

enum record_kind { RECORD_HEAD = 1, RECORD_UNIT, RECORD_END };

struct record {
    uint32_t crc; /* of all that follows, what it holds included */
    uint32_t kind;
    uint64_t length;
    char name[32]; /* of a unit; of the end a hash over all that were asked for */
};

struct journal_file {
    char *path;
    int fd;     /* -1: not open */
    off_t end;  /* of the last whole record */
    int failed; /* errno of what could not be written; nothing is from then on */
};

/* Told of each record, in order; `at`: where what it holds begins. */
typedef void record_fn(void *ctx, const struct record *, const struct text *bytes,
                       off_t at);

/* A new file; path NULL: one that is gone when it is closed.  False after a message. */
bool journal_file_create(struct journal_file *, const char *path, struct diag *);
/* One that is there, with all its records told.  `absent` (NULL: an error): there is
 * none. To be gone on with, it is cut behind the last whole record. */
struct journal_reading {
    const char *path;
    bool go_on;
    bool *absent;
    record_fn *told;
    void *ctx;
};
bool journal_file_open(struct journal_file *, const struct journal_reading *,
                       struct diag *);
void journal_file_add(struct journal_file *, enum record_kind, const char name[32],
                      const struct text *bytes);
bool journal_file_read(const struct journal_file *, off_t at, size_t length,
                       struct text *bytes);
void journal_file_close(struct journal_file *);

#endif
