/* event_sets.h - the same two models on the wheel and on the heap of the tests:
 * on_wheel.c and on_heap.c are one text, models_body.h, under two names.
 */
#ifndef EVENT_SETS_H
#define EVENT_SETS_H

#include <stdint.h>

/* Increments of the hold model. */
enum spread { UNIFORM_2S, BIMODAL, FOUR_VALUES, RARE_15_MIN };

struct timing {
    double events, seconds; /* CPU */
    double answer;          /* of the model: mean in system, or the clock's end */
};

struct timing wheel_hold(uint64_t pending, enum spread spread, uint64_t holds);
struct timing heap_hold(uint64_t pending, enum spread spread, uint64_t holds);

/* M/M/c at load 0.9 with mean service of a second, statistics on. */
struct timing wheel_queue(unsigned servers, uint64_t customers);
struct timing heap_queue(unsigned servers, uint64_t customers);

double cpu_seconds(void);

#endif
