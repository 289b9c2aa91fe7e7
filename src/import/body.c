/* body.c - what functions do: work to be filled in, and the calls that are guessed.
 *
 * A call that would lead back to its caller is left out: a queue's worker that may send
 * to its own queue would be at work for ever.
 */
#include <string.h>

#include "import/guess.h"

static struct node *line(struct import *i, struct node *list, const char *text)
{
    return remark(add_nothing(i, list), text);
}

static void add_work(struct import *i, struct declared *d, struct node *steps)
{
    const char *memory = text_at(d->group, "memory_size");
    bool batches = node_member(d->group, "event_source_mappings") != NULL;
    struct node *step = add_group(i, steps, NULL);

    add_text(i, step, "work",
             arena_text(i->arena, "50 ms at %s", memory ? memory : "128 MB"));
    if (batches)
        add_text(i, step, "count", "items");
    fill_in(step, batches
                      ? "CPU time for each message or record"
                      : "CPU time of an invocation, and the memory it was measured at");
}

static void add_call(struct import *i, struct node *steps, const struct guess *g)
{
    struct node *step = add_group(i, steps, NULL);
    const char *action = g->action ? g->action : g->to->model->actions[0];

    add_text(i, step, "call", g->to->address);
    add_text(i, step, "action", action);
    if (takes_items(g->to->model))
        add_text(i, step, "item_size", "1 KB");
    remark(step, arena_text(i->arena, "a guess (%s): whether, which action, how often%s",
                            g->why, takes_items(g->to->model) ? ", how large" : ""));
}

static void body(struct import *i, struct declared *d)
{
    struct guess *guesses = guesses_of(i, d);
    struct node *steps = add_list(i, d->group, "steps");

    add_work(i, d, steps);
    for (const struct guess *g = guesses; g; g = g->next)
        if (reaches(i, g->to, d))
            line(i, steps,
                 arena_text(i->arena,
                            "left out (%s): a call to %s, which leads back here", g->why,
                            g->to->address));
        else
            add_call(i, steps, g);
}

void bodies_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (d->model && strcmp(d->model->name, "lambda") == 0)
            body(i, d);
}
