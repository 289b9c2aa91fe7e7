#include "config/grammar.h"

#include <string.h>

void grammar_forget(struct grammar *g)
{
    static const struct token neutral = {TOKEN_MARK, ";", 1, 0};

    g->before[0] = g->before[1] = g->before[2] = neutral;
}

void grammar_begin(struct grammar *g, struct arena *arena)
{
    *g = (struct grammar){.arena = arena};
    grammar_forget(g);
}

/* ---- the hints of language.md D23 ---- */

static bool is_mark(const struct token *token, char mark)
{
    return token->kind == TOKEN_MARK && *token->begin == mark;
}

static bool is_name(const struct token *token)
{
    return token->kind == TOKEN_NAME;
}

/* Up to the end of what was meant as one value. */
static int loose_length(const struct token *token)
{
    size_t length = 0, last = 0;

    while (token->begin[length] && !strchr(";,)}]\n\"#{", token->begin[length])) {
        length++;
        if (token->begin[length - 1] != ' ')
            last = length;
    }
    return last < 40 ? (int)last : 40;
}

/* Is this name that of the next setting? */
static bool is_assigned(const struct token *name)
{
    const char *at = name->begin + name->length;

    return *(at + strspn(at, " \t")) == '=';
}

/* A number that goes on: 50 ms, 50 %, 20/s. */
static bool has_unit(const struct token *number, const struct token *next)
{
    if (number->kind != TOKEN_NUMBER || number->line != next->line)
        return false;
    return (is_name(next) && !is_assigned(next)) || is_mark(next, '%') ||
           is_mark(next, '/');
}

static const char *hint_of_value(struct arena *arena, const struct token w[3])
{
    const char *begin = w[1].begin;

    if (has_unit(&w[1], &w[2]))
        return arena_text(arena, "values with units are quoted: \"%.*s\"",
                          loose_length(&w[1]), begin);
    if (is_name(&w[1]) && !is_mark(&w[2], '='))
        return arena_text(arena, "texts are quoted: \"%.*s\"", loose_length(&w[1]),
                          begin);
    return NULL;
}

static bool goes_on(const struct token *name, const struct token *next)
{
    bool dotted = next->kind == TOKEN_NUMBER && *next->begin == '.'; /* ".5" of a.5 */

    return is_name(name) &&
           (is_name(next) || is_mark(next, '.') || is_mark(next, '/') || dotted);
}

static const char *hint_of_name(struct arena *arena, const struct token w[3])
{
    if (w[1].kind == TOKEN_NUMBER && (is_name(&w[2]) || is_mark(&w[2], '=')))
        return "names are letters, digits, - and _, and begin with a letter";
    if (goes_on(&w[1], &w[2]))
        return "names are letters, digits, - and _";
    if (is_name(&w[1]) &&
        (w[2].kind == TOKEN_TEXT || w[2].kind == TOKEN_NUMBER || w[2].kind == TOKEN_OPEN))
        return arena_text(arena, "is a \"=\" missing behind %.*s?", (int)w[1].length,
                          w[1].begin);
    return NULL;
}

static bool takes_value(const struct token *word)
{
    return is_mark(word, '=') || is_mark(word, ':') || is_mark(word, ',') ||
           (word->kind == TOKEN_OPEN && *word->begin != '{');
}

static bool takes_name(const struct token *word)
{
    return is_mark(word, ';') || word->kind != TOKEN_MARK;
}

/* By three words that follow each other; NULL: nothing comes to mind. */
static const char *hint_of(struct arena *arena, const struct token w[3])
{
    const char *hint = NULL;

    if (is_mark(&w[1], ',') && w[2].kind == TOKEN_CLOSE)
        return "no comma after the last element";
    if (takes_value(&w[0]))
        hint = hint_of_value(arena, w);
    if (!hint && takes_name(&w[0]))
        hint = hint_of_name(arena, w);
    return hint;
}

/* ---- what is wrong ---- */

static bool say(struct grammar *g, const char *what, struct where at)
{
    g->wrong = what;
    g->wrong_at = at;
    return false;
}

static const struct bracket *innermost(const struct grammar *g)
{
    return &g->bracket[g->depth];
}

/* By what was open and wanted, where the words themselves give no hint. */
static const char *hint_of_state(const struct grammar *g, const struct token *token)
{
    const struct bracket *open = innermost(g);

    if (g->depth == 0 && token->kind == TOKEN_CLOSE)
        return arena_text(g->arena, "\"%c\" closes nothing", *token->begin);
    if (open->open == '[' && token->kind == TOKEN_OPEN)
        return "\"[\" holds plain values only: write \"(\"";
    if (g->state == WANTS_VALUE)
        return "a value is missing";
    if (g->depth > 0 && open->open != '{')
        return arena_text(g->arena, "the \"%c\" of %s:%d is still open", open->open,
                          open->at.file, open->at.line);
    return NULL;
}

/* The word that does not fit, with those around it. */
static bool does_not_fit(struct grammar *g, const struct token *token,
                         const struct scan *rest, struct where at)
{
    struct scan behind = *rest;
    const struct token w[5] = {g->before[0], g->before[1], g->before[2], *token,
                               scan_next(&behind)};
    const char *hint = NULL;

    for (size_t i = 0; !hint && i < 3; i++) /* "50 ms;" breaks at the ";" */
        hint = hint_of(g->arena, w + i);
    if (!hint)
        hint = hint_of_state(g, token);
    return say(g, hint ? arena_text(g->arena, "syntax error: %s", hint) : "syntax error",
               at);
}

/* ---- the grammar ---- */

static bool take_open(struct grammar *g, const struct token *token, struct where at)
{
    if (g->depth == GRAMMAR_DEEPEST)
        return say(
            g, arena_text(g->arena, "nested more than %d levels deep", GRAMMAR_DEEPEST),
            at);
    g->bracket[++g->depth] = (struct bracket){*token->begin, at, 0};
    g->state = *token->begin == '{' ? WANTS_NAME : WANTS_FIRST;
    return true;
}

static bool take_close(struct grammar *g, const struct token *token, struct where at)
{
    const struct bracket *open = innermost(g);
    char closes = open->open == '{' ? '}' : open->open == '(' ? ')' : ']';

    if (*token->begin != closes)
        return say(g,
                   arena_text(g->arena, "syntax error: \"%c\" closes the \"%c\" of %s:%d",
                              *token->begin, open->open, open->at.file, open->at.line),
                   at);
    g->depth--;
    g->state = WANTS_MORE;
    return true;
}

static bool take_name(struct grammar *g, struct where at)
{
    if (++g->bracket[g->depth].names > GRAMMAR_MEMBERS)
        return say(
            g,
            arena_text(g->arena, "more than %d settings in one group", GRAMMAR_MEMBERS),
            at);
    g->state = WANTS_ASSIGN;
    return true;
}

static bool holds_settings(const struct grammar *g)
{
    return g->depth == 0 || innermost(g)->open == '{';
}

static bool is_scalar(const struct token *token)
{
    return token->kind == TOKEN_TEXT || token->kind == TOKEN_NUMBER ||
           token->kind == TOKEN_FLAG;
}

/* Behind a value: separators of settings may be left out, adjacent strings join. */
static bool goes_behind(const struct grammar *g, const struct token *token)
{
    if (token->kind == TOKEN_TEXT)
        return g->before[2].kind == TOKEN_TEXT;
    if (token->kind == TOKEN_CLOSE)
        return g->depth > 0;
    if (is_mark(token, ','))
        return true;
    return holds_settings(g) && (is_mark(token, ';') || is_name(token));
}

/* Whether the word may stand here. */
static bool fits(const struct grammar *g, const struct token *token)
{
    bool in_array = innermost(g)->open == '[';
    bool closes = token->kind == TOKEN_CLOSE;

    switch (g->state) {
    case WANTS_NAME:
        return is_name(token) || (closes && g->depth > 0);
    case WANTS_ASSIGN:
        return is_mark(token, '=') || is_mark(token, ':');
    case WANTS_FIRST:
        return closes || is_scalar(token) || (token->kind == TOKEN_OPEN && !in_array);
    case WANTS_VALUE:
        return is_scalar(token) || (token->kind == TOKEN_OPEN && !in_array);
    case WANTS_MORE:
        return goes_behind(g, token);
    }
    return false;
}

bool grammar_take(struct grammar *g, const struct token *token, const struct scan *rest,
                  struct where at)
{
    bool good = fits(g, token);

    if (!good)
        return does_not_fit(g, token, rest, at);
    if (token->kind == TOKEN_OPEN)
        good = take_open(g, token, at);
    else if (token->kind == TOKEN_CLOSE)
        good = take_close(g, token, at);
    else if (is_name(token))
        good = take_name(g, at);
    else if (token->kind != TOKEN_MARK)
        g->state = WANTS_MORE;
    else if (g->state == WANTS_ASSIGN)
        g->state = WANTS_VALUE;
    else
        g->state = holds_settings(g) ? WANTS_NAME : WANTS_VALUE;
    g->before[0] = g->before[1];
    g->before[1] = g->before[2];
    g->before[2] = *token;
    return good;
}

bool grammar_end(struct grammar *g, struct where at)
{
    const struct bracket *open = innermost(g);

    if (g->depth > 0)
        return say(g,
                   arena_text(g->arena,
                              "syntax error: the \"%c\" that opens here is never closed",
                              open->open),
                   open->at);
    if (g->state == WANTS_VALUE || g->state == WANTS_ASSIGN)
        return say(g, "syntax error: a value is missing at the end", at);
    return true;
}
