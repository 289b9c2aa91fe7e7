/* test_loop.c - users who think, against exact mean value analysis (Reiser and Lavenberg
 * 1980, with the marginal probabilities of a station of c servers).
 */
#include "check.h"
#include "theory/holds.h"

enum { USERS = 100 };

/* n users, think time z, one station of c servers of mean s: requests per second, and the
 * mean time at the station. */
static double throughput(int n, double z, double s, int c, double *response)
{
    double p[USERS + 1] = {1}, x = 0; /* p[j]: j at the station, with one user fewer */

    for (int k = 1; k <= n; k++) {
        double r = 0, next[USERS + 1], rest = 1;
        for (int j = 1; j <= k; j++)
            r += j * s / (j < c ? j : c) * p[j - 1];
        x = k / (z + r);
        for (int j = k; j >= 1; j--) {
            next[j] = s / (j < c ? j : c) * x * p[j - 1];
            rest -= next[j];
        }
        next[0] = rest;
        for (int j = 0; j <= k; j++)
            p[j] = next[j];
        *response = r;
    }
    return x;
}

static double per_second(const struct trial *t)
{
    const struct run_settings *run = &t->scenario->run;
    double seconds = (double)(run->duration - run->warm_up) / 1e9;

    return trial_value(t, "client_requests", "c", STAT_COUNT) / seconds;
}

static void loop(int users, const char *think, const char *service, int places,
                 const struct wanted *wanted)
{
    char text[700];

    snprintf(
        text, sizeof text,
        "run = { duration = \"20000 s\"; warm_up = \"100 s\"; period = \"10 h\"; };\n"
        "client = { c = { users = %d; steps = ( { wait = \"exponential(mean=%s)\"; }, "
        "{ name = \"ask\"; call = \"http.s\"; } ); }; };\n"
        "http = { s = { latency = \"exponential(mean=%s)\"; concurrency_limit = %d; "
        "queue_limit = 1000; }; };\n",
        users, think, service, places);
    holds(text, 10, wanted);
}

static void ten_users_of_one_server(void)
{
    double r, x = throughput(10, 1, .1, 1, &r);
    struct wanted wanted[] = {
        {"requests/s", "", 0, x, per_second, 0},
        {"client_latency", "c", STAT_AVERAGE, r, NULL, .02},
        {0},
    };

    CHECK_NEAR(x, 7.8541765689, 1e-9);
    loop(10, "1 s", "100 ms", 1, wanted);
}

static void fifty_users_of_five_servers(void)
{
    double r, x = throughput(50, 1, .2, 5, &r);
    struct wanted wanted[] = {{"requests/s", "", 0, x, per_second, 0}, {0}};

    CHECK_NEAR(x, 24.9993954573, 1e-9);
    loop(50, "1 s", "200 ms", 5, wanted);
}

static void a_hundred_users_of_three_servers(void)
{
    double r, x = throughput(100, 5, .2, 3, &r);
    struct wanted wanted[] = {
        {"requests/s", "", 0, x, per_second, 0},
        {"client_request_latency", "c[ask]", STAT_AVERAGE, r, NULL, .025},
        {0},
    };

    CHECK_NEAR(x, 14.9805793972, 1e-9);
    CHECK_NEAR(r, 1.6753092353, 1e-9);
    loop(100, "5 s", "200 ms", 3, wanted);
}

FACTS(FACT(ten_users_of_one_server), FACT(fifty_users_of_five_servers),
      FACT(a_hundred_users_of_three_servers))
