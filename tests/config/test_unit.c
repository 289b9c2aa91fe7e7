/* Values with units: language.md D2. */
#include "check.h"
#include "config/unit.h"

static void reads(enum unit unit, const char *text, double wanted)
{
    double value = -77;
    bool good = unit_read(unit, text, &value);

    if (!good || value != wanted)
        printf("  \"%s\" is read as %.17g, not %.17g\n", text, value, wanted);
    CU_ASSERT(good && value == wanted);
}

static void refuses(enum unit unit, const char *text)
{
    double value = -77;
    bool good = unit_read(unit, text, &value);

    if (good)
        printf("  \"%s\" is read as %.17g\n", text, value);
    CU_ASSERT(!good);
    CU_ASSERT(value == -77); /* left alone */
}

static void times_have_seven_units(void)
{
    reads(UNIT_TIME, "7 ns", 7);
    reads(UNIT_TIME, "22 us", 22e3);
    reads(UNIT_TIME, "0.4 ms", 0.4e6);
    reads(UNIT_TIME, "3.5s", 3.5e9);
    reads(UNIT_TIME, "1.5 min", 90e9);
    reads(UNIT_TIME, "6 h", 21600e9);
    reads(UNIT_TIME, "14 d", 14 * 86400e9);
    reads(UNIT_TIME, "+45 min", 2700e9);
    reads(UNIT_TIME, "-1 ms", -1e6); /* bounds refuse it */
}

static void times_may_be_compound(void)
{
    reads(UNIT_TIME, "59 min 59 s", 3599e9);
    reads(UNIT_TIME, "1 h 30 min 15 s 250 ms", 5415.25e9);
    reads(UNIT_TIME, "1h 5min", 3900e9);
    reads(UNIT_TIME, "-1 min 30 s", -90e9);
    refuses(UNIT_TIME, "59 s 59 min"); /* not from the finer to the coarser */
    refuses(UNIT_TIME, "5 s 5 s");
    refuses(UNIT_TIME, "1 min -30 s");
    refuses(UNIT_TIME, "1 min 30");
}

static void times_need_a_unit_that_is_known(void)
{
    refuses(UNIT_TIME, "10");
    refuses(UNIT_TIME, "10 parsecs");
    refuses(UNIT_TIME, "10 S");
    refuses(UNIT_TIME, "10 m");
    refuses(UNIT_TIME, "s");
    refuses(UNIT_TIME, "");
    refuses(UNIT_TIME, "10 ms x");
    refuses(UNIT_TIME, "ten ms");
}

static void no_number_is_infinite_or_hexadecimal(void)
{
    refuses(UNIT_TIME, "inf s");
    refuses(UNIT_TIME, "nan ms");
    refuses(UNIT_TIME, "1e400 s");
    refuses(UNIT_TIME, "1e308 h");
    refuses(UNIT_FACTOR, "infinity");
    refuses(UNIT_COUNT, "0x10");
    refuses(UNIT_SHARE, "NaN");
}

static void sizes_are_powers_of_1024(void)
{
    reads(UNIT_BYTES, "420 B", 420);
    reads(UNIT_BYTES, "1.8 KB", 1843.2);
    reads(UNIT_BYTES, "512 MB", 536870912);
    reads(UNIT_BYTES, "512 MiB", 536870912);
    reads(UNIT_BYTES, "60 GB", 64424509440.0);
    reads(UNIT_BYTES, "2TB", 2199023255552.0);
    reads(UNIT_BYTES, "3 KiB", 3072);
    refuses(UNIT_BYTES, "3 kb");
    refuses(UNIT_BYTES, "3");
}

static void counts_are_whole_and_take_k_and_M(void)
{
    reads(UNIT_COUNT, "1000", 1000);
    reads(UNIT_COUNT, "200k", 200000);
    reads(UNIT_COUNT, "1.5M", 1500000);
    reads(UNIT_COUNT, "6G", 6e9);
    refuses(UNIT_COUNT, "1.5");
    refuses(UNIT_COUNT, "5 ms");
    refuses(UNIT_COUNT, "5 K");
}

static void rates_are_per_second(void)
{
    reads(UNIT_RATE, "20/s", 20);
    reads(UNIT_RATE, "300/min", 5);
    reads(UNIT_RATE, "1800/h", 0.5);
    reads(UNIT_RATE, "70k/s", 70000);
    reads(UNIT_RATE, "1.5M/s", 1.5e6);
    reads(UNIT_RATE, "4 MB/s", 4194304);
    reads(UNIT_RATE, "1.84/s", 1.84);
    refuses(UNIT_RATE, "20");
    refuses(UNIT_RATE, "20/fortnight");
    refuses(UNIT_RATE, "20 s");
}

static void half_a_percent_is_the_share_0_005(void)
{
    reads(UNIT_SHARE, "0.5 %", 0.005);
    reads(UNIT_SHARE, "0.005", 0.005);
    reads(UNIT_SHARE, "70%", 0.7);
    reads(UNIT_SHARE, "100 %", 1);
    refuses(UNIT_SHARE, "0.5 percent");
}

static void money_is_in_dollars_for_one_or_for_many(void)
{
    reads(UNIT_MONEY, "0.02 USD", 0.02);
    reads(UNIT_MONEY, "5 USD per 1M", 5e-6);
    reads(UNIT_MONEY, "0.20 USD per 1M", 0.20 / 1e6);
    reads(UNIT_MONEY, "1.25 USD per 1000", 0.00125);
    refuses(UNIT_MONEY, "5");
    refuses(UNIT_MONEY, "5 EUR");
    refuses(UNIT_MONEY, "5 USD per 0");
    refuses(UNIT_MONEY, "5 USD per");
}

static void a_bare_number_gets_the_usual_unit_suggested(void)
{
    CU_ASSERT_STRING_EQUAL(unit_missing(UNIT_TIME, "10"), " s");
    CU_ASSERT_STRING_EQUAL(unit_missing(UNIT_BYTES, "1.4"), " KB");
    CU_ASSERT_STRING_EQUAL(unit_missing(UNIT_RATE, "20"), "/s");
    CU_ASSERT_STRING_EQUAL(unit_missing(UNIT_MONEY, "5"), " USD");
    CU_ASSERT_PTR_NULL(unit_missing(UNIT_COUNT, "10"));
    CU_ASSERT_PTR_NULL(unit_missing(UNIT_TIME, "10 ms"));
    CU_ASSERT_PTR_NULL(unit_missing(UNIT_TIME, "soon"));
}

static void writes(enum unit unit, double value, const char *wanted)
{
    char out[64];
    double again = -77;

    unit_write(unit, value, out, sizeof out);
    if (strcmp(out, wanted) != 0)
        printf("  %.17g is written \"%s\", not \"%s\"\n", value, out, wanted);
    CU_ASSERT_STRING_EQUAL(out, wanted);
    CU_ASSERT(unit_read(unit, out, &again) && again == value);
}

static void values_are_written_as_a_scenario_would(void)
{
    writes(UNIT_TIME, 1.5e9, "1.5 s");
    writes(UNIT_TIME, 250e6, "250 ms");
    writes(UNIT_TIME, 5400e9, "90 min");
    writes(UNIT_TIME, 86400e9, "1 d");
    writes(UNIT_TIME, 0, "0 s");
    writes(UNIT_TIME, 7, "7 ns");
    writes(UNIT_TIME, 123456789, "123456789 ns");
    writes(UNIT_BYTES, 536870912, "512 MB");
    writes(UNIT_BYTES, 1843.2, "1.8 KB");
    writes(UNIT_BYTES, 3, "3 B");
    writes(UNIT_COUNT, 3000000, "3000000");
    writes(UNIT_RATE, 0.5, "0.5/s");
    writes(UNIT_RATE, 1e6, "1000000/s");
    writes(UNIT_SHARE, 0.001, "0.1 %");
    writes(UNIT_SHARE, 0.7, "70 %");
    writes(UNIT_MONEY, 0.02, "0.02 USD");
    writes(UNIT_MONEY, 5e-6, "5 USD per 1M");
    writes(UNIT_FACTOR, 0.1, "0.1");
    writes(UNIT_FACTOR, 1e-7, "1e-07");
}

/* Every value comes back from its own writing, up to the last bit where a unit divides.
 */
static void what_is_written_reads_back(void)
{
    static const enum unit units[] = {UNIT_TIME,  UNIT_BYTES,  UNIT_RATE,
                                      UNIT_SHARE, UNIT_FACTOR, UNIT_MONEY};
    char out[64];
    double value = 0.0137;

    for (int i = 0; i < 20000; i++) {
        enum unit unit = units[i % 6];
        double again = -77;
        value = fmod(value * 7919.31, 9.7e12) + 1e-3;
        unit_write(unit, value, out, sizeof out);
        if (!unit_read(unit, out, &again) || fabs(again / value - 1) > 1e-15) {
            printf("  %.17g -> \"%s\" -> %.17g\n", value, out, again);
            CU_FAIL("not what was written");
            return;
        }
    }
}

FACTS(FACT(times_have_seven_units), FACT(times_may_be_compound),
      FACT(times_need_a_unit_that_is_known), FACT(no_number_is_infinite_or_hexadecimal),
      FACT(sizes_are_powers_of_1024), FACT(counts_are_whole_and_take_k_and_M),
      FACT(rates_are_per_second), FACT(half_a_percent_is_the_share_0_005),
      FACT(money_is_in_dollars_for_one_or_for_many),
      FACT(a_bare_number_gets_the_usual_unit_suggested),
      FACT(values_are_written_as_a_scenario_would), FACT(what_is_written_reads_back))
