/* Laws as scenarios spell them: language.md D7. */
#include <unistd.h>

#include "config/law_text.h"
#include "said.h"

struct bench {
    struct arena arena;
    struct attributes attributes;
    struct law_reading how;
};

static void up(struct bench *b, enum unit unit)
{
    *b = (struct bench){0};
    b->how = (struct law_reading){.unit = unit,
                                  .directory = "",
                                  .attributes = &b->attributes,
                                  .laws = laws_new(&b->arena),
                                  .arena = &b->arena};
}

static struct dist reads(struct bench *b, const char *text)
{
    struct dist dist = {0};
    const char *wrong = law_read(&b->how, text, &dist);

    if (wrong)
        printf("  \"%s\": %s\n", text, wrong);
    CU_ASSERT_PTR_NULL(wrong);
    return dist;
}

static double mean_of(struct bench *b, const char *text)
{
    struct law law = reads(b, text).law;

    return law_mean(&law);
}

static double median_of(struct bench *b, const char *text)
{
    struct law law = reads(b, text).law;

    return law_quantile(&law, 0.5);
}

static uint64_t keys_of(struct bench *b, const char *text)
{
    struct law law = reads(b, text).law;

    return law_keys(&law);
}

static void refuses(struct bench *b, const char *text, const char *wanted)
{
    struct dist dist = {.at_bytes = 77};
    const char *wrong = law_read(&b->how, text, &dist);

    CU_ASSERT_PTR_NOT_NULL_FATAL(wrong);
    if (strcmp(wrong, wanted) != 0)
        printf("  \"%s\"\n  said:   %s\n  wanted: %s\n", text, wrong, wanted);
    CU_ASSERT_STRING_EQUAL(wrong, wanted);
    CU_ASSERT_EQUAL(dist.at_bytes, 77); /* left alone */
}

static void a_bare_value_is_a_constant(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    CHECK_NEAR(mean_of(&b, "59 min 59 s"), 3599e9, 0);
    CHECK_NEAR(mean_of(&b, "constant(62 ms)"), 62e6, 0);
    CHECK_NEAR(mean_of(&b, " 1e+1 ms "), 10e6, 0);
    arena_release(&b.arena);
    up(&b, UNIT_COUNT);
    CHECK_NEAR(mean_of(&b, "24"), 24, 0);
    CHECK_NEAR(mean_of(&b, "2.5"), 2.5, 0);
    arena_release(&b.arena);
}

static void families_pass_through_what_is_given(void)
{
    struct bench b;
    struct law law;

    up(&b, UNIT_TIME);
    law = reads(&b, "lognormal(p50=62 ms, p99=110 ms)").law;
    CHECK_NEAR(law_quantile(&law, 0.5), 62e6, 1);
    CHECK_NEAR(law_quantile(&law, 0.99), 110e6, 10);
    law = reads(&b, "lognormal(p95=110 ms, p50=62 ms)").law; /* in any order */
    CHECK_NEAR(law_quantile(&law, 0.95), 110e6, 10);
    law = reads(&b, "lognormal(mean=62 ms, cv=0.7)").law;
    CHECK_NEAR(law_mean(&law), 62e6, 10);
    CHECK_NEAR(law_second_moment(&law) / (62e6 * 62e6), 1.49, 1e-6);
    law = reads(&b, "lognormal(p50=62 ms, sigma=0.4)").law;
    CHECK_NEAR(law_mean(&law), 62e6 * exp(0.08), 100);
    law = reads(&b, "gamma(mean=30 ms, cv=0.5)").law;
    CHECK_NEAR(law_second_moment(&law) / (30e6 * 30e6), 1.25, 1e-6);
    law = reads(&b, "gamma(shape=2.5, scale=12 ms)").law;
    CHECK_NEAR(law_mean(&law), 30e6, 10);
    law = reads(&b, "weibull(p50=1 s, p99=9 s)").law;
    CHECK_NEAR(law_quantile(&law, 0.99), 9e9, 1000);
    law = reads(&b, "weibull(shape=1, scale=30 s)").law;
    CHECK_NEAR(law_mean(&law), 30e9, 1e4);
    law = reads(&b, "weibull(mean=30 s, cv=2)").law;
    CHECK_NEAR(law_mean(&law) / 30e9, 1, 1e-6);
    CHECK_NEAR(law_second_moment(&law) / (30e9 * 30e9), 5, 1e-4);
    law = reads(&b, "exponential(p50=40 ms)").law;
    CHECK_NEAR(law_mean(&law), 40e6 / log(2), 1);
    law = reads(&b, "pareto(min=10 ms, alpha=2.2)").law;
    CHECK_NEAR(law_mean(&law), 10e6 * 2.2 / 1.2, 10);
    law = reads(&b, "uniform(2 ms, 5 ms)").law;
    CHECK_NEAR(law_quantile(&law, 0.25), 2.75e6, 1e-3);
    law = reads(&b, "quantiles(p50=630 ms, p75=700 ms, p90=830 ms, p99=1.1 s)").law;
    CHECK_NEAR(law_quantile(&law, 0.9), 830e6, 100);
    arena_release(&b.arena);
}

static void a_unit_may_stand_once_at_the_end(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    CHECK_NEAR(mean_of(&b, "uniform(2, 5 ms)"), 3.5e6, 1e-3);
    CHECK_NEAR(median_of(&b, "lognormal(p50=62, p99=110 ms)"), 62e6, 1);
    refuses(&b, "uniform(2 ms, 5)",
            "5 has no unit: write 5 s"); /* not at the beginning */
    refuses(&b, "62", "62 has no unit: write 62 s");
    arena_release(&b.arena);
}

static void bounds_cut_any_form_off(void)
{
    struct bench b;
    struct law law;

    up(&b, UNIT_TIME);
    law = reads(&b, "exponential(mean=40 ms, min=5 ms, max=90 ms)").law;
    CHECK_NEAR(law_least(&law), 5e6, 1);
    CHECK_NEAR(law_largest(&law), 90e6, 1);
    law = reads(&b, "pareto(min=10 ms, alpha=0.9, max=5 s)").law;
    CHECK_NEAR(law_largest(&law), 5e9, 1);
    law = reads(&b, "normal(mean=20 ms, sd=30 ms)").law; /* no time is negative */
    CHECK_NEAR(law_least(&law), 0, 1);
    law = reads(&b, "mix(50 % 1 s, 50 % 9 s, max=5 s)").law;
    CHECK_NEAR(law_mean(&law), 1e9, 1);
    refuses(&b, "request(x, max=5 s)", "only laws of values have bounds");
    arena_release(&b.arena);
}

static void a_constant_may_be_added_in_front(void)
{
    struct bench b;
    struct law law;

    up(&b, UNIT_TIME);
    law = reads(&b, "8 ms + exponential(mean=4 ms)").law;
    CHECK_NEAR(law_mean(&law), 12e6, 1e-3);
    CHECK_NEAR(law_least(&law), 8e6, 1e-3);
    law = reads(&b, "1e+1 ms + 2 ms").law;
    CHECK_NEAR(law_mean(&law), 12e6, 1e-3);
    refuses(&b, "exponential(mean=4 ms) + 8 ms",
            "\"exponential(mean=4 ms)\" is not a time such as 250 ms");
    arena_release(&b.arena);
}

static void weights_of_a_mixture_sum_to_100_percent(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    CHECK_NEAR(mean_of(&b, "mix(96 % 10 ms, 4 % mix(25 % 1 s, 75 % 2 s))"), 79.6e6, 1e-3);
    CHECK_NEAR(mean_of(&b, "mix(33.3 % 3 ms, 33.3 % 3 ms, 33.4 % 3 ms)"), 3e6, 1e-6);
    refuses(&b, "mix(96 % 10 ms, 3 % 1 s)", "the weights sum to 99 %, not 100 %");
    refuses(&b, "mix(10 ms, 1 s)", "\"10 ms\" wants its weight first: 96 % LAW");
    refuses(&b, "mix(50 % request(x), 50 % 1 s)", "\"50 % request(x)\" cannot be mixed");
    refuses(&b, "mix(x % 10 ms)", "\"x %\" is not a weight such as 96 %");
    arena_release(&b.arena);
}

static void keys_have_laws_of_their_own(void)
{
    struct bench b;
    struct law law;

    up(&b, UNIT_KEY);
    CU_ASSERT_EQUAL(keys_of(&b, "uniform(n=2M)"), 2000000);
    CU_ASSERT_EQUAL(keys_of(&b, "zipf(s=0.9, n=4000)"), 4000);
    CU_ASSERT_EQUAL(reads(&b, "sequential").law.kind, LAW_SEQUENTIAL);
    CHECK_NEAR(mean_of(&b, "constant(3)"), 3, 0);
    law = reads(&b, "mix(40 % zipf(s=0.8, n=200k), 60 % constant(0))").law;
    CU_ASSERT_EQUAL(law.kind, LAW_KEY_MIX);
    CHECK_NEAR(law_key_share(&law, 0), 0.6, 0.1);
    refuses(&b, "lognormal(p50=1, p99=2)",
            "lognormal gives no keys; uniform(n=..), zipf(s=.., n=..), sequential, "
            "constant(k) "
            "and mixtures of them do");
    refuses(&b, "zipf(s=0.9)", "zipf wants s= and n=");
    refuses(&b, "uniform(n=0)", "there must be 1 to 2^40 keys");
    arena_release(&b.arena);
    up(&b, UNIT_TIME);
    refuses(&b, "uniform(n=11)", "uniform gives keys, not a time such as 250 ms");
    arena_release(&b.arena);
}

static void attributes_are_numbered_by_first_mention(void)
{
    struct bench b;
    struct law law;

    up(&b, UNIT_BYTES);
    for (int i = 0; i < 20; i++) {
        law = reads(&b, arena_text(&b.arena, "request(a%d)", i)).law;
        CU_ASSERT_EQUAL(law.kind, LAW_ATTRIBUTE);
        CU_ASSERT_EQUAL(law.index, (uint32_t)i);
    }
    CU_ASSERT_EQUAL(reads(&b, "request(a7)").law.index, 7);
    CU_ASSERT_EQUAL(b.attributes.count, 20);
    CU_ASSERT_STRING_EQUAL(b.attributes.name[13], "a13");
    refuses(&b, "request(a, b)", "request does not know what to do with \"b\"");
    refuses(&b, "request", "request wants the name of an attribute: request(customer)");
    refuses(&b, "request(a b)", "\"a b\" is not the name of an attribute");
    b.how.attributes = NULL;
    refuses(&b, "request(a1)", "no request is under way here: request(a1) has no value");
    arena_release(&b.arena);
}

/* A client's attribute has no field to take its unit from. */
static void an_attributes_law_says_its_unit_itself(void)
{
    struct bench b;

    up(&b, UNIT_ANY);
    CU_ASSERT_EQUAL(reads(&b, "zipf(s=0.9, n=2M)").unit, UNIT_KEY);
    CU_ASSERT_EQUAL(reads(&b, "bernoulli(0.02 %)").unit, UNIT_FACTOR);
    CU_ASSERT_EQUAL(reads(&b, "lognormal(p50=1.8 KB, p99=14 KB)").unit, UNIT_BYTES);
    CU_ASSERT_EQUAL(reads(&b, "lognormal(p50=1.8, p99=14 ms)").unit, UNIT_TIME);
    CU_ASSERT_EQUAL(reads(&b, "7").unit, UNIT_FACTOR);
    CHECK_NEAR(mean_of(&b, "bernoulli(0.02 %)"), 0.0002, 1e-12);
    refuses(&b, "uniform(1 s, 14 KB)",
            "14 KB is not a time such as 250 ms as the rest is");
    arena_release(&b.arena);
}

static void what_only_some_fields_allow_is_refused_elsewhere(void)
{
    struct bench b;
    struct dist dist;

    up(&b, UNIT_TIME);
    refuses(&b, "2 s at 512 MB", "\"at 512 MB\" means nothing here");
    refuses(&b, "halving(380 s)", "halving is a policy of idle_expiry only");
    refuses(&b, "items", "no law named items; headroom help laws lists them");
    refuses(&b, "bernoulli(1 %)", "bernoulli gives 0 or 1, not a time such as 250 ms");
    b.how.allows = LAW_ALLOWS_AT | LAW_ALLOWS_HALVING | LAW_ALLOWS_ITEMS;
    dist = reads(&b, "lognormal(p50=62 ms, p99=110 ms) at 512 MB");
    CU_ASSERT_EQUAL(dist.at_bytes, 512 << 20);
    CHECK_NEAR(law_quantile(&dist.law, 0.5), 62e6, 1);
    CU_ASSERT_EQUAL(reads(&b, "2 s").at_bytes, 0);
    refuses(&b, "2 s at noon", "\"noon\" is not a memory size such as 512 MB");
    dist = reads(&b, "halving(380 s)");
    CU_ASSERT_EQUAL(dist.law.kind, LAW_HALVING);
    CHECK_NEAR(dist.law.at, 380e9, 0);
    CU_ASSERT(reads(&b, "items").items);
    CU_ASSERT(!reads(&b, "2 s").items);
    arena_release(&b.arena);
}

static void impossible_numbers_are_refused_and_quoted(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    refuses(&b, "-5 ms", "-5 ms is negative");
    refuses(&b, "1e400 s", "\"1e400 s\" is not a time such as 250 ms");
    refuses(&b, "lognormal(p50=nan, p99=inf)", "\"nan\" is not a time such as 250 ms");
    refuses(&b, "inf", "no law named inf; headroom help laws lists them");
    refuses(&b, "4000000000 s", "4000000000 s is more than 100 years");
    refuses(&b, "gamma(mean=30 ms, cv=-1)", "-1 is negative");
    refuses(&b, "gamma(mean=30 ms, cv=big)", "cv = \"big\" is not a number such as 1.5");
    refuses(&b, "lognormal(p50=0 s, p99=1 s)", "the quantiles must be positive");
    refuses(&b, "lognormal(p50=80 ms, p99=40 ms)", "p99 40 ms is below p50 80 ms");
    refuses(&b, "lognormal(p50=80 ms, p99=80 ms)", "p99 80 ms is not above p50 80 ms");
    refuses(&b, "quantiles(p90=1 s, p50=2 s)", "p90 1 s is below p50 2 s");
    refuses(&b, "uniform(5 ms, 2 ms)", "the upper end is below the lower one");
    refuses(&b, "exponential(mean=0 s)", "the mean must be positive");
    arena_release(&b.arena);
}

static void misspelt_laws_are_explained(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    refuses(&b, "", "a law is wanted");
    refuses(&b, "lognormall(p50=1 s)",
            "no law named lognormall; did you mean lognormal?");
    refuses(&b, "exp(mean=1 s)", "no law named exp; did you mean exponential?");
    refuses(&b, "lognormal(p50=1 s)",
            "lognormal wants two quantiles (p50=, p99=), or mean= and cv=, or p50= and "
            "sigma=");
    refuses(&b, "lognormal(p50=1 s, p99=2 s, p90=1.5 s)",
            "lognormal takes at most 2 quantiles");
    refuses(&b, "exponential(mean=1 s, sd=2 s)", "exponential takes no sd here");
    refuses(&b, "exponential(mean=1 s, mena=2 s)",
            "exponential takes no mena here; did you mean mean?");
    refuses(&b, "exponential(mean=1 s, mean=2 s)", "mean is given twice");
    refuses(&b, "exponential(mean=1 s", "a \")\" is missing");
    refuses(&b, "exponential(mean=1 s) x", "\" x\" behind the law means nothing");
    refuses(&b, "exponential(mean=1 s,)", "an argument of exponential is empty");
    refuses(&b, "foo bar", "\"foo bar\" is neither a time such as 250 ms nor a law");
    refuses(&b, "5 parsecs", "\"5 parsecs\" is not a time such as 250 ms");
    refuses(
        &b,
        "mix(100 % mix(100 % mix(100 % mix(100 % mix(100 % mix(100 % mix(100 % mix(100 % "
        "mix(100 % 1 s)))))))))",
        "nested more than 8 laws deep");
    arena_release(&b.arena);
}

static void a_law_without_what_it_needs_says_what_that_is(void)
{
    struct bench b;

    up(&b, UNIT_TIME);
    b.how.allows = LAW_ALLOWS_HALVING;
    refuses(&b, "constant", "constant wants a value: constant(5 ms)");
    refuses(&b, "uniform(5 ms)",
            "uniform wants two ends, or n= for keys: uniform(2, 5 ms), uniform(n=2M)");
    refuses(&b, "exponential(5 ms)", "exponential wants mean= or p50=");
    refuses(&b, "normal(mean=5 ms)", "normal wants mean= and sd=");
    refuses(&b, "gamma(mean=5 ms)",
            "gamma wants mean= and cv=, or shape= and scale=, or two quantiles");
    refuses(&b, "weibull(shape=2)",
            "weibull wants mean= and cv=, or shape= and scale=, or two quantiles");
    refuses(&b, "pareto(min=5 ms)", "pareto wants min= and alpha=");
    refuses(&b, "quantiles(p50=5 ms)",
            "quantiles wants two or more of p0= .. p100=, such as p50=, p90=, p99=");
    refuses(&b, "empirical",
            "empirical wants a CSV file with a header: "
            "empirical(data/sizes.csv, column=bytes)");
    refuses(&b, "mix",
            "mix wants laws with weights that sum to 100 %: mix(96 % LAW, 4 % LAW)");
    refuses(&b, "halving", "halving wants an interval: halving(380 s)");
    refuses(&b, "halving(0 s)", "the interval must be positive");
    refuses(&b, "1 s + halving(380 s)", "nothing can be added to \"halving(380 s)\"");
    refuses(&b, "lognormal(p50=1 s, p101=2 s)",
            "lognormal wants two quantiles (p50=, p99=), or mean= and cv=, or p50= and "
            "sigma=");
    arena_release(&b.arena);
    up(&b, UNIT_SHARE);
    refuses(&b, "bernoulli", "bernoulli wants a share: bernoulli(0.02 %)");
    refuses(&b, "2 ms", "\"2 ms\" is not a share such as 0.005 or 0.5 %");
    CHECK_NEAR(mean_of(&b, "0.5 %"), 0.005, 0);
    arena_release(&b.arena);
    up(&b, UNIT_KEY);
    refuses(&b, "zipf(s=1, n=0)", "there must be 1 to 2^40 keys");
    refuses(&b, "1e30", "a key is a whole number below 2^40");
    refuses(&b, "constant(2.5)", "a key is a whole number below 2^40");
    refuses(&b, "mix(40 % zipf(s=0.8, n=200k), 60 % constant(1e30))",
            "a key is a whole number below 2^40");
    CU_ASSERT_EQUAL(reads(&b, "mix(40 % zipf(s=0.8, n=9), 60 % 7)").unit, UNIT_KEY);
    arena_release(&b.arena);
}

static void no_text_is_too_long_to_be_refused(void)
{
    struct bench b;
    char *text = malloc(8000);
    size_t at = 0;

    CU_ASSERT_FATAL(text != NULL);
    up(&b, UNIT_TIME);
    memset(text, ' ', 7999);
    text[7999] = '\0';
    refuses(&b, text, "longer than any law need be");
    at += (size_t)sprintf(text, "mix(");
    for (int i = 0; i < 45; i++)
        at += (size_t)sprintf(text + at, "%s2 %% 1 s", i ? ", " : "");
    sprintf(text + at, ")");
    refuses(&b, text, "more than 40 arguments");
    free(text);
    arena_release(&b.arena);
}

static void columns_of_files_are_laws(void)
{
    struct bench b;
    FILE *out = fopen("law_text_test.csv", "w");

    CU_ASSERT_FATAL(out != NULL);
    fputs("\xef\xbb\xbfseconds, \"size in B\",name\r\n0.25,1000,x\r\n\r\n0.75, 3000 ,y\n",
          out);
    fclose(out);
    up(&b, UNIT_TIME);
    CHECK_NEAR(mean_of(&b, "empirical(law_text_test.csv, column=seconds)"), 0.5e9, 1e-3);
    refuses(&b, "empirical(law_text_test.csv)",
            "law_text_test.csv has 3 columns: say which, column=seconds");
    refuses(&b, "empirical(law_text_test.csv, column=ms)",
            "law_text_test.csv has no column ms");
    refuses(&b, "empirical(law_text_test.csv, column=name)",
            "law_text_test.csv:2: \"x\" is not a number");
    b.how.directory = "nowhere/";
    refuses(&b, "empirical(x.csv)",
            "cannot read nowhere/x.csv: No such file or directory");
    arena_release(&b.arena);
    up(&b, UNIT_BYTES);
    CHECK_NEAR(mean_of(&b, "empirical(law_text_test.csv, column=size in B)"), 2000, 1e-9);
    arena_release(&b.arena);
    unlink("law_text_test.csv");
}

static void every_example_of_the_help_is_a_law(void)
{
    struct bench b;
    char *help = NULL, *line, *next;
    size_t length, laws = 0;
    FILE *out = open_memstream(&help, &length);

    law_help(out);
    fclose(out);
    up(&b, UNIT_ANY);
    b.how.allows = LAW_ALLOWS_HALVING;
    for (line = strchr(help, '\n'); line; line = next) {
        next = strchr(++line, '\n');
        if (next)
            *next = '\0';
        CU_ASSERT(strlen(line) <= 80);
        if (strncmp(line, "  ", 2) != 0 || line[2] == ' ' || strstr(line, ".csv"))
            continue;
        reads(&b, line + 2);
        laws++;
    }
    CU_ASSERT_EQUAL(laws, 15); /* and empirical */
    arena_release(&b.arena);
    free(help);
}

FACTS(FACT(a_bare_value_is_a_constant), FACT(families_pass_through_what_is_given),
      FACT(a_unit_may_stand_once_at_the_end), FACT(bounds_cut_any_form_off),
      FACT(a_constant_may_be_added_in_front),
      FACT(weights_of_a_mixture_sum_to_100_percent), FACT(keys_have_laws_of_their_own),
      FACT(attributes_are_numbered_by_first_mention),
      FACT(an_attributes_law_says_its_unit_itself),
      FACT(what_only_some_fields_allow_is_refused_elsewhere),
      FACT(impossible_numbers_are_refused_and_quoted), FACT(misspelt_laws_are_explained),
      FACT(a_law_without_what_it_needs_says_what_that_is),
      FACT(no_text_is_too_long_to_be_refused), FACT(columns_of_files_are_laws),
      FACT(every_example_of_the_help_is_a_law))
