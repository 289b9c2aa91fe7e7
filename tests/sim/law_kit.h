/* law_kit.h - laws for the tests of laws; a refusal is a failure. */
#ifndef LAW_KIT_H
#define LAW_KIT_H

#include "check.h"

#include "sim/draw.h"
#include "sim/law.h"

/* One store for all facts of a program; freed by the last of them. */
static struct arena arena;
static struct laws *laws;

static inline struct law made(enum law_family family, double a, double b)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_of(laws, &law, family, a, b));
    return law;
}

static inline struct law exponential(double mean)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_exponential(&law, mean));
    return law;
}

static inline struct law mixed(size_t count, const struct law_share *share)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_mixture(laws, &law, share, count));
    return law;
}

static inline struct law cut(struct law of, double min, double max)
{
    struct law law;

    CU_ASSERT_PTR_NULL(law_truncate(laws, &law, &of, min, max));
    return law;
}

static inline struct law curve(void)
{
    static const struct quantile at[] = {
        {0.5, 630}, {0.75, 700}, {0.9, 830}, {0.99, 1100}};
    struct law law;

    CU_ASSERT_PTR_NULL(law_quantiles(laws, &law, at, 4));
    return law;
}

static inline void the_store_is_made(void)
{
    laws = laws_new(&arena);
    CU_ASSERT_PTR_NOT_NULL_FATAL(laws);
}

static inline void the_store_goes_with_its_arena(void)
{
    arena_release(&arena);
}

#endif
