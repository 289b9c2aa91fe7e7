/* kinds.h - what a type of CloudFormation is to a scenario. */
#ifndef IMPORT_KINDS_H
#define IMPORT_KINDS_H

#include <stdbool.h>

/* The room of a resource, and the property by which others may name it; NULL: none. */
const char *kind_room(const char *type);
const char *kind_named_by(const char *type);
/* Its properties matter, for itself or for others. */
bool kind_is_looked_at(const char *type);
/* Frequent, and without a meaning for capacity. */
bool kind_is_ignorable(const char *type);
/* Attached to something, or a part of an API: no resource of its own. */
bool kind_is_part(const char *type);

#endif
