/* value_condition.c - the section Conditions: Equals, And, Or, Not.  A condition that
 * asks for itself, or one that cannot be known, is no. */
#include <string.h>

#include "import/value.h"

enum { DEEPEST = 100 }; /* conditions of conditions */

static bool decide(struct values *v, const struct node *said);

static bool are_equal(struct values *v, const struct node *of)
{
    const struct node *a = node_element(of, 0), *b = node_element(of, 1);

    a = a ? value_of(v, a) : NULL;
    b = b ? value_of(v, b) : NULL;
    return a && b && a->text && b->text && strcmp(a->text, b->text) == 0 &&
           !value_is_unknown(a->text);
}

/* Of And all, of Or one. */
static bool decide_many(struct values *v, const struct node *of, bool all)
{
    for (const struct node *one = of->first; one; one = one->next)
        if (decide(v, one) != all)
            return !all;
    return all && of->count > 0;
}

static bool apply(struct values *v, const struct intrinsic *f)
{
    if (strcmp(f->name, "Equals") == 0)
        return are_equal(v, f->of);
    if (strcmp(f->name, "Not") == 0)
        return f->of->first && !decide(v, f->of->first);
    if (strcmp(f->name, "And") == 0 || strcmp(f->name, "Or") == 0)
        return decide_many(v, f->of, strcmp(f->name, "And") == 0);
    return false;
}

/* { Condition: NAME } or !Condition NAME; NULL: it is neither. */
static const struct node *named_by(const struct node *said, const struct intrinsic *f)
{
    if (f->name)
        return strcmp(f->name, "Condition") == 0 ? f->of : NULL;
    return node_member(said, "Condition");
}

static bool decide(struct values *v, const struct node *said)
{
    struct intrinsic f = intrinsic_in(v, said);
    const struct node *named = named_by(said, &f);

    if (named)
        return named->text && value_holds(v, named->text);
    if (f.name)
        return apply(v, &f);
    return said->text && strcmp(said->text, "true") == 0;
}

bool value_holds(struct values *v, const char *condition)
{
    const struct node *all = node_member(v->root, "Conditions");
    const struct node *one = all && all->kind == NODE_GROUP ? all->first : NULL;
    size_t place = 0;

    for (; one && strcmp(one->name, condition) != 0; one = one->next)
        place++;
    if (!one || v->verdict[place] == VERDICT_ASKED || v->deep >= DEEPEST)
        return false;
    if (v->verdict[place] == VERDICT_OPEN) {
        v->verdict[place] = VERDICT_ASKED;
        v->deep++;
        v->verdict[place] = decide(v, one) ? VERDICT_YES : VERDICT_NO;
        v->deep--;
    }
    return v->verdict[place] == VERDICT_YES;
}
