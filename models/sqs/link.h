/* link.h - messages in rings, each with a head of its own. */
#ifndef SQS_LINK_H
#define SQS_LINK_H

#include <stdbool.h>

struct link { /* of a ring with a head */
    struct link *next, *prev;
};

static inline void link_init(struct link *head)
{
    head->next = head->prev = head;
}

static inline bool link_is_empty(const struct link *head)
{
    return head->next == head;
}

static inline void link_remove(struct link *l)
{
    l->next->prev = l->prev;
    l->prev->next = l->next;
    l->next = l->prev = l;
}

static inline void link_after(struct link *before, struct link *l)
{
    l->prev = before;
    l->next = before->next;
    before->next->prev = l;
    before->next = l;
}

static inline void link_add(struct link *head, struct link *l) /* as the last */
{
    link_after(head->prev, l);
}

#endif
