/* draw_feed.c - numbers of one order of use, raw, for a battery of tests:
 *     ./draw_feed 3 | dieharder -g 200 -d 0
 */
#include <stdio.h>
#include <stdlib.h>

#include "sim/draw_orders.h"

int main(int argc, char **argv)
{
    unsigned order = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    struct reader reader = {0};
    uint64_t many[4096];

    if (order >= ORDERS) {
        fprintf(stderr, "draw_feed: orders are 0 .. %d\n", ORDERS - 1);
        return 2;
    }
    for (uint64_t n = 0;; n += 4096) {
        for (uint64_t i = 0; i < 4096; i++)
            many[i] = drawn_in(&reader, (enum order)order, n + i);
        if (fwrite(many, sizeof *many, 4096, stdout) != 4096)
            return 0;
    }
}
