#include "config/address.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "base/text.h"

static const char *piece(struct arena *arena, const char *from, const char *to)
{
    return arena_text(arena, "%.*s", (int)(to - from), from);
}

/* The bracket that closes the one at `open`, NULL: none does. */
static const char *closing(const char *open)
{
    int depth = 0;

    for (; *open; open++) {
        depth += (*open == '[') - (*open == ']');
        if (depth == 0)
            return open;
    }
    return NULL;
}

bool address_split(const char *text, struct arena *arena, struct address *address)
{
    *address = (struct address){0};
    for (;;) {
        size_t length = strcspn(text, ".[]");
        struct address_word *word = &address->word[address->words];
        if (length == 0 || address->words == ADDRESS_WORDS)
            return false;
        word->name = piece(arena, text, text + length);
        address->words++;
        text += length;
        if (*text == '[') {
            const char *stop = closing(text);
            if (!stop || stop == text + 1)
                return false;
            word->element = piece(arena, text + 1, stop);
            text = stop + 1;
        }
        if (!*text)
            return true;
        if (*text++ != '.')
            return false;
    }
}

bool address_value(const char *text, struct arena *arena, const char **address,
                   const char **value)
{
    const char *equals = text, *stop, *end;
    int depth = 0;

    for (; *equals && (depth > 0 || *equals != '='); equals++)
        depth += (*equals == '[') - (*equals == ']');
    if (!*equals)
        return false;
    text += strspn(text, " \t");
    for (stop = equals; stop > text && isspace((unsigned char)stop[-1]);)
        stop--;
    equals += 1 + strspn(equals + 1, " \t");
    for (end = equals + strlen(equals); end > equals && isspace((unsigned char)end[-1]);)
        end--;
    *address = piece(arena, text, stop);
    *value = piece(arena, equals, end);
    return stop > text;
}

const char *address_text(const struct address *address, struct arena *arena)
{
    struct text text = {0};
    const char *whole;

    for (size_t i = 0; i < address->words; i++) {
        const struct address_word *word = &address->word[i];
        text_add(&text, "%s%s", i > 0 ? "." : "", word->name);
        if (word->element)
            text_add(&text, "[%s]", word->element);
    }
    whole = arena_text(arena, "%s", text_of(&text));
    text_free(&text);
    return whole;
}

struct expansion {
    struct arena *arena;
    struct address *all;
    size_t count, room;
};

static void expand(struct expansion *found, const struct address *address, size_t from,
                   const struct node *group)
{
    size_t star = from;
    struct address one = *address;

    while (star < address->words && strcmp(address->word[star].name, "*") != 0) {
        group = group ? node_member(group, address->word[star].name) : NULL;
        star++;
    }
    if (star == address->words) {
        if (found->count == found->room) {
            found->room = found->room ? 2 * found->room : 8;
            struct address *more = arena_get(found->arena, found->room * sizeof *more);
            if (found->count)
                memcpy(more, found->all, found->count * sizeof *more);
            found->all = more;
        }
        found->all[found->count++] = one;
        return;
    }
    for (struct node *member = group ? group->first : NULL; member && member->name;
         member = member->next) {
        one.word[star].name = member->name;
        expand(found, &one, star + 1, member);
    }
}

size_t address_expand(const struct address *address, const struct node *root,
                      struct arena *arena, struct address **all)
{
    struct expansion found = {.arena = arena};

    expand(&found, address, 0, root);
    *all = found.all;
    return found.count;
}

/* ---- on the tree ---- */

struct setting {
    struct reading *reading;
    const struct address *address;
    const char *value;
    struct where at;
};

static bool wrong(struct setting *set, const char *said, const char *more)
{
    diag_error(set->reading->diag, set->at, "%s: %s%s",
               address_text(set->address, set->reading->arena), said, more);
    return false;
}

static bool set_below(struct setting *, const struct field *table, struct node *group,
                      size_t from);

static bool is_ordinal(const char *text, size_t *ordinal)
{
    *ordinal = 0;
    if (!*text || strlen(text) > 9)
        return false;
    for (; isdigit((unsigned char)*text); text++)
        *ordinal = *ordinal * 10 + (size_t)(*text - '0');
    return !*text;
}

/* A block that was written as a bare list of steps becomes { steps = that list }. */
static void make_group(struct arena *arena, struct node *list)
{
    struct node *steps = node_copy(arena, list);

    steps->name = "steps";
    list->kind = NODE_GROUP;
    list->first = list->last = NULL;
    list->count = 0;
    node_append(list, steps);
}

static struct node *find_element(struct setting *set, const struct field *table,
                                 struct node *list, const char *name)
{
    const struct field *key = field_key(table);
    const char **all = arena_get(set->reading->arena, (list->count + 1) * sizeof *all);
    size_t ordinal = 0, wanted;
    const char *guess;

    for (struct node *one = list->first; one; one = one->next, ordinal++) {
        const struct node *said = key ? node_member(one, key->name) : NULL;
        all[ordinal] = said && said->text ? said->text : "";
        if (said && said->text && strcmp(said->text, name) == 0)
            return one;
    }
    if (is_ordinal(name, &wanted) && wanted < list->count)
        return node_element(list, wanted);
    guess = text_nearest(name, (const char *const *)all);
    if (guess && *guess)
        wrong(set, arena_text(set->reading->arena, "no element %s; did you mean ", name),
              arena_text(set->reading->arena, "%s?", guess));
    else
        wrong(set, arena_text(set->reading->arena, "no element %s: ", name),
              arena_text(set->reading->arena, "%s has %zu", list->name, list->count));
    return NULL;
}

static bool set_elements(struct setting *set, const struct field *row, struct node *list,
                         size_t from)
{
    const char *element = set->address->word[from].element;
    bool good = list->count > 0;

    if (strcmp(element, "*") != 0) {
        struct node *one = find_element(set, row->of, list, element);
        if (one && one->kind == NODE_LIST)
            make_group(set->reading->arena, one);
        return one && set_below(set, row->of, one, from + 1);
    }
    if (!good)
        return wrong(set, list->name, " has no elements");
    for (struct node *one = list->first; one && good; one = one->next) {
        if (one->kind == NODE_LIST)
            make_group(set->reading->arena, one);
        good = set_below(set, row->of, one, from + 1);
    }
    return good;
}

static bool is_list(const struct field *row)
{
    return row->kind == KIND_LIST || row->kind == KIND_BLOCKS;
}

static const char *dead_end_at_list(const struct address_word *word,
                                    const struct node *inner)
{
    if (!word->element)
        return " is a list: its elements are written [KEY] or [0]";
    if (!inner)
        return " has no elements";
    return inner->kind == NODE_LIST ? NULL : " is not a list there";
}

/* Why the address cannot go on below this row, NULL: it can. */
static const char *dead_end(const struct field *row, const struct address_word *word,
                            const struct node *inner)
{
    if (row->kind == KIND_LATER)
        return ": not built yet";
    if (is_list(row))
        return dead_end_at_list(word, inner);
    if (word->element)
        return " is not a list";
    if (!row->of)
        return " has no members";
    return inner && inner->kind != NODE_GROUP ? " is not a group there" : NULL;
}

static bool set_inner(struct setting *set, const struct field *row, struct node *group,
                      size_t from)
{
    const struct address_word *word = &set->address->word[from];
    struct node *inner = node_member(group, word->name);
    const char *why = dead_end(row, word, inner);

    if (why)
        return wrong(set, word->name, why);
    if (word->element)
        return set_elements(set, row, inner, from);
    if (!inner) {
        inner = node_new(set->reading->arena, NODE_GROUP, word->name, NULL, set->at);
        node_append(group, inner);
    }
    return set_below(set, row->of, inner, from + 1);
}

static const struct field *row_of(struct setting *set, const struct field *table,
                                  const struct node *group, const char *name)
{
    const struct field *row = field_find(table, name);
    const struct field *theirs = NULL;

    if (!row)
        theirs = field_request_table(set->reading, table, group);
    if (!row && theirs)
        row = field_find(theirs, name);
    if (!row)
        wrong(set, arena_text(set->reading->arena, "no field named %s", name),
              field_hint(set->reading->arena, table, name));
    return row;
}

static bool set_below(struct setting *set, const struct field *table, struct node *group,
                      size_t from)
{
    const struct address_word *word = &set->address->word[from];
    const struct field *row;

    if (from == set->address->words)
        return wrong(set, "names no setting", "");
    if (group->kind != NODE_GROUP)
        return wrong(set, "there is no group here", "");
    row = row_of(set, table, group, word->name);
    if (!row)
        return false;
    if (from + 1 < set->address->words || word->element)
        return set_inner(set, row, group, from);
    if (row->kind == KIND_LIST || row->kind == KIND_BLOCKS || row->kind == KIND_GROUP)
        return wrong(set, word->name,
                     row->kind == KIND_GROUP
                         ? " is a group: name one of its settings"
                         : " is a list: name one of its elements' settings");
    node_put(group,
             node_new(set->reading->arena, NODE_TEXT, word->name, set->value, set->at));
    return true;
}

bool address_set(struct reading *reading, const struct field *table, struct node *group,
                 const struct address_walk *walk, const char *value)
{
    struct setting set = {reading, walk->address, value, walk->at};

    return set_below(&set, table, group, walk->from);
}

/* ---- in a config struct ---- */

static const char *key_in(const struct field *table, const char *element)
{
    const struct field *key = field_key(table);
    size_t at = 0;

    if (!key)
        return NULL;
    field_seek(table, key->name, &at);
    if (key->kind == KIND_LINK)
        return ((const struct target *)(element + at))->address;
    if (key->kind == KIND_TEXT)
        return *(const char *const *)(element + at);
    return NULL;
}

static void *element_place(struct setting *set, const struct field *row,
                           const struct list *list, const char *name)
{
    size_t ordinal;

    for (size_t i = 0; i < list->count; i++) {
        char *element = (char *)list->element + i * row->size;
        const char *key = key_in(row->of, element);
        if (key && strcmp(key, name) == 0)
            return element;
    }
    if (is_ordinal(name, &ordinal) && ordinal < list->count)
        return (char *)list->element + ordinal * row->size;
    wrong(set, arena_text(set->reading->arena, "no element %s: ", name),
          arena_text(set->reading->arena, "%s has %zu", row->name, list->count));
    return NULL;
}

/* Whether a word goes one step further in, or ends at one value. */
static bool is_place(const struct field *row, const struct address_word *word,
                     bool is_last)
{
    if (is_list(row))
        return word->element && !is_last;
    return !word->element && (is_last ? row->kind != KIND_GROUP : row->of != NULL);
}

void *address_place(struct reading *reading, const struct field *table, void *config,
                    const struct address_walk *walk, const struct field **row)
{
    struct setting set = {reading, walk->address, NULL, walk->at};
    char *place = walk->from < walk->address->words ? config : NULL;

    if (!place)
        wrong(&set, "names no setting", "");
    for (size_t i = walk->from; place && i < walk->address->words; i++) {
        const struct address_word *word = &walk->address->word[i];
        size_t inside = 0;
        *row = field_seek(table, word->name, &inside);
        if (!*row || !is_place(*row, word, i + 1 == walk->address->words)) {
            if (*row)
                wrong(&set, "names no single setting", "");
            else
                wrong(&set, arena_text(reading->arena, "no field named %s", word->name),
                      field_hint(reading->arena, table, word->name));
            return NULL;
        }
        place += inside;
        if (word->element)
            place = element_place(&set, *row, (struct list *)place, word->element);
        table = (*row)->of;
    }
    return place;
}

const struct field *address_row(const struct field *table, const struct address *address,
                                size_t from, const struct field **inner)
{
    const struct field *row = NULL;

    for (size_t i = from; i < address->words; i++) {
        row = table ? field_find(table, address->word[i].name) : NULL;
        if (!row)
            break;
        table = row->of;
    }
    if (inner)
        *inner = row ? row->of : NULL;
    return row;
}
