/* field.h - a settable field, described once.
 *
 * One row says how a field is named, measured, bounded, filled in and explained.
 * The scenario file, the profile's defaults, `--set`, `timeline`, sweep axes,
 * `headroom help ADDRESS` and the messages all go by that row, and one verb assigns.
 * Overrides are made on the tree (address.h) before the tables read it, so all
 * paths validate alike.
 */
#ifndef FIELD_H
#define FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/law_text.h"
#include "config/node.h"
#include "config/unit.h"

/* How a value is written and stored. */
enum kind {
    KIND_TIME,   /* int64_t ns */
    KIND_BYTES,  /* int64_t */
    KIND_COUNT,  /* int64_t */
    KIND_RATE,   /* double, per second */
    KIND_SHARE,  /* double, 0..1 */
    KIND_FACTOR, /* double */
    KIND_MONEY,  /* double, USD for one */
    KIND_CHOICE, /* int, index into row.choices (NULL-terminated names) */
    KIND_FLAG,   /* bool */
    KIND_TEXT,   /* const char * */
    KIND_PATH,   /* const char *, made relative to the file that names it */
    KIND_LAW,    /* struct dist */
    KIND_LINK,   /* struct target */
    KIND_TEXTS,  /* struct texts: one text, or a list of them */

    /* struct list: groups read by row.of, row.size bytes each */
    KIND_LIST,
    /* The same; an element may also be a list, which is read as the group
     * { steps = that list } (language.md D10 parallel, choose). */
    KIND_BLOCKS,
    /* row.of read in place.  Not given: by the fallbacks of row.of; then row.fallback
     * NULL means it must be given, "" that what row.of requires still is, "-" that it is
     * absent. */
    KIND_GROUP,
    /* row.of's names belong to the enclosing group; row.at is added. */
    KIND_INLINE,
    /* row.read does it (retry by policy name ..); row.of, if any, are the rows of the
     * same place.  Not given: it reads the fallback as a text; "-": the place stays
     * zeroed. */
    KIND_CUSTOM,
    /* Known, refused: "not built yet". */
    KIND_LATER,
};

enum scope { SCOPE_REQUEST, SCOPE_ATTEMPT }; /* of laws: methods.md 1 */

enum {
    FIELD_MAY_CHANGE = 1, /* while running: timeline may set it */
    FIELD_KEY = 2,        /* of a list's elements: this field is their key (D3) */
    FIELD_AT = 4,         /* law: "LAW at 512 MB" allowed */
    FIELD_HALVING = 8,    /* law: halving(380 s) allowed */
    FIELD_ITEMS = 16,     /* law: the word "items" allowed: once for each item (D11) */
    FIELD_REQUEST = 32,   /* link: the callee's request table applies to this group */
    FIELD_MONOTONE = 64,  /* tune may bisect on it */
    FIELD_NETWORK = 128,  /* link: to a private network, which takes no calls */
};

struct reading;

struct field {
    const char *name; /* as written; NULL ends a table */
    enum kind kind;
    size_t at;             /* offsetof its place in the config struct */
    const char *fallback;  /* NULL: must be given (file or profile); "-": may be absent,
                              then ABSENT, NaN, NULL, -1 (CHOICE), false, LAW_NONE or an
                              empty list ("" means an empty list too) */
    const char *min, *max; /* as a scenario would write them; NULL: none */
    const char *help;      /* one line, no full stop */
    const char *also;      /* what others call it, blanks between; NULL: nothing else */
    const char *source;    /* of bounds and meaning, with date; NULL: our own setting */
    const char *cloudformation; /* path of the AWS property, NULL: none */
    enum unit unit;             /* laws: of their values */
    enum scope scope;           /* laws */
    unsigned flags;
    const char *const *choices; /* CHOICE */
    const struct field *of;     /* LIST, BLOCKS, GROUP, INLINE, CUSTOM */
    const char *services;       /* LIST: each element is a resource of this model */
    size_t size;                /* LIST, BLOCKS: of one element */
    bool (*read)(struct reading *, const struct field *, const struct node *,
                 void *place);
};

#define FIELD_PLACE(type, member) offsetof(struct type, member)
#define FIELD_END                                                                        \
    {                                                                                    \
        .name = NULL                                                                     \
    }
#define ABSENT INT64_MIN /* a whole number that was not given */

struct list {
    size_t count;
    void *element;    /* an array of the row's size */
    struct where *at; /* where each element stands; NULL: not read from a file */
};

struct texts {
    size_t count;
    const char **text;
    struct where *at;
};

/* Another resource, by its address. */
struct target {
    const char *address; /* "dynamodb.orders"; NULL: not given */
    struct where at;
    size_t resource;  /* its index in the graph, once the loader has resolved it */
    int action;       /* the callee's own number, once resolved */
    void *options;    /* FIELD_REQUEST: what the callee lets a caller say, or NULL */
    const char *door; /* once resolved: the key of the callee's element that requests go
                         in by, "POST /x"; NULL: that makes no difference */
    const char *action_name; /* FIELD_REQUEST: member `action` of the same group as
                                written; NULL: the callee's obvious one */
    struct where action_at;
    const struct node *group; /* that says it, for messages */
};

/* A link to resolve, remembered while reading. */
struct link_note {
    struct target *target;
    const char *owner; /* the address that holds it */
    bool to_network;   /* FIELD_NETWORK */
    struct link_note *next;
};

/* A file of JSON or YAML that the scenario names. */
struct tree {
    const char *path; /* as the scenario names it, from where the program runs */
    const struct node *root;
    size_t bytes;
    uint32_t crc;
    struct tree *next;
};

/* What one loading of a file shares. */
struct shelf;
struct reading {
    struct arena *arena;
    struct diag *diag;
    struct attributes *attributes; /* NULL: request(NAME) is refused */
    struct laws *laws;             /* NULL: made at the first law */
    struct link_note *links;       /* newest first */
    /* The profile's for the group that is read, or NULL: a group of settings with min,
     * max, source (profile.h). */
    const struct node *bounds;
    /* The group is refused already, and what it lacks may be for that reason. */
    bool hides_missing;
    const char *address; /* of what a CUSTOM reader is to read, for its messages */
    struct tree *trees;  /* read so far */
    struct shelf *shelf; /* of the files that are named; or NULL */
    /* A value that was not given, and is assumed: listed with the profile's (D39).  NULL:
     * nobody listens. */
    void (*assume)(void *ctx, const char *address, const struct node *value);
    /* The callee's request table for an address, and the size of its struct; NULL table:
     * the address has no such model, or it takes no options. */
    const struct field *(*request_table)(void *ctx, const char *address, size_t *size);
    void *ctx;
};

const struct field *field_find(const struct field *table,
                               const char *name); /* INLINE too */
/* The same; *at is the place in the outermost struct. */
const struct field *field_seek(const struct field *table, const char *name, size_t *at);
/* The row that is the key of a list of this table, or NULL. */
const struct field *field_key(const struct field *table);
/* The text by which an element of a list is addressed: its key, else its ordinal. */
const char *field_element_name(struct arena *, const struct field *table,
                               const struct node *element, size_t ordinal);
/* Whether others call it so: `also`, or the last word of the CloudFormation path. */
bool field_is_called(const struct field *, const char *name);
/* What is called so, by others or further inside: "rate", "steps.wait"; NULL: nothing. */
const char *field_place(struct arena *, const struct field *table, const char *name);
/* "; did you mean memory_size?" or "": that, else the name that is most like this one. */
const char *field_hint(struct arena *, const struct field *table, const char *name);
/* The callee's table that applies to this group by its FIELD_REQUEST link, NULL: none. */
const struct field *field_request_table(struct reading *, const struct field *table,
                                        const struct node *group);
enum unit field_unit(const struct field *row); /* of its values */

/* Reads a group into `config` (zeroed, of the table's size): every member by its row,
 * fallbacks for the rest, then bounds.  All errors are reported; returns whether there
 * was none.  `address` is that of the group, for messages: "lambda.reserve". */
bool field_read_group(struct reading *, const struct field *table,
                      const struct node *group, const char *address, void *config);

/* One scalar value by its row: the only way a value gets into a config struct. */
bool field_assign(struct reading *, const struct field *row, const struct node *value,
                  const char *address, void *place);

/* The file that a text names, from the directory of the file where the text stands; it is
 * read once.  NULL after a message. */
const struct tree *field_tree(struct reading *, const struct node *said,
                              const char *address);

/* A deep copy of a config struct, so that a run may change what is its own: lists are
 * copied, laws and texts shared. */
void field_copy(struct arena *, const struct field *table, void *to, const void *from,
                size_t size);

/* Prints the help of a table, or of one row, as `headroom help lambda.memory_size` does.
 */
void field_help(FILE *out, const struct field *table, const char *prefix);
void field_help_line(FILE *, const char *label, const char *text);
void field_help_row(FILE *out, const struct field *row, const char *address);

#endif
