/* read_tree.h - JSON and YAML, whoever wrote them: state machines, templates.
 *
 * A tree is not larger than 16 MB, nor nested deeper than 100; aliases (*x), which could
 * make a small file a large tree, are refused.  Of YAML's plain words true, false, null
 * and numbers are what they are in JSON, all else is text.  A bare ${NAME} in JSON, as
 * templates have it, is a text.  A tag (!Sub) stays with its node.
 */
#ifndef READ_TREE_H
#define READ_TREE_H

#include <stdint.h>

#include "config/node.h"
#include "config/shelf.h"

struct tree_file {       /* what was read */
    struct shelf *shelf; /* the caller's; or NULL */
    size_t bytes;
    uint32_t crc; /* CRC-32 of these */
};

/* Of a file whose name ends in .json, .yaml or .yml.  NULL after a message: `at`, if it
 * cannot be read at all. */
struct node *read_tree(const char *path, struct where at, struct arena *,
                       struct tree_file *, struct diag *);

/* Of a text that is called so in messages. */
struct node *read_tree_text(const char *text, size_t length, const char *name,
                            struct arena *, struct diag *);

#endif
