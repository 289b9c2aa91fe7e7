/* kernel.c - how fast the kernel is: hold model against the heap of the tests,
 * M/M/c through the public face, a draw of each law.
 *
 * CPU time; wheel and heap take turns in one process and the median of three
 * is printed, so ratios mean something on a shared machine; absolute numbers
 * compare only with others of the same run.  `kernel quick` takes a tenth.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event_sets.h"
#include "sim/draw.h"
#include "sim/law.h"

double cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double median(double a, double b, double c)
{
    double least = a < b ? a : b, most = a < b ? b : a;

    return c < least ? least : c > most ? most : c;
}

static double ns_each(struct timing t)
{
    return 1e9 * t.seconds / t.events;
}

/* ---- hold ---- */

static void hold_row(uint64_t pending, enum spread spread, uint64_t holds,
                     const char *floor)
{
    static const char *const name[] = {"uniform 0 .. 2 s", "5 ms or 15 s",
                                       "1, 2, 3, 4 ms", "0.1 % at 15 min"};
    double wheel[3], heap[3], w, h;

    for (int i = 0; i < 3; i++) {
        wheel[i] = ns_each(wheel_hold(pending, spread, holds));
        heap[i] = ns_each(heap_hold(pending, spread, holds));
    }
    w = median(wheel[0], wheel[1], wheel[2]);
    h = median(heap[0], heap[1], heap[2]);
    printf("%-18s %9llu %9.1f %9.1f %8.2fx   %s\n", name[spread],
           (unsigned long long)pending, w, h, h / w, floor);
}

static void hold_table(uint64_t holds)
{
    puts("hold: pop one, push one, ns            wheel      heap    faster   floor");
    hold_row(10, UNIFORM_2S, holds, "");
    hold_row(1000, UNIFORM_2S, holds, "1.8x");
    hold_row(100000, UNIFORM_2S, holds, "2.0x");
    hold_row(1000000, UNIFORM_2S, holds, "not slower");
    for (enum spread s = BIMODAL; s <= RARE_15_MIN; s++) {
        hold_row(1000, s, holds, "");
        hold_row(100000, s, holds, "");
    }
    puts("(making the increment and calling the handler are in both)\n");
}

/* ---- M/M/c ---- */

/* Floor and target in millions of events a second, on the machine they were
 * set on: Cimba's event view there did 37.7, 10.7 and 6.42. */
static void queue_row(unsigned servers, uint64_t customers, double floor, double target)
{
    double wheel[3], heap[3], w, h, system = 0;

    for (int i = 0; i < 3; i++) {
        struct timing t = wheel_queue(servers, customers);
        wheel[i] = ns_each(t);
        system = t.answer;
        t = heap_queue(servers, customers);
        heap[i] = ns_each(t);
        if (t.answer != system)
            printf("wheel and heap disagree: %.17g, %.17g\n", system, t.answer);
    }
    w = median(wheel[0], wheel[1], wheel[2]);
    h = median(heap[0], heap[1], heap[2]);
    printf("M/M/%-14u %9.1f %9.1f %8.2fx %9.1f   %4.1f, %4.1f   %.6g\n", servers, w, h,
           h / w, 1e3 / w, floor, target, system);
}

static void queue_table(uint64_t customers)
{
    puts("M/M/c at load 0.9, ns an event  wheel      heap    faster   M ev/s   floor, "
         "target   "
         "mean in system");
    queue_row(1, customers, 37.7, 45);
    queue_row(1000, customers, 32.1, 45);
    queue_row(100000, customers, 19.3, 30);
    puts("(exponential gaps and works by inversion, histogram and time average on)\n");
}

/* ---- draws ---- */

static void law_row(const char *name, const struct law *law, uint64_t draws)
{
    struct stream s = stream_named(1, 0, "bench/draws");
    bool key = law_gives_keys(law);
    double ns[3];
    uint64_t sum = 0;

    for (int i = 0; i < 3; i++) {
        ns[i] = -cpu_seconds();
        for (uint64_t k = 0; k < draws; k++) {
            uint64_t bits = draw_bits(&s, k, 0);
            sum += key ? law_key(law, bits, k) : (uint64_t)law_draw(law, bits);
        }
        ns[i] = 1e9 * (ns[i] + cpu_seconds()) / (double)draws;
    }
    printf("%-32s %9.1f   %.6g\n", name, median(ns[0], ns[1], ns[2]),
           (double)sum / 3e0 / (double)draws);
}

static void law_rows(struct laws *laws, uint64_t draws)
{
    struct law law = law_constant(12e6), other;

    law_row("constant", &law, draws);
    law_uniform(&law, 1e6, 2e6);
    law_row("uniform", &law, draws);
    law_exponential(&law, 1e9);
    law_row("exponential", &law, draws);
    law_of(laws, &law, LAW_LOGNORMAL, 62e6, 0.4);
    law_row("lognormal", &law, draws);
    law_of(laws, &law, LAW_GAMMA, 1e7, 2.5);
    law_row("gamma", &law, draws);
    law_of(laws, &other, LAW_LOGNORMAL, 150e6, 0.4);
    law_mixture(laws, &law, (struct law_share[]){{0.5, law}, {0.5, other}}, 2);
    law_row("mixture of two", &law, draws);
    law_mixture(laws, &law, (struct law_share[]){{0.8, law}, {0.2, law_constant(2)}}, 2);
    law_row("and an atom", &law, draws);
    law_truncate(laws, &law, &other, 1e8, 3e8);
    law_row("lognormal between bounds", &law, draws);
    law_zipf(laws, &law, 0.9, 100000);
    law_row("zipf(s=0.9, n=100k)", &law, draws);
    law_zipf(laws, &law, 0.7, 3000000);
    law_row("zipf(s=0.7, n=3M)", &law, draws);
}

static void law_table(uint64_t draws)
{
    struct arena arena = {0};
    struct laws *laws = laws_new(&arena);
    double seconds = -cpu_seconds();

    puts("a draw from its name to whole ns        ns   mean");
    law_rows(laws, draws);
    seconds = -cpu_seconds();
    for (int i = 1; i <= 20; i++) {
        struct law law;
        law_of(laws, &law, LAW_LOGNORMAL, 1, 0.1 * i + 0.01);
    }
    printf("(a table of a new shape: lognormal %.2f ms", 50 * (seconds + cpu_seconds()));
    seconds = -cpu_seconds();
    for (int i = 1; i <= 5; i++) {
        struct law law;
        law_of(laws, &law, LAW_GAMMA, 1, 0.7 * i);
    }
    printf(", gamma %.2f ms)\n\n", 200 * (seconds + cpu_seconds()));
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    uint64_t much = argc > 1 && strcmp(argv[1], "quick") == 0 ? 400000 : 4000000;

    hold_table(much);
    queue_table(much);
    law_table(2 * much);
    return 0;
}
