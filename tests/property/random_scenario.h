/* random_scenario.h - small scenarios of clients and outside services, out of a number.
 */
#ifndef RANDOM_SCENARIO_H
#define RANDOM_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

/* The text, to be freed.  `order` 0: as made; else groups, members and settings stand in
 * another order, which must mean nothing.  `unrelated`: one client and one service
 * more that nobody else knows of. */
char *random_scenario(uint64_t seed, uint64_t order, bool unrelated);

#endif
