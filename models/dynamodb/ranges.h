/* ranges.h - the partitions of a table or of one of its indexes: ranges of hashed keys.
 *
 * Life of a partition: it serves its keys up to its own rate (3 000 read and 1 000 write
 * units a second), whatever the table has; when it is hot for minutes on end it is split,
 * or its one hot key gets a range of its own; ranges are never merged.
 */
#ifndef DYNAMODB_RANGES_H
#define DYNAMODB_RANGES_H

#include "dynamodb/capacity.h"
#include "flow/partition.h"
#include "flow/source.h"

enum { HEAT_CELLS = 32, SUSPECTS = 8 };

struct key {             /* of a request */
    uint64_t hash, name; /* name: 1 + the key's number; 0: it has none */
};

struct heat { /* of a partition, in halves, writes by their share of the limit */
    int64_t served[SIDES];           /* in `minute` */
    int64_t minute, hot_for;         /* minutes on end before it */
    int64_t asked, cell[HEAT_CELLS]; /* since it became hot, by place in the range */
    uint64_t favourite;          /* hash: majority of what was asked, if there is one */
    int64_t votes, of_favourite; /* asked of it while it was the favourite */
};

struct lately { /* halves asked for in this second and in the one before */
    int64_t second, now[SIDES], before[SIDES];
};

struct range {
    struct ranges *of;
    struct lately asked;
    uint64_t low, high; /* hashes, both included */
    struct limit bucket[SIDES];
    int64_t second, in_second[SIDES]; /* halves served in this second */
    struct heat heat;
    struct event split;         /* under way */
    struct partition *followed; /* NULL: it is not */
};

struct suspect { /* of being behind the rejections: exact for a key that is often refused
                  */
    uint64_t name;
    int64_t refused, at_most_before;
};

struct ranges {
    const struct table *table;
    const struct dynamodb_account *account;
    struct limit *limit[SIDES]; /* as the scenario knows them; never debited */
    struct limit
        *grown[SIDES];   /* what these have grown to on demand; NULL: provisioned */
    struct lately asked; /* of all of them */
    struct source split_duration;
    struct partitions *partitions; /* for the file; NULL: not kept */
    size_t count, room;
    struct range **range; /* by low */
    struct range *found;  /* that a key was looked for last in; NULL: none yet */
    bool may_split;
    struct suspect suspect[SIDES][SUSPECTS];
    struct { /* what the one most suspected asked for */
        uint64_t name;
        sim_time from, to;
        int64_t halves, by_then; /* so far; up to `to` */
    } watched[SIDES];
    int64_t taken[SIDES]; /* halves */
};

/* How many partitions hold so many units a second and so many bytes. */
int64_t ranges_needed(const struct dynamodb_account *, double read_units,
                      double write_units, int64_t bytes, bool on_demand);
void ranges_start(struct sim *, struct ranges *, const struct table *, size_t count,
                  const char *purpose);
/* Each is halved until there are so many (capacity raised past what they hold). */
void ranges_grow(struct sim *, struct ranges *, size_t count);

struct key key_of(uint64_t name, uint64_t who);
/* Whether it is turned away; nothing is counted. */
bool ranges_refuse(struct sim *, struct ranges *, enum side, struct key);
/* It was turned away so.  The limit to blame: on demand partitions come with what the
 * table has grown to, so that is what was short unless this range is asked for more than
 * its share. */
struct limit *ranges_refused(struct sim *, struct ranges *, enum side, struct key,
                             int64_t halves);
void ranges_take(struct sim *, struct ranges *, enum side, struct key, int64_t halves);
/* What was taken just now was one request of so many halves in all. */
void ranges_owe(struct ranges *, enum side, struct key, int64_t halves);
/* Names the key behind the rejections at each limit. */
void ranges_ending(struct ranges *);
void ranges_audit(const struct ranges *, struct diag *);

#endif
