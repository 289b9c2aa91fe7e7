/* law_mix.c - truncation and mixtures.
 *
 * A law is taken apart into parts (atoms, and continuous laws each within a
 * window of its own), the parts are windowed further or weighted, and put
 * together again as pieces of u: an atom, a stretch of the continuous law,
 * an atom ...  Several continuous parts become one tabulated law first.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "sim/law_form.h"
#include "sim/real.h"

/* ---- windows ---- */

/* hi - lo, from whichever end is exact */
static double mass(struct chance lo, struct chance hi)
{
    if (lo.p > 0.5)
        return fmax(lo.q - hi.q, 0);
    return fmax(hi.p < 0.5 ? hi.p - lo.p : 1 - lo.p - hi.q, 0);
}

struct window window_between(struct chance lo, struct chance hi)
{
    return (struct window){lo, hi, mass(lo, hi)};
}

struct chance window_chance(const struct window *window, struct chance at)
{
    return (struct chance){window->lo.p + at.p * window->inside,
                           window->hi.q + at.q * window->inside};
}

static struct chance clip(const struct window *window, struct chance at)
{
    if (at.p <= window->lo.p && at.q >= window->lo.q)
        return window->lo;
    if (at.p >= window->hi.p && at.q <= window->hi.q)
        return window->hi;
    return at;
}

struct chance standard_cdf(const struct law *law, double x)
{
    switch (law->kind) {
    case LAW_UNIFORM:
        x = fmin(fmax(x, 0), 1);
        return (struct chance){x, 1 - x};
    case LAW_EXPONENTIAL:
        x = fmax(x, 0);
        return (struct chance){-real_exp_minus_1(-x), real_exp(-x)};
    case LAW_TABLE:
        return form_cdf(law->form, x);
    default:
        return (struct chance){x >= 0, x < 0}; /* an atom at 0 */
    }
}

/* The chance, in the part's standard law, of what lies at or below x. */
static struct chance chance_of(const struct law_part *part, double x)
{
    if (isinf(x))
        return x > 0 ? part->window.hi : part->window.lo;
    return clip(&part->window,
                standard_cdf(&part->law, (x - part->law.at) / part->law.scale));
}

struct chance part_cdf(const struct law_part *part, double x)
{
    struct chance at;

    if (part->law.kind == LAW_CONSTANT)
        return (struct chance){x >= part->law.at, x < part->law.at};
    at = chance_of(part, x);
    return (struct chance){mass(part->window.lo, at) / part->window.inside,
                           mass(at, part->window.hi) / part->window.inside};
}

double part_quantile(const struct law_part *part, struct chance at)
{
    at = window_chance(&part->window, at);
    return part->law.at + part->law.scale * standard_quantile(&part->law, at, true);
}

/* ---- one continuous law of several ---- */

/* Rises with x through 0 where F(x) is the target. */
static double miss(const struct law_form *form, double x, struct chance target)
{
    struct chance at = form_cdf(form, x);

    return target.p < target.q ? at.p / target.p - 1 : 1 - at.q / target.q;
}

/* F(x) = target between low and high: false position, the Illinois way, with
 * a bisection now and then. */
static double solve(const struct law_form *form, struct chance target, double low,
                    double high)
{
    double f_low = miss(form, low, target), f_high = miss(form, high, target), x = low;
    int side = 0;

    if (f_low >= 0 || low == high)
        return low;
    if (f_high <= 0)
        return high;
    for (int i = 0; i < 200 && high - low > 0x1p-51 * fabs(high); i++) {
        double f;
        x = i % 8 == 7 ? 0.5 * (low + high)
                       : low - f_low * ((high - low) / (f_high - f_low));
        x = fmin(fmax(x, low), high);
        f = miss(form, x, target);
        if (fabs(f) < 1e-13)
            break;
        if (f < 0) {
            low = x;
            f_low = f;
            f_high *= side < 0 ? 0.5 : 1;
        } else {
            high = x;
            f_high = f;
            f_low *= side > 0 ? 0.5 : 1;
        }
        side = f < 0 ? -1 : 1;
    }
    return x;
}

/* Between the least and the largest of the parts' own quantiles. */
double blend_quantile(const struct law_form *form, struct chance at)
{
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < form->count; i++) {
        double x = part_quantile(&form->part[i], at);
        low = fmin(low, x);
        high = fmax(high, x);
    }
    return solve(form, at, low, high);
}

/* From node to node upwards; each begins where the last two point. */
void blend_tabulate(const struct law_form *form, double *table)
{
    unsigned nodes = TABLE_SIDE - 1;
    double last = 0, x = 0;

    for (unsigned i = 0; i < 2 * nodes; i++) {
        bool lower = i < nodes;
        unsigned at = lower ? i : 2 * nodes - 1 - i;
        double v = table_node(at), step = 1.25 * (x - last), high = x + step;
        struct chance target =
            lower ? (struct chance){v, 1 - v} : (struct chance){1 - v, v};
        double from = x;
        if (i < 2 || !(step > 0)) {
            x = blend_quantile(form, target);
        } else {
            for (int tries = 0; miss(form, high, target) < 0 && tries < 60; tries++)
                high += step *= 2;
            x = solve(form, target, x, high);
        }
        last = i == 0 ? x : from;
        x = i == 0 ? x : fmax(x, from); /* never falls, whatever rounding did */
        table[(lower ? 0 : TABLE_SIDE) + at] = x;
    }
    table[TABLE_SIDE - 1] = table[TABLE_SIDE - 2];
    table[2 * TABLE_SIDE - 1] = table[2 * TABLE_SIDE - 2];
}

/* ---- taking apart ---- */

struct heap_of_parts {
    struct arena *arena;
    struct law_part *part;
    size_t count, room;
};

static void keep(struct heap_of_parts *all, struct law_part part)
{
    if (!(part.weight > 0))
        return;
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 8;
        struct law_part *more = arena_get(all->arena, room * sizeof *more);
        for (size_t i = 0; i < all->count; i++)
            more[i] = all->part[i];
        arena_put(all->arena, all->part, all->room * sizeof *more);
        all->part = more;
        all->room = room;
    }
    all->part[all->count++] = part;
}

static void take_apart(struct heap_of_parts *all, const struct law *law, double weight)
{
    struct law_part part = {.weight = weight, .law = *law, .window = WHOLE};

    if (law->kind == LAW_EMPIRICAL) {
        part.weight = weight / (double)law->count;
        for (uint64_t i = 0; i < law->count; i++) {
            part.law = law_constant(law->at + law->scale * law->table[i]);
            keep(all, part);
        }
    } else if (law->kind == LAW_MIXED) {
        for (size_t i = 0; i < law->mixed->parts; i++) {
            part = law->mixed->part[i];
            part.weight *= weight;
            part.law.at = law->at + law->scale * part.law.at;
            part.law.scale *= law->scale;
            keep(all, part);
        }
    } else {
        keep(all, part);
    }
}

/* ---- putting together ---- */

static int atoms_first(const void *a, const void *b)
{
    const struct law_part *x = a, *y = b;
    bool x_atom = x->law.kind == LAW_CONSTANT, y_atom = y->law.kind == LAW_CONSTANT;

    if (x_atom != y_atom)
        return x_atom ? -1 : 1;
    if (x_atom && x->law.at != y->law.at)
        return x->law.at < y->law.at ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight); /* then alike */
}

/* Sorts the atoms to the front and adds up equal ones; returns how many. */
static size_t gather_atoms(struct heap_of_parts *all)
{
    size_t atoms = 0, to = 0;

    for (size_t i = 0; i < all->count; i++)
        atoms += all->part[i].law.kind == LAW_CONSTANT;
    if (atoms > 0)
        qsort(all->part, all->count, sizeof *all->part, atoms_first);
    for (size_t i = 0; i < atoms; i++) {
        if (to > 0 && all->part[to - 1].law.at == all->part[i].law.at)
            all->part[to - 1].weight += all->part[i].weight;
        else
            all->part[to++] = all->part[i];
    }
    for (size_t i = atoms; i < all->count; i++)
        all->part[to + i - atoms] = all->part[i];
    all->count -= atoms - to;
    return to;
}

/* The continuous parts as one, whose weight is the sum of theirs. */
static struct law_part blend(struct laws *laws, const struct law_part *part, size_t count)
{
    struct arena *arena = laws_arena(laws);
    struct law_part whole = {.weight = 0, .window = WHOLE};
    struct law_part *own;

    if (count == 0)
        return whole;
    if (count == 1)
        return part[0];
    own = arena_copy(arena, part, count * sizeof *own);
    for (size_t i = 0; i < count; i++)
        whole.weight += own[i].weight;
    for (size_t i = 0; i < count; i++)
        own[i].weight /= whole.weight;
    whole.law = law_of_form(laws_keep(
        laws, &(struct law_form){.kind = FORM_BLEND, .count = count, .part = own}));
    return whole;
}

static void add_piece(struct law_piece *piece, size_t *count, const struct law_part *part,
                      struct window window, double length)
{
    if (length > 0)
        piece[(*count)++] =
            (struct law_piece){.length = length, .law = part->law, .window = window};
}

/* Atom, stretch, atom ... in the order of their values. */
static size_t cut(struct law_piece *piece, const struct law_part *atom, size_t atoms,
                  const struct law_part *smooth)
{
    struct chance below = smooth->window.lo;
    size_t pieces = 0;

    for (size_t i = 0; i < atoms && smooth->weight > 0; i++) {
        struct chance at = chance_of(smooth, atom[i].law.at);
        struct window window = window_between(below, at);
        add_piece(piece, &pieces, smooth, window,
                  smooth->weight * window.inside / smooth->window.inside);
        add_piece(piece, &pieces, &atom[i], WHOLE, atom[i].weight);
        below = at;
    }
    for (size_t i = 0; i < atoms && smooth->weight == 0; i++)
        add_piece(piece, &pieces, &atom[i], WHOLE, atom[i].weight);
    if (smooth->weight > 0) {
        struct window window = window_between(below, smooth->window.hi);
        add_piece(piece, &pieces, smooth, window,
                  smooth->weight * window.inside / smooth->window.inside);
    }
    return pieces;
}

/* Where each piece begins and ends, counted from either end of u. */
static double *place(struct arena *arena, struct law_piece *piece, size_t count)
{
    double *upto = arena_get(arena, count * sizeof *upto), sum = 0, rest = 0;

    for (size_t i = 0; i < count; i++)
        sum += piece[i].length;
    for (size_t i = 0; i < count; i++)
        piece[i].length /= sum;
    sum = 0;
    for (size_t i = 0; i < count; i++) {
        piece[i].from = sum;
        upto[i] = sum += piece[i].length;
    }
    upto[count - 1] = 2; /* all the rest */
    for (size_t i = count; i-- > 0;) {
        piece[i].rest = rest;
        rest += piece[i].length;
    }
    return upto;
}

static void put_together(struct laws *laws, struct law *law, struct heap_of_parts *all)
{
    struct arena *arena = laws_arena(laws);
    struct law_mixed *mixed;
    struct law_piece *piece;
    struct law_part smooth;
    size_t atoms = gather_atoms(all);

    if (all->count == 1 && (atoms == 1 || all->part[0].window.inside == 1)) {
        *law = all->part[0].law;
        return;
    }
    smooth = blend(laws, all->part + atoms, all->count - atoms);
    mixed = arena_get(arena, sizeof *mixed);
    piece = arena_get(arena, (2 * atoms + 1) * sizeof *piece);
    mixed->pieces = cut(piece, all->part, atoms, &smooth);
    mixed->piece = piece;
    mixed->upto = place(arena, piece, mixed->pieces);
    mixed->part = all->part;
    mixed->parts = all->count;
    *law = (struct law){.kind = LAW_MIXED, .scale = 1, .mixed = mixed};
}

/* ---- the face ---- */

static bool has_values(const struct law *law)
{
    return law->kind >= LAW_CONSTANT && law->kind <= LAW_MIXED;
}

/* The part of a part between min and max; its weight shrinks accordingly. */
static struct law_part narrow(struct law_part part, double min, double max)
{
    struct window window;

    if (part.law.kind == LAW_CONSTANT) {
        part.weight *= part.law.at >= min && part.law.at <= max;
        return part;
    }
    window = window_between(chance_of(&part, min), chance_of(&part, max));
    part.weight *= window.inside / part.window.inside;
    part.window = window;
    return part;
}

const char *law_truncate(struct laws *laws, struct law *law, const struct law *of,
                         double min, double max)
{
    struct heap_of_parts all = {.arena = laws_arena(laws)}, kept = all;
    double sum = 0;

    if (isnan(min) || isnan(max))
        return "a bound is not a number";
    if (!has_values(of))
        return "only laws of values have bounds";
    if (min > max)
        return "min is above max";
    take_apart(&all, of, 1);
    for (size_t i = 0; i < all.count; i++)
        keep(&kept, narrow(all.part[i], min, max));
    for (size_t i = 0; i < kept.count; i++)
        sum += kept.part[i].weight;
    if (!(sum > 1e-12))
        return "nothing of the law lies between min and max";
    for (size_t i = 0; i < kept.count; i++)
        kept.part[i].weight /= sum;
    put_together(laws, law, &kept);
    return NULL;
}

static bool are_keys(const struct law_share *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (law_gives_keys(&parts[i].law))
            return true;
    return false;
}

static void mix_keys(struct arena *arena, struct law *law, const struct law_share *parts,
                     size_t count)
{
    struct law_mixed *mixed = arena_get(arena, sizeof *mixed);
    struct law_piece *piece = arena_get(arena, count * sizeof *piece);

    for (size_t i = 0; i < count; i++)
        piece[i] = (struct law_piece){.length = parts[i].weight, .law = parts[i].law};
    mixed->upto = place(arena, piece, count);
    mixed->piece = piece;
    mixed->pieces = count;
    *law = (struct law){.kind = LAW_KEY_MIX, .mixed = mixed};
}

const char *law_mixture(struct laws *laws, struct law *law, const struct law_share *parts,
                        size_t count)
{
    struct heap_of_parts all = {.arena = laws_arena(laws)};
    bool keys = are_keys(parts, count);
    double sum = 0;

    if (count == 0)
        return "there is nothing to mix";
    for (size_t i = 0; i < count; i++) {
        if (!(parts[i].weight > 0))
            return "a weight must be positive";
        if (keys ? !law_gives_keys(&parts[i].law) && parts[i].law.kind != LAW_CONSTANT
                 : !has_values(&parts[i].law))
            return "these laws cannot be mixed";
        sum += parts[i].weight;
    }
    if (!(fabs(sum - 1) <= 1e-9))
        return "the weights do not sum to 100 %";
    if (keys) {
        mix_keys(laws_arena(laws), law, parts, count);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        take_apart(&all, &parts[i].law, parts[i].weight);
    put_together(laws, law, &all);
    return NULL;
}
