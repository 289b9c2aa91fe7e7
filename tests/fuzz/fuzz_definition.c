/* fuzz_definition.c - any text as a state machine: JSON, or YAML where the first byte is
 * odd.  What is read leads from state to state of one scope, and every refusal says why.
 */
#include <assert.h>
#include <stdint.h>

#include "config/read_tree.h"
#include "stepfunctions/asl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void lead_within(const struct asl *asl, const struct asl_state *s, uint32_t next)
{
    assert(next == ASL_END || (next < asl->states && asl->state[next].scope == s->scope));
}

static void look_at(const struct asl *asl, const struct asl_state *s)
{
    assert(s->scope < asl->scopes);
    assert(s->inner + s->inners <= asl->scopes);
    assert(asl_find(asl, s->name) == (uint32_t)(s - asl->state));
    lead_within(asl, s, s->next);
    for (size_t i = 0; i < s->choice.count; i++)
        lead_within(asl, s, s->choice.next[i]);
    for (size_t i = 0; i < s->catchers; i++)
        lead_within(asl, s, s->catcher[i].next);
    for (size_t i = 0; i < s->retriers; i++)
        assert(
            (s->retrier[i].interval >= SIM_SECOND || s->retrier[i].max_attempts == 0) &&
            s->retrier[i].on.count > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diag diag = {0};
    const struct node *root;
    const struct asl *asl = NULL;

    if (size == 0 || size > 20000)
        return 0;
    root = read_tree_text((const char *)data + 1, size - 1,
                          data[0] & 1 ? "x.yaml" : "x.json", &arena, &diag);
    if (root)
        asl = asl_read(root, "stepfunctions.m", &arena, &diag);
    assert(asl ? diag.errors == 0 : diag.errors > 0);
    for (size_t i = 0; asl && i < asl->states; i++)
        look_at(asl, &asl->state[i]);
    arena_release(&arena);
    return 0;
}
