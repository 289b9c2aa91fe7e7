#include "config/duplicate.h"

#include <string.h>

#include "config/grammar.h"

struct seeking {
    struct arena *arena;
    struct token *seen; /* the names of all groups that are open, outermost first */
    size_t count, depth;
    struct level {
        const char *address; /* of the group or list; "" for the file */
        size_t from;         /* its first name in `seen` */
        int ordinal;         /* in a list */
        bool is_list;
    } level[GRAMMAR_DEEPEST + 1];
};

/* Of what follows in the innermost group or list. */
static const char *address_here(const struct seeking *s, const struct token *name)
{
    const struct level *in = &s->level[s->depth];

    if (in->is_list)
        return arena_text(s->arena, "%s[%d]", in->address, in->ordinal);
    return arena_text(s->arena, "%s%s%.*s", in->address, *in->address ? "." : "",
                      (int)name->length, name->begin);
}

static void open_level(struct seeking *s, const struct token *bracket)
{
    const struct token *name = s->count ? &s->seen[s->count - 1] : NULL;
    const char *address = address_here(s, name);

    s->level[++s->depth] = (struct level){
        .address = address, .from = s->count, .is_list = *bracket->begin != '{'};
}

static const struct token *seen_before(const struct seeking *s, const struct token *name)
{
    for (size_t i = s->level[s->depth].from; i < s->count; i++)
        if (s->seen[i].length == name->length &&
            memcmp(s->seen[i].begin, name->begin, name->length) == 0)
            return &s->seen[i];
    return NULL;
}

static void take(struct seeking *s, const struct token *token)
{
    if (token->kind == TOKEN_NAME) {
        s->seen = arena_room(s->arena, s->seen, s->count, sizeof *s->seen);
        s->seen[s->count++] = *token;
    } else if (token->kind == TOKEN_OPEN) {
        open_level(s, token);
    } else if (token->kind == TOKEN_CLOSE) {
        s->count = s->level[s->depth--].from;
    } else if (token->kind == TOKEN_MARK && *token->begin == ',') {
        s->level[s->depth].ordinal++;
    }
}

bool duplicate_find(const char *text, size_t length, struct arena *arena,
                    struct duplicate *found)
{
    struct seeking s = {.arena = arena, .level[0].address = ""};
    struct scan scan;

    scan_begin(&scan, text, length);
    for (struct token t = scan_next(&scan); t.kind != TOKEN_END; t = scan_next(&scan)) {
        const struct token *first = t.kind == TOKEN_NAME ? seen_before(&s, &t) : NULL;
        if (first) {
            *found = (struct duplicate){address_here(&s, &t), t.line, first->line};
            return true;
        }
        take(&s, &t);
    }
    return false;
}
