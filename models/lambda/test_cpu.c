/* test_cpu.c - how long work takes at a memory size. */
#include "check.h"
#include "lambda/cpu.h"
#include "room.h"

#define MB INT64_C(1048576)

static double ms_at(int mb, struct cpu_use use, double one_vcpu)
{
    const struct cpu cpu = {mb * MB, 1769 * MB};

    return cpu_time(&cpu, use, one_vcpu, 0);
}

/* Facts T15: 60 ms at one vCPU. */
static void cpu_grows_with_memory_up_to_one_vcpu(void)
{
    static const double ms[][2] = {
        {128, 829.22}, {512, 207.30}, {1024, 103.65}, {2048, 60}};

    for (size_t i = 0; i < 4; i++)
        CHECK_NEAR(ms_at((int)ms[i][0], CPU_ONE_THREAD, 60), ms[i][1], 0.005);
}

static void work_measured_at_a_size_is_converted_through_the_same_curve(void)
{
    const struct cpu cpu = {1769 * MB, 1769 * MB};
    const struct cpu_use two = {.threads = 2, .serial = 0.25};
    const struct cpu large = {3538 * MB, 1769 * MB};

    CHECK_NEAR(cpu_time(&cpu, CPU_ONE_THREAD, 62, 512 * MB), 62 * 512 / 1769.0, 1e-9);
    CHECK_NEAR(cpu_time(&large, two, 62, 3538 * MB), 62, 1e-9);
}

/* SeBS, image recognition: 512 to 3 008 MB take 1877 933 612 443 319 ms. */
static void two_threads_gain_up_to_two_vcpus(void)
{
    static const double seen[][2] = {
        {512, 1877}, {1024, 933}, {1536, 612}, {2048, 443}, {3008, 319}};
    const struct cpu_use two = {.threads = 2};
    double one_vcpu = 1877 * 512 / 1769.0;

    for (size_t i = 0; i < 5; i++)
        CHECK_NEAR(ms_at((int)seen[i][0], two, one_vcpu) / seen[i][1], 1, 0.06);
}

/* Amdahl: 30 % alone, the rest by four. */
static void what_one_thread_does_alone_bounds_the_gain(void)
{
    const struct cpu_use use = {.threads = 4, .serial = 0.3};

    CHECK_NEAR(ms_at(1769, use, 100), 100, 1e-9);
    CHECK_NEAR(ms_at(2 * 1769, use, 100), 30 + 70 / 2.0, 1e-9);
    CHECK_NEAR(ms_at(4 * 1769, use, 100), 30 + 70 / 4.0, 1e-9);
    CHECK_NEAR(ms_at(10240, use, 100), 30 + 70 / 4.0, 1e-9);
    CHECK_NEAR(ms_at(884, use, 100), 100 * 1769 / 884.0, 1e-9); /* below one: by share */
}

/* Facts 3.4: work of 17 ms took 0.63, 0.84 and 0.96 of its share's time at 885, 257 and
 * 128 MB. */
static void very_short_work_outruns_its_share_as_measured(void)
{
    static const double seen[][2] = {{885, 0.63}, {257, 0.84}, {128, 0.96}};

    for (size_t i = 0; i < 3; i++) {
        const struct cpu cpu = {(int64_t)seen[i][0] * MB, 1769 * MB};
        double held = cpu_time(&cpu, CPU_ONE_THREAD, 17, 0), sum = 0;
        for (int k = 0; k < 1000; k++)
            sum += cpu_time_in_periods(&cpu, CPU_ONE_THREAD, 17, 20, (k + 0.5) / 1000);
        CHECK_NEAR(sum / 1000 / held, seen[i][1], 0.06);
    }
}

static void periods_hold_work_only_once_their_share_is_used_up(void)
{
    const struct cpu half = {884 * MB + MB / 2, 1769 * MB};
    struct cpu_use one = CPU_ONE_THREAD;

    /* 20 ms periods, 10 ms of each */
    CHECK_NEAR(cpu_time_in_periods(&half, one, 9.5, 20, 0.001), 9.5, 1e-9);
    CHECK_NEAR(cpu_time_in_periods(&half, one, 13, 20, 0), 23, 1e-9);
    CHECK_NEAR(cpu_time_in_periods(&half, one, 13, 20, 0.8), 13, 1e-9); /* 4, then 9 */
    CHECK_NEAR(cpu_time_in_periods(&half, one, 1000, 20, 0.5), 10 + 98 * 20 + 10, 1e-6);
    CHECK_NEAR(cpu_time_in_periods(&half, (struct cpu_use){.threads = 0.4}, 13, 20, 0.3),
               13 / 0.4, 1e-9); /* asks for less than its share */
}

static int64_t answered_at(const char *account, const char *step)
{
    char text[512];
    struct room r;
    int64_t at;

    snprintf(
        text, sizeof text,
        "profile = \"aws-2026\"; run = { duration = \"1 h\"; }; account = { lambda = { "
        "%s }; }; lambda = { f = { memory_size = \"885 MB\"; init = \"0 s\"; placement "
        "= \"0 s\"; first_invoke = \"0 s\"; timeout = \"10 s\"; "
        "steps = ( { %s } ); }; };",
        account, step);
    room_up(&r, text);
    room_shoot(&r, &(struct shot){.to = "lambda.f"});
    room_run(&r, 10 * SIM_SECOND);
    at = r.answered_at;
    room_down(&r);
    return at;
}

static void steps_say_threads_and_what_is_serial(void)
{
    double v = 885 / 1769.0;

    CHECK_NEAR(
        (double)answered_at("", "work = \"170 ms\"; threads = 2; serial = \"40 %\";"),
        170e6 / v, 1);
    CHECK_NEAR((double)answered_at("vcpu_memory_x86_64 = \"295 MB\";",
                                   "work = \"170 ms\"; threads = 2; serial = \"40 %\";"),
               170e6 * (0.4 + 0.6 / 2), 1);
}

static void quota_periods_are_a_choice(void)
{
    double held = 17e6 * 1769 / 885;
    int64_t seen = answered_at("quota_period = \"20 ms\";", "work = \"17 ms\";");

    CHECK_NEAR((double)answered_at("", "work = \"17 ms\";"), held, 1);
    CU_ASSERT(seen >= 17 * SIM_MS && seen <= 27 * SIM_MS);
    CU_ASSERT_EQUAL(
        answered_at("quota_period = \"20 ms\";", "work = \"33.98 ms at 885 MB\";") /
            SIM_MS,
        seen / SIM_MS); /* the same work, said where it was measured */
}

FACTS(FACT(cpu_grows_with_memory_up_to_one_vcpu),
      FACT(work_measured_at_a_size_is_converted_through_the_same_curve),
      FACT(two_threads_gain_up_to_two_vcpus),
      FACT(what_one_thread_does_alone_bounds_the_gain),
      FACT(very_short_work_outruns_its_share_as_measured),
      FACT(periods_hold_work_only_once_their_share_is_used_up),
      FACT(steps_say_threads_and_what_is_serial), FACT(quota_periods_are_a_choice))
