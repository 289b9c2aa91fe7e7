/* law_words.c - the laws by name: one row drives reading, suggestions and help. */
#include "config/law_words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/csv.h"

enum { QUANTILES = 32 };

/* By name, or by place for NULL; false: not given, or wrong (reader->wrong). */
static bool value_of(struct law_arguments *all, const char *name, size_t place,
                     double *value)
{
    struct law_argument *argument =
        name ? law_argument(all, name) : law_argument_at(all, place);

    if (!argument)
        return false;
    argument->used = true;
    return law_quantity(all->reader, argument->text, argument->unit, value);
}

/* A number that has no unit: a shape, an exponent, a share. */
static bool number_of(struct law_arguments *all, const char *name, enum unit unit,
                      double *value)
{
    struct law_argument *argument =
        name ? law_argument(all, name) : law_argument_at(all, 0);

    if (!argument)
        return false;
    argument->used = true;
    if (!unit_read(unit, argument->text, value))
        return law_wrong(all->reader, "%s%s\"%s\" is not %s", name ? name : "",
                         name ? " = " : "", argument->text, unit_wanted(unit));
    if (*value < 0)
        return law_wrong(all->reader, "%s is negative", argument->text);
    return true;
}

static bool wants(struct law_arguments *all)
{
    return law_wrong(all->reader, "%s wants %s", all->word->name, all->word->arguments);
}

static bool made(struct law_arguments *all, const char *wrong)
{
    return wrong ? law_wrong(all->reader, "%s", wrong) : true;
}

/* "p99.9": its order, 0 .. 1; else NaN. */
static double order_of(const char *name)
{
    char *rest;
    double percent;

    if (!name || name[0] != 'p' || !isdigit((unsigned char)name[1]))
        return NAN;
    percent = strtod(name + 1, &rest);
    return *rest || percent > 100 ? NAN : percent / 100;
}

struct point {
    struct quantile at;
    const char *name, *text;
};

/* All p.. arguments by rising order; how many, or 0 when something is wrong. */
static size_t points_of(struct law_arguments *all, struct point *point, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct law_argument *argument = &all->all[i];
        struct point one = {
            {order_of(argument->name), 0}, argument->name, argument->text};
        size_t place = count;
        if (isnan(one.at.p))
            continue;
        if (count == room) {
            law_wrong(all->reader, "%s takes at most %zu quantiles", all->word->name,
                      room);
            return 0;
        }
        argument->used = true;
        if (!law_quantity(all->reader, argument->text, argument->unit, &one.at.value))
            return 0;
        for (; place > 0 && point[place - 1].at.p > one.at.p; place--)
            point[place] = point[place - 1];
        point[place] = one;
        count++;
    }
    for (size_t i = 1; i < count; i++) {
        const struct point *low = &point[i - 1], *high = &point[i];
        if (high->at.value >= low->at.value)
            continue;
        law_wrong(all->reader, "%s %s is below %s %s", high->name, high->text, low->name,
                  low->text);
        return 0;
    }
    return count;
}

/* The member of a family through two quantiles; false: two are not given, or wrong. */
static bool by_quantiles(struct law_arguments *all, enum law_family family,
                         struct law *law)
{
    struct point point[2];
    size_t count = points_of(all, point, 2);
    struct quantile two[2];

    if (count != 2)
        return false;
    if (point[0].at.value == point[1].at.value)
        return law_wrong(all->reader, "%s %s is not above %s %s", point[1].name,
                         point[1].text, point[0].name, point[0].text);
    two[0] = point[0].at;
    two[1] = point[1].at;
    return made(all, law_of_quantiles(all->reader->how->laws, law, family, two));
}

static bool make_constant(struct law_arguments *all, struct law *law)
{
    double value;

    if (!value_of(all, NULL, 0, &value))
        return wants(all);
    *law = law_constant(value);
    return true;
}

static bool make_uniform(struct law_arguments *all, struct law *law)
{
    double from, to, n;

    if (number_of(all, "n", UNIT_COUNT, &n))
        return made(all, n > 0x1p40 || n < 1 ? "there must be 1 to 2^40 keys"
                                             : law_key_uniform(law, (uint64_t)n));
    if (!value_of(all, NULL, 0, &from) || !value_of(all, NULL, 1, &to))
        return wants(all);
    return made(all, law_uniform(law, from, to));
}

static bool make_exponential(struct law_arguments *all, struct law *law)
{
    double mean, median;

    if (value_of(all, "mean", 0, &mean))
        return made(all, law_exponential(law, mean));
    if (value_of(all, "p50", 0, &median))
        return made(all,
                    law_exponential(law, median / 0.69314718055994530942)); /* ln 2 */
    return wants(all);
}

static bool make_lognormal(struct law_arguments *all, struct law *law)
{
    struct laws *laws = all->reader->how->laws;
    double mean, cv, sigma, median;

    if (value_of(all, "mean", 0, &mean) && number_of(all, "cv", UNIT_FACTOR, &cv))
        return made(all, law_of_moments(laws, law, LAW_LOGNORMAL, mean, cv));
    if (number_of(all, "sigma", UNIT_FACTOR, &sigma) && value_of(all, "p50", 0, &median))
        return made(all, law_of(laws, law, LAW_LOGNORMAL, median, sigma));
    return by_quantiles(all, LAW_LOGNORMAL, law) || wants(all);
}

static bool make_normal(struct law_arguments *all, struct law *law)
{
    double mean, sd;

    if (!value_of(all, "mean", 0, &mean) || !value_of(all, "sd", 0, &sd))
        return wants(all);
    return made(all, law_of(all->reader->how->laws, law, LAW_NORMAL, mean, sd));
}

static bool make_gamma(struct law_arguments *all, struct law *law)
{
    struct laws *laws = all->reader->how->laws;
    double mean, cv, shape, scale;

    if (value_of(all, "mean", 0, &mean) && number_of(all, "cv", UNIT_FACTOR, &cv))
        return made(all, law_of_moments(laws, law, LAW_GAMMA, mean, cv));
    if (number_of(all, "shape", UNIT_FACTOR, &shape) && value_of(all, "scale", 0, &scale))
        return made(all, law_of(laws, law, LAW_GAMMA, shape * scale, shape));
    return by_quantiles(all, LAW_GAMMA, law) || wants(all);
}

static bool make_weibull(struct law_arguments *all, struct law *law)
{
    struct laws *laws = all->reader->how->laws;
    double mean, cv, shape, scale;

    if (value_of(all, "mean", 0, &mean) && number_of(all, "cv", UNIT_FACTOR, &cv))
        return made(all, law_of_moments(laws, law, LAW_WEIBULL, mean, cv));
    if (number_of(all, "shape", UNIT_FACTOR, &shape) && value_of(all, "scale", 0, &scale))
        return made(all, law_of(laws, law, LAW_WEIBULL, scale, shape));
    return by_quantiles(all, LAW_WEIBULL, law) || wants(all);
}

static bool make_pareto(struct law_arguments *all, struct law *law)
{
    double least, alpha;

    if (!value_of(all, "min", 0, &least) || !number_of(all, "alpha", UNIT_FACTOR, &alpha))
        return wants(all);
    return made(all, law_of(all->reader->how->laws, law, LAW_PARETO, least, alpha));
}

static bool make_quantiles(struct law_arguments *all, struct law *law)
{
    struct point point[QUANTILES];
    struct quantile at[QUANTILES];
    size_t count = points_of(all, point, QUANTILES);

    if (count < 2)
        return wants(all);
    for (size_t i = 0; i < count; i++)
        at[i] = point[i].at;
    return made(all, law_quantiles(all->reader->how->laws, law, at, count));
}

/* Which column; csv.columns after a message. */
static size_t column_of(struct law_arguments *all, const struct csv *csv,
                        const char *path)
{
    struct law_argument *named = law_argument(all, "column");
    size_t column = 0;

    if (named) {
        named->used = true;
        column = csv_column(csv, named->text);
        if (column == csv->columns)
            law_wrong(all->reader, "%s has no column %s", path, named->text);
    } else if (csv->columns > 1) {
        law_wrong(all->reader, "%s has %zu columns: say which, column=%s", path,
                  csv->columns, csv->name[0]);
        column = csv->columns;
    }
    if (column < csv->columns && csv->wrong[column]) {
        law_wrong(all->reader, "%s", csv->wrong[column]);
        column = csv->columns;
    }
    return column;
}

/* Measured values are in s, bytes or 1, as a trace's are. */
static bool make_empirical(struct law_arguments *all, struct law *law)
{
    const struct law_reading *how = all->reader->how;
    struct law_argument *file = law_argument_at(all, 0);
    struct csv csv = {.shelf = how->shelf};
    const char *path, *wrong;
    size_t column;
    double *value;

    if (!file)
        return wants(all);
    file->used = true;
    path = file->text[0] == '/' || !how->directory
               ? file->text
               : arena_text(how->arena, "%s%s", how->directory, file->text);
    wrong = csv_read(path, how->arena, &csv, how->world);
    if (wrong)
        return made(all, wrong);
    column = column_of(all, &csv, path);
    if (column == csv.columns)
        return false;
    value = csv.value[column];
    for (size_t i = 0; i < csv.rows; i++) {
        if (value[i] < 0)
            return law_wrong(all->reader, "%s: %g is negative", path, value[i]);
        value[i] *= how->unit == UNIT_TIME ? 1e9 : 1;
    }
    return made(all, law_empirical(how->laws, law, value, csv.rows));
}

static bool part_of(struct law_arguments *all, struct law_argument *argument,
                    struct law_share *part)
{
    const char *percent = strchr(argument->text, '%');
    const char *text;

    if (!percent)
        return law_wrong(all->reader, "\"%s\" wants its weight first: 96 %% LAW",
                         argument->text);
    text = arena_text(all->reader->how->arena, "%.*s",
                      (int)(percent + 1 - argument->text), argument->text);
    if (!unit_read(UNIT_SHARE, text, &part->weight))
        return law_wrong(all->reader, "\"%s\" is not a weight such as 96 %%", text);
    return law_parse(all->reader, percent + 1, &part->law);
}

static bool make_mix(struct law_arguments *all, struct law *law)
{
    struct law_share part[LAW_ARGUMENTS];
    size_t count = 0;
    double sum = 0;

    for (size_t i = 0; i < all->count; i++) {
        if (all->all[i].name)
            continue;
        all->all[i].used = true;
        if (!part_of(all, &all->all[i], &part[count]))
            return false;
        if (part[count].law.kind == LAW_HALVING || part[count].law.kind == LAW_ATTRIBUTE)
            return law_wrong(all->reader, "\"%s\" cannot be mixed", all->all[i].text);
        sum += part[count++].weight;
    }
    if (count == 0)
        return wants(all);
    if (fabs(sum - 1) > 1e-9)
        return law_wrong(all->reader, "the weights sum to %.10g %%, not 100 %%",
                         sum * 100);
    return made(all, law_mixture(all->reader->how->laws, law, part, count));
}

static bool make_bernoulli(struct law_arguments *all, struct law *law)
{
    enum unit unit = all->reader->how->unit;
    double p;

    if (unit != UNIT_SHARE && unit != UNIT_COUNT && unit != UNIT_FACTOR &&
        unit != UNIT_ANY)
        return law_wrong(all->reader, "bernoulli gives 0 or 1, not %s",
                         unit_wanted(unit));
    if (!number_of(all, NULL, UNIT_SHARE, &p))
        return wants(all);
    return made(all, law_bernoulli(all->reader->how->laws, law, p));
}

static bool make_zipf(struct law_arguments *all, struct law *law)
{
    double s, n;

    if (!number_of(all, "s", UNIT_FACTOR, &s) || !number_of(all, "n", UNIT_COUNT, &n))
        return wants(all);
    if (n < 1 || n > 0x1p40)
        return law_wrong(all->reader, "there must be 1 to 2^40 keys");
    return made(all, law_zipf(all->reader->how->laws, law, s, (uint64_t)n));
}

static bool make_sequential(struct law_arguments *all, struct law *law)
{
    (void)all;
    *law = law_sequential();
    return true;
}

static bool make_request(struct law_arguments *all, struct law *law)
{
    struct attributes *attributes = all->reader->how->attributes;
    struct law_argument *name = law_argument_at(all, 0);

    if (!name)
        return wants(all);
    if (!attributes)
        return law_wrong(all->reader,
                         "no request is under way here: request(%s) has no value",
                         name->text);
    if (name->text[strspn(name->text, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123456789")])
        return law_wrong(all->reader, "\"%s\" is not the name of an attribute",
                         name->text);
    name->used = true;
    *law = law_attribute(
        (uint32_t)attribute_index(attributes, name->text, all->reader->how->arena));
    return true;
}

static bool make_halving(struct law_arguments *all, struct law *law)
{
    double interval;

    if (!(all->reader->how->allows & LAW_ALLOWS_HALVING))
        return law_wrong(all->reader, "halving is a policy of idle_expiry only");
    if (!value_of(all, NULL, 0, &interval))
        return wants(all);
    if (interval <= 0)
        return law_wrong(all->reader, "the interval must be positive");
    *law = law_halving(interval);
    return true;
}

#define NAMES(...) ((const char *const[]){"min", "max", __VA_ARGS__, NULL})

static const struct law_word words[] = {
    {"constant", "a value: constant(5 ms)", "always the same; a bare value says it too",
     "constant(5 ms)", NAMES(NULL), make_constant},
    {"uniform", "two ends, or n= for keys: uniform(2, 5 ms), uniform(n=2M)",
     "every value between two ends alike; or every one of n keys", "uniform(2 ms, 5 ms)",
     NAMES("n"), make_uniform},
    {"exponential", "mean= or p50=", "memoryless", "exponential(mean=40 ms)",
     NAMES("mean", "p50"), make_exponential},
    {"lognormal", "two quantiles (p50=, p99=), or mean= and cv=, or p50= and sigma=",
     "most latencies and sizes: a long tail to the right",
     "lognormal(p50=80 ms, p99=400 ms)",
     NAMES("p50", "p90", "p95", "p99", "mean", "cv", "sigma"), make_lognormal},
    {"normal", "mean= and sd=", "a bell, cut off below 0", "normal(mean=20 ms, sd=3 ms)",
     NAMES("mean", "sd"), make_normal},
    {"gamma", "mean= and cv=, or shape= and scale=, or two quantiles",
     "sums of exponential stages; cv above 1 has many short and few long ones",
     "gamma(mean=30 ms, cv=0.5)", NAMES("mean", "cv", "shape", "scale", "p50", "p99"),
     make_gamma},
    {"weibull", "mean= and cv=, or shape= and scale=, or two quantiles",
     "lifetimes; shape below 1 has a heavy tail", "weibull(shape=0.7, scale=30 s)",
     NAMES("mean", "cv", "shape", "scale", "p50", "p99"), make_weibull},
    {"pareto", "min= and alpha=", "a power-law tail: P(X > x) = (min/x)^alpha",
     "pareto(min=10 ms, alpha=2.2, max=5 s)", NAMES("alpha"), make_pareto},
    {"quantiles", "two or more of p0= .. p100=, such as p50=, p90=, p99=",
     "through measured percentiles; p0 and p100 are the ends",
     "quantiles(p50=630 ms, p90=830 ms, p99=1.1 s)",
     NAMES("p0", "p50", "p75", "p90", "p95", "p99", "p100"), make_quantiles},
    {"empirical", "a CSV file with a header: empirical(data/sizes.csv, column=bytes)",
     "measured values alike, in s, bytes or 1; paths start at the naming file",
     "empirical(data/work.csv, column=seconds)", NAMES("column"), make_empirical},
    {"mix", "laws with weights that sum to 100 %: mix(96 % LAW, 4 % LAW)",
     "one of several, each with its share",
     "mix(96 % 9 ms, 4 % lognormal(p50=150 ms, p99=400 ms))", NAMES(NULL), make_mix},
    {"bernoulli", "a share: bernoulli(0.02 %)", "1 with this probability, else 0",
     "bernoulli(0.02 %)", NAMES(NULL), make_bernoulli},
    {"zipf", "s= and n=", "keys 0 .. n-1, key k with weight (k+1)^-s",
     "zipf(s=0.9, n=2M)", NAMES("s", "n"), make_zipf},
    {"sequential", NULL, "keys 0, 1, 2 .. in the order of the requests", "sequential",
     NAMES(NULL), make_sequential},
    {"request", "the name of an attribute: request(customer)",
     "the request's own value of a client's attribute, the same on every retry",
     "request(customer)", NAMES(NULL), make_request},
    {"halving", "an interval: halving(380 s)",
     "idle environments are halved at this interval; for idle_expiry only",
     "halving(380 s)", NAMES(NULL), make_halving},
};

enum { WORDS = sizeof words / sizeof *words };

const struct law_word *law_word_find(const char *name)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strcmp(words[i].name, name) == 0)
            return &words[i];
    return NULL;
}

const char *const *law_word_names(struct arena *arena)
{
    const char **names = arena_get(arena, (WORDS + 1) * sizeof *names);

    for (size_t i = 0; i < WORDS; i++)
        names[i] = words[i].name;
    return names;
}

void law_help(FILE *out)
{
    fputs("A law is a value, one of the forms below, or CONST + FORM.\n"
          "min= and max= cut off any form of values.  A unit may stand once, behind the\n"
          "last number.  Work may be given as measured: \"LAW at 512 MB\".\n\n",
          out);
    for (size_t i = 0; i < WORDS; i++) {
        fprintf(out, "  %s\n      %s\n", words[i].example, words[i].help);
        if (words[i].arguments)
            fprintf(out, "      takes %s\n", words[i].arguments);
    }
}
