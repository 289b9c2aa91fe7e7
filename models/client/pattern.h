/* pattern.h - the settings of a client that are read by a grammar of their own. */
#ifndef PATTERN_H
#define PATTERN_H

#include "client/client.h"

/* KIND_CUSTOM readers of `arrivals` (struct pattern) and `attributes` (struct list of
 * struct attribute). */
bool pattern_read(struct reading *, const struct field *, const struct node *,
                  void *place);
bool attributes_read(struct reading *, const struct field *, const struct node *,
                     void *place);

#endif
