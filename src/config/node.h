/* node.h - the neutral tree that every reader of a file makes.
 *
 * libconfig, JSON and YAML end at this struct: field tables, the
 * profile, `--set` and the messages know nothing of a file format.  A scalar
 * is its text; a number keeps its spelling.  Nodes live in an arena.
 */
#ifndef NODE_H
#define NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/memory.h"

enum node_kind {
    NODE_TEXT,   /* "50 ms" */
    NODE_NUMBER, /* 50, 0.5 */
    NODE_FLAG,   /* true, false */
    NODE_NULL,   /* null, of JSON and YAML */
    NODE_LIST,   /* ( .. ) or [ .. ]: elements have no name */
    NODE_GROUP,  /* { .. } */
};

struct node {
    enum node_kind kind;
    const char *name; /* as a member of its group; NULL in a list */
    const char *text; /* scalars */
    const char *tag;  /* YAML's own, without its '!': "Sub"; NULL: none */
    struct where at;
    const char *source; /* a profile's value: where it comes from; an imported one: what
                           is to be said of it; else NULL */
    bool assumption;    /* a profile's value: marked as an assumption, [A]; an imported
                           one: to be filled in */
    size_t count;       /* of children */
    struct node *first, *last, *next;
};

struct node *node_new(struct arena *arena, enum node_kind kind, const char *name,
                      const char *text, struct where at);
void node_append(struct node *parent, struct node *child);
struct node *node_member(const struct node *group, const char *name); /* NULL: none */
struct node *node_element(const struct node *list, size_t ordinal);
/* A deep copy; `where` and marks are kept. */
struct node *node_copy(struct arena *arena, const struct node *node);
/* Adds to `group` a copy of each member of `from` that it does not have; members that are
 * groups in both merge, all else (lists too) is kept whole. */
void node_merge(struct arena *arena, struct node *group, const struct node *from);
/* Takes the member of that name out, if it is there. */
void node_drop(struct node *group, const char *name);
/* Puts `child` in place of the member of that name, or behind the last. */
void node_put(struct node *group, struct node *child);

#endif
