/* law_mix.c - truncation and mixtures.
 *
 * A law is taken apart into parts (atoms, and continuous laws each within a
 * window of its own), the parts are windowed further or weighted, and put
 * together again as pieces of u: an atom, a stretch of a continuous law, an
 * atom ...  Continuous parts that overlap become one tabulated law first
 * (law_blend.c).
 */
#include <math.h>

#include "base/sort.h"
#include "sim/law_form.h"

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

static void take_apart_parts(struct heap_of_parts *all, const struct law *law,
                             const struct law_part *parts, size_t count, double weight)
{
    for (size_t i = 0; i < count; i++) {
        struct law_part part = parts[i];
        part.weight *= weight;
        part.law.at = law->at + law->scale * part.law.at;
        part.law.scale *= law->scale;
        keep(all, part);
    }
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
        take_apart_parts(all, law, law->mixed->part, law->mixed->parts, weight);
    } else if (law->kind == LAW_TABLE && law->form->kind == FORM_BLEND) {
        take_apart_parts(all, law, law->form->part, law->form->count, weight);
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
    return 0;
}

/* Sorts the atoms to the front and adds up equal ones; returns how many. */
static size_t gather_atoms(struct heap_of_parts *all)
{
    size_t atoms = 0, to = 0;

    for (size_t i = 0; i < all->count; i++)
        atoms += all->part[i].law.kind == LAW_CONSTANT;
    if (atoms > 0)
        sort_stable(all->part, all->count, sizeof *all->part, atoms_first);
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

/* Overlapping continuous parts as one, whose weight is the sum of theirs. */
static struct law_part blend(struct laws *laws, const struct law_part *part, size_t count)
{
    struct law_part whole = {.weight = 0, .window = WHOLE};
    struct law_part *own;

    if (count == 1)
        return part[0];
    own = arena_copy(laws_arena(laws), part, count * sizeof *own);
    for (size_t i = 0; i < count; i++)
        whole.weight += own[i].weight;
    for (size_t i = 0; i < count; i++)
        own[i].weight /= whole.weight;
    whole.law = law_of_form(laws_keep(
        laws, &(struct law_form){.kind = FORM_BLEND, .count = count, .part = own}));
    return whole;
}

static int by_begin(const void *a, const void *b)
{
    double x = part_end(a, false), y = part_end(b, false);

    return (x > y) - (x < y);
}

/* Blends what overlaps, and leaves gaps between (a line of a table would
 * bridge them); the results are in `smooth`, rising.  Returns how many. */
static size_t blend_each(struct laws *laws, struct law_part *part, size_t count,
                         struct law_part *smooth)
{
    size_t from = 0, made = 0;
    double end = -INFINITY;

    sort_stable(part, count, sizeof *part, by_begin);
    for (size_t i = 0; i <= count; i++) {
        if (i == count || part_end(&part[i], false) >= end) {
            if (i > from)
                smooth[made++] = blend(laws, part + from, i - from);
            from = i;
        }
        if (i < count)
            end = fmax(end, part_end(&part[i], true));
    }
    return made;
}

/* Pieces of u in the making. */
struct cutting {
    struct law_piece *piece;
    size_t count;
};

static void add_piece(struct cutting *cut, const struct law_part *part,
                      struct window window)
{
    double length = part->weight * (window.inside / part->window.inside);

    if (length > 0)
        cut->piece[cut->count++] = (struct law_piece){.length = length,
                                                      .law = part->law,
                                                      .low = window.lo,
                                                      .high = window.hi,
                                                      .steepness = window.inside};
}

/* A continuous part with the atoms that lie within it or below; returns the
 * first atom above. */
static size_t cut_part(struct cutting *cut, const struct law_part *smooth,
                       const struct law_part *atom, size_t i, size_t atoms)
{
    struct chance below = smooth->window.lo;
    double end = part_end(smooth, true);

    for (; i < atoms && atom[i].law.at < end; i++) {
        struct chance at = part_chance(smooth, atom[i].law.at);
        add_piece(cut, smooth, window_between(below, at));
        add_piece(cut, &atom[i], WHOLE);
        below = at;
    }
    add_piece(cut, smooth, window_between(below, smooth->window.hi));
    return i;
}

/* Where each piece begins and ends, counted from either end of u. */
static double *place(struct arena *arena, struct law_piece *piece, size_t count)
{
    double *upto = arena_get(arena, count * sizeof *upto), sum = 0, rest = 0;

    for (size_t i = 0; i < count; i++)
        sum += piece[i].length;
    for (size_t i = 0; i < count; i++)
        piece[i].length /= sum;
    for (size_t i = 0; i < count; i++)
        piece[i].steepness /= piece[i].length;
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
    struct law_part *smooth;
    struct cutting cut = {0};
    size_t atoms = gather_atoms(all), smooths, i = 0;

    if (all->count == 1 && (atoms == 1 || all->part[0].window.inside == 1)) {
        *law = all->part[0].law;
        return;
    }
    smooth = arena_get(arena, (all->count - atoms + 1) * sizeof *smooth);
    smooths = blend_each(laws, all->part + atoms, all->count - atoms, smooth);
    if (atoms == 0 && smooths == 1 && smooth->window.inside == 1) {
        *law = smooth->law;
        return;
    }
    cut.piece = arena_get(arena, (2 * atoms + smooths) * sizeof *cut.piece);
    for (size_t s = 0; s < smooths; s++)
        i = cut_part(&cut, &smooth[s], all->part, i, atoms);
    for (; i < atoms; i++)
        add_piece(&cut, &all->part[i], WHOLE);
    mixed = arena_get(arena, sizeof *mixed);
    *mixed = (struct law_mixed){.part = all->part,
                                .parts = all->count,
                                .piece = cut.piece,
                                .pieces = cut.count,
                                .upto = place(arena, cut.piece, cut.count)};
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
    window = window_between(part_chance(&part, min), part_chance(&part, max));
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

/* Why it cannot be in the mixture, or NULL. */
static const char *wrong_part(const struct law_share *part, bool keys)
{
    bool constant = part->law.kind == LAW_CONSTANT;

    if (!(part->weight > 0))
        return "a weight must be positive";
    if (keys && constant)
        return law_no_key(&part->law);
    if (keys ? !law_gives_keys(&part->law) : !has_values(&part->law))
        return "these laws cannot be mixed";
    return NULL;
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
        const char *wrong = wrong_part(&parts[i], keys);
        if (wrong)
            return wrong;
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
