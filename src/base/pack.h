/* pack.h - numbers and texts as bytes, one after the other, as this machine has them: for
 * files and processes of its own kind.
 */
#ifndef PACK_H
#define PACK_H

#include "base/text.h"

void pack_bytes(struct text *, const void *bytes, size_t count);
void pack_number(struct text *, uint64_t number);
void pack_text(struct text *, const char *text); /* NULL is "" */

/* Reading: `fine` is false from the first thing on that is not there. */
struct unpacking {
    const char *at;
    size_t left;
    bool fine;
};

struct unpacking unpack_of(const struct text *);
void unpack_bytes(struct unpacking *, void *bytes, size_t count);
uint64_t unpack_number(struct unpacking *);
/* So many things of a size in memory of their own, and one zero thing more. */
void *unpack_things(struct unpacking *, uint64_t count, size_t size);
char *unpack_text(struct unpacking *); /* never NULL; the caller frees it */

#endif
