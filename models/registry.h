/* registry.h - the list of all rooms; registry.c is the one file that knows them. */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "flow/service.h"

/* By position, sorted by name; NULL behind the last. */
const struct model *model_at(size_t position);

/* The model that a group of a scenario names; NULL: there is none (or none yet). */
const struct model *model_find(const char *name);

/* The name of the model, built or not, that others call so, or whose name is most like
 * it; NULL: none. */
const char *model_meant(const char *name);

/* A group of the scenario language whose room is still to be built. */
bool model_is_later(const char *name);

#endif
