/* keeping.h - what a command keeps of its runs beside its file: --resume, --shard, and
 * the parts that merge goes by. */
#ifndef CMD_KEEPING_H
#define CMD_KEEPING_H

#include "cmd/command.h"
#include "study/journal.h"

struct keeping {
    struct journal *journal; /* NULL: nothing is kept */
    const char *path;
    bool is_part; /* of a study: neither file nor answer comes of it */
    bool owned, quiet;
};

/* `*output` (NULL: none) is the command's file, and afterwards none in a shard.  False
 * after messages. */
bool keeping_begin(struct keeping *, const struct options *, const struct surroundings *,
                   const char **output, struct diag *);
/* The runs have come to their end, or not; says where what was run can be found.  False
 * after a message: a part could not be written. */
bool keeping_end(struct keeping *, const struct surroundings *, bool ended,
                 struct diag *);

#endif
