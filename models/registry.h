/* registry.h - the list of all rooms; registry.c is the one file that knows them. */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "flow/service.h"

/* By position, sorted by name; NULL behind the last. */
const struct model *model_at(size_t position);

/* The model that a group of a scenario names; NULL: there is none (or none yet). */
const struct model *model_find(const char *name);

/* A group of the scenario language whose room is still to be built. */
bool model_is_later(const char *name);

/* Names that a group may have, of rooms built or not, NULL-terminated; for suggestions.
 */
const char *const *model_names(void);

#endif
