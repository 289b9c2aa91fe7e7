/* digest.c - bits of logs, quantiles, tables and draws, folded to one line each.
 * Every compiler, level and CPU must print what digest.txt holds: digest.sh.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/draw.h"
#include "sim/law.h"
#include "sim/real.h"

enum { MANY = 200000 };

static uint64_t fold(uint64_t h, double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return mix64(h ^ bits) + DRAW_GOLDEN;
}

static void say(const char *what, uint64_t digest)
{
    printf("%-24s %016" PRIx64 "\n", what, digest);
}

static void functions(const struct stream *s)
{
    uint64_t h[7] = {0};
    double q;

    for (uint64_t k = 0; k < MANY; k++) {
        uint64_t bits = draw_bits(s, k, 0);
        double u = unit_of(bits), w = unit_of(~bits);
        h[0] = fold(h[0], real_log(u));
        h[1] = fold(h[1], real_exp(100 * u - 50));
        h[2] = fold(h[2], real_normal_quantile(u));
        h[3] = fold(h[3], real_normal_cdf(8 * u - 4, &q) + q);
        h[4] = fold(h[4], real_log_gamma(20 * u));
        if (k % 16 == 0)
            h[5] = fold(h[5], real_gamma_quantile(0.3 + 5 * u, w, u));
        h[6] = fold(h[6], real_exp_minus_1(u) + real_log_1_plus(-u) + real_pow(u, w));
    }
    say("log", h[0]);
    say("exp", h[1]);
    say("normal quantile", h[2]);
    say("normal probability", h[3]);
    say("log gamma", h[4]);
    say("gamma quantile", h[5]);
    say("expm1, log1p, pow", h[6]);
}

static void draws(const char *what, const struct stream *s, const struct law *law)
{
    uint64_t h = 0;

    for (uint64_t k = 0; k < MANY; k++) {
        uint64_t bits = draw_bits(s, name_nth(7, k, 0), 0);
        h = fold(h, law_gives_keys(law) ? (double)law_key(law, bits, k)
                                        : law_value(law, bits));
        h = fold(h, (double)law_draw(law, bits));
    }
    if (!law_gives_keys(law)) {
        h = fold(h, law_mean(law));
        h = fold(h, law_quantile(law, 0.99));
    }
    say(what, h);
}

static void continuous(const struct stream *s, struct laws *laws)
{
    static const struct quantile knots[] = {
        {0.5, 630e6}, {0.75, 7e8}, {0.9, 83e7}, {0.99, 11e8}};
    struct law law;

    law_exponential(&law, 1e9);
    draws("exponential", s, &law);
    law_of_quantiles(laws, &law, LAW_LOGNORMAL,
                     (struct quantile[]){{0.5, 62e6}, {0.99, 11e7}});
    draws("lognormal", s, &law);
    law_of_moments(laws, &law, LAW_GAMMA, 1e7, 1.4);
    draws("gamma", s, &law);
    law_of_moments(laws, &law, LAW_WEIBULL, 1e7, 0.6);
    draws("weibull", s, &law);
    law_of(laws, &law, LAW_PARETO, 1e6, 1.3);
    draws("pareto", s, &law);
    law_of(laws, &law, LAW_NORMAL, 1e7, 1e6);
    draws("normal", s, &law);
    law_quantiles(laws, &law, knots, 4);
    draws("quantiles", s, &law);
}

static void mixed(const struct stream *s, struct laws *laws)
{
    struct law a, b, law;

    law_of(laws, &a, LAW_LOGNORMAL, 9e6, 0.8);
    law_of(laws, &b, LAW_GAMMA, 15e7, 6);
    law_mixture(laws, &law, (struct law_share[]){{0.96, a}, {0.04, b}}, 2);
    draws("mixture", s, &law);
    law_truncate(laws, &a, &a, 5e6, 5e7);
    law_mixture(
        laws, &law,
        (struct law_share[]){{0.7, a}, {0.1, law_constant(0)}, {0.2, law_constant(1e7)}},
        3);
    draws("atoms and a window", s, &law);
}

static void keys(const struct stream *s, struct laws *laws)
{
    struct law law, mix;

    law_zipf(laws, &law, 0.9, 3000000);
    draws("zipf", s, &law);
    law_mixture(laws, &mix, (struct law_share[]){{0.4, law}, {0.6, law_constant(0)}}, 2);
    draws("zipf and a hot key", s, &mix);
}

int main(void)
{
    struct arena arena = {0};
    struct laws *laws = laws_new(&arena);
    struct stream s = stream_named(1, 0, "lambda.orders/work");

    functions(&s);
    continuous(&s, laws);
    mixed(&s, laws);
    keys(&s, laws);
    arena_release(&arena);
    return 0;
}
