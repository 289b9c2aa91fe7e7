/* address.h - "apigateway.shop.routes[POST /orders].throttling_rate_limit".
 *
 * The same words in the file, in --set, in axes, objectives, limits' names and
 * messages (language.md D3).  List elements by their key, or by ordinal from 0; `*`
 * stands for any member.  Walking an address needs the tree and the field tables
 * together, since only a table says which member is a list's key.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include "config/field.h"

enum { ADDRESS_WORDS = 16 };

struct address {
    size_t words;
    struct address_word {
        const char *name;    /* "routes" */
        const char *element; /* "POST /orders", NULL: no brackets */
    } word[ADDRESS_WORDS];
};

/* Where an address is followed from: "memory_size" of lambda.orders.memory_size, from 2,
 * in the group or struct of lambda.orders. */
struct address_walk {
    const struct address *address;
    size_t from;
    struct where at; /* that says it */
};

/* Splits; false: malformed (empty word, unbalanced bracket).  Strings in the arena. */
bool address_split(const char *text, struct arena *arena, struct address *address);

/* "ADDRESS=VALUE" (or "ADDRESS = VALUE") into both halves; false: no '='. */
bool address_value(const char *text, struct arena *arena, const char **address,
                   const char **value);

/* The addresses that one with `*` for a name stands for, below `root` (groups of groups):
 * client.*.scale for each client.  Without a `*` it is itself alone; returns how many. */
size_t address_expand(const struct address *, const struct node *root, struct arena *,
                      struct address **all);
/* As it was written. */
const char *address_text(const struct address *, struct arena *);

/* Sets scalars in a group's tree: the words are walked below `group`, whose
 * members `table` describes; groups and list elements that are missing are an error with
 * a suggestion (a missing scalar or group member that the table knows is made).  `at`
 * stands for the override in later messages ("--set 2"). */
bool address_set(struct reading *, const struct field *table, struct node *group,
                 const struct address_walk *, const char *value);

/* The place of a field inside a config struct that was read by `table`; NULL after a
 * message.  *row is set to its row.  One place only: no `*`. */
void *address_place(struct reading *, const struct field *table, void *config,
                    const struct address_walk *, const struct field **row);

/* The row that an address means, whatever elements it names ("lambda.x.steps.wait" and
 * "lambda.x.steps[0].wait" alike); NULL: none.  *inner (may be NULL): the table of a row
 * that has one, else NULL. */
const struct field *address_row(const struct field *table, const struct address *,
                                size_t from, const struct field **inner);

#endif
