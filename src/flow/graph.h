/* graph.h - for the loader: what the models of a graph declare. */
#ifndef GRAPH_H
#define GRAPH_H

#include "flow/service.h"

/* Asks every sound resource (NULL: all are) for its limits and parts, in the graph's
 * order, and gives them their places: limits sorted by address, parts behind one another
 * along their dimension.
 */
void graph_declare(struct graph *, const bool *sound, struct arena *);

/* For `declare`: the scenario that is declared, and memory as long as it lives. */
const struct graph *catalogue_graph(const struct catalogue *);
struct arena *catalogue_arena(const struct catalogue *);

/* Resolves a link: the resource, and the action by name (or the callee's obvious one).
 * False after a message that starts with its owner. */
bool graph_link(const struct graph *, const struct link_note *, struct diag *);

#endif
