/* work.c - how long a handler's work takes in the memory it has. */
#include "lambda/cpu.h"
#include "lambda/function.h"

static struct cpu cpu_of(const struct function *fn)
{
    return (struct cpu){fn->config->memory_bytes,
                        fn->account->knee_bytes[fn->config->architecture]};
}

/* Where in a quota period this step of this invocation begins. */
static double quota_phase(const struct function *fn, const struct walk *walk,
                          const struct step *step)
{
    uint64_t name = name_nth(walk->work.try, name_text(step->address), 0);

    return unit_of(draw_bits(&fn->quota, name, 0));
}

static int64_t time_in_periods(const struct function *fn, const struct walk *walk,
                               const struct step *step, int64_t drawn)
{
    const struct cpu cpu = cpu_of(fn);
    const struct cpu_use use = {step->threads, step->serial};
    double period = (double)fn->account->quota_period;
    double one_vcpu = (double)drawn;

    if (step->work.at_bytes) {
        const struct cpu there = {step->work.at_bytes, cpu.knee_bytes};
        one_vcpu /= cpu_time(&there, use, 1, 0);
    }
    return (int64_t)(cpu_time_in_periods(&cpu, use, one_vcpu, period,
                                         quota_phase(fn, walk, step)) +
                     0.5);
}

int64_t lambda_work_time(struct sim *sim, const struct walk *walk,
                         const struct step *step, int64_t drawn)
{
    const struct function *fn = walk->body->owner->state;
    const struct cpu cpu = cpu_of(fn);
    const struct cpu_use use = {step->threads, step->serial};

    (void)sim;
    if (fn->account->quota_period > 0)
        return time_in_periods(fn, walk, step, drawn);
    return (int64_t)(cpu_time(&cpu, use, (double)drawn, step->work.at_bytes) + 0.5);
}
