/* inherit.h - `like` and `abstract` (language.md D4), on the tree. */
#ifndef INHERIT_H
#define INHERIT_H

#include "config/node.h"

/* For every member of `group` (one model's resources): copies what `like` names and the
 * member does not say itself (groups merge, lists are replaced); chains are followed,
 * cycles refused, unknown names get a suggestion.  Takes `like`, `abstract`, and members
 * that are abstract, out of the tree.  False after messages. */
bool inherit_members(struct node *group, struct arena *arena, struct diag *diag);

#endif
