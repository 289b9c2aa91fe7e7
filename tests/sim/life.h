/* life.h - a random life on an event set, told by a digest of every firing.
 * life_wheel.c and life_heap.c are the same text on the two event sets.
 */
#ifndef LIFE_H
#define LIFE_H

#include <stdint.h>

struct life {
    uint64_t digest; /* of (time, who) of every firing, in order */
    uint64_t fired, scheduled, cancelled, moved, pending;
    uint64_t ties, rearmed, far, at_once; /* what the life consisted of */
    uint64_t crowd;                       /* most that were pending, of a crowd */
    uint64_t foreseen;                    /* a wheel's: of which it told ahead */
    int64_t end;
};

struct life life_on_wheel(uint64_t seed);
struct life life_on_heap(uint64_t seed);

#endif
