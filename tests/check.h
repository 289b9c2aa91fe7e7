/* check.h - CUnit behind one macro.  A test program is a file of facts:
 *
 *     static void first_call_starts_cold(void) { CU_ASSERT_EQUAL(...); }
 *     FACTS(FACT(first_call_starts_cold), FACT(second_call_is_warm))
 *
 * It prints one line a fact, `file:line: what` below one that does not hold,
 * and exits 1 if there was any.  `test_x name` tries the facts so named only.
 */
#ifndef CHECK_H
#define CHECK_H

#include <CUnit/CUnit.h>
#include <CUnit/TestRun.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CHECK_SHOWN 10 /* failing asserts of one fact that are printed in full */

struct fact {
    const char *name;
    void (*holds)(void);
};

#define FACT(fact)                                                                       \
    {                                                                                    \
        .name = #fact, .holds = fact                                                     \
    }
#define FACTS(...)                                                                       \
    int main(int argc, char **argv)                                                      \
    {                                                                                    \
        static const struct fact facts[] = {__VA_ARGS__};                                \
        return check_facts(facts, sizeof facts / sizeof *facts, argc, argv);             \
    }

/* As CU_ASSERT_DOUBLE_EQUAL, but says what it got, and a NaN is never near. */
#define CHECK_NEAR(actual, wanted, tolerance)                                            \
    check_near(__FILE__, __LINE__, #actual, (actual), (wanted), (tolerance))

static inline void check_near(const char *file, unsigned line, const char *what,
                              double actual, double wanted, double tolerance)
{
    char said[300];

    snprintf(said, sizeof said, "%s is %.17g, not %.17g +- %.3g", what, actual, wanted,
             tolerance);
    CU_assertImplementation(fabs(actual - wanted) <= tolerance, line, said, file, "", 0);
}

static inline void check_said(const CU_pTest test, const CU_pSuite suite,
                              const CU_pFailureRecord failure)
{
    const struct CU_FailureRecord *f = failure;
    int shown = 0;

    (void)suite;
    printf("%s %s\n", failure ? "not ok" : "ok", test->pName);
    for (; f && shown < CHECK_SHOWN; f = f->pNext, shown++)
        printf("  %s:%u: %s\n", f->strFileName, f->uiLineNumber, f->strCondition);
    if (f)
        puts("  ... and more");
    fflush(stdout);
}

static inline int check_facts(const struct fact *facts, size_t count, int argc,
                              char **argv)
{
    CU_pSuite suite;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 99;
    suite = CU_add_suite("facts", NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        bool wanted = argc < 2;
        for (int a = 1; a < argc; a++)
            wanted |= strcmp(argv[a], facts[i].name) == 0;
        if (wanted && !CU_add_test(suite, facts[i].name, facts[i].holds))
            return 99;
    }
    CU_set_test_complete_handler(check_said);
    CU_run_all_tests();
    printf("%u facts, %u asserts, %u failed\n", CU_get_number_of_tests_run(),
           CU_get_number_of_asserts(), CU_get_number_of_failures());
    bool held = CU_get_number_of_tests_run() > 0 && CU_get_number_of_failures() == 0;
    CU_cleanup_registry();
    return held ? 0 : 1;
}

#endif
