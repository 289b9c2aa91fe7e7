/* body.c - a list of steps gets its streams, sites and inner lists. */
#include "flow/body.h"

#include "base/text.h"

static struct source source_at(struct sim *sim, struct service *owner,
                               const struct step *step, const char *what,
                               const struct dist *dist)
{
    struct text name = {0};
    struct source source;

    text_add(&name, "%s/%s", step->address, what);
    source = source_of(sim, owner, text_of(&name), dist);
    source.by_try = step->redraw != 0;
    text_free(&name);
    return source;
}

static const struct list *held_by(const struct step *step)
{
    switch (step->kind) {
    case STEP_BLOCK:
        return &step->steps;
    case STEP_PARALLEL:
        return &step->parallel;
    case STEP_CHOOSE:
        return &step->choose;
    case STEP_WORK:
    case STEP_WAIT:
    case STEP_CALL:
    case STEP_SEND:
    case STEP_FAIL:
        break;
    }
    return NULL;
}

static void make_stage(struct sim *sim, const struct body *body, const struct step *step,
                       struct stage *stage)
{
    struct service *owner = body->owner;
    const struct list *held = held_by(step);

    stage->step = step;
    stage->site = name_text(step->address);
    stage->probability = source_at(sim, owner, step, "probability", &step->probability);
    stage->count = source_at(sim, owner, step, "count", &step->count);
    stage->work = source_at(sim, owner, step, "work", &step->work);
    stage->wait = source_at(sim, owner, step, "wait", &step->wait);
    stage->choice = source_at(sim, owner, step, "choose", NULL).stream;
    if (step->kind == STEP_CALL || step->kind == STEP_SEND)
        stage->asks = site_new(sim, owner, &step->call, step->address);
    if (stage->asks && step->redraw)
        site_redraw(stage->asks);
    if (held)
        stage->inside = body_new(sim, owner, body->walker, held);
    for (size_t i = 0; step->kind == STEP_CHOOSE && i < held->count; i++) {
        struct stage *block = &stage->inside->stage[i];
        block->share = block->probability;
        block->probability.dist = NULL; /* choosing it is enough */
    }
}

struct body *body_new(struct sim *sim, struct service *owner, const struct walker *walker,
                      const struct list *steps)
{
    struct body *body = sim_get(sim, sizeof *body);
    const struct step *step = steps->element;

    body->owner = owner;
    body->walker = walker;
    body->count = steps->count;
    body->stage = sim_get(sim, (steps->count + 1) * sizeof *body->stage);
    for (size_t i = 0; i < steps->count; i++)
        make_stage(sim, body, &step[i], &body->stage[i]);
    return body;
}
