/* script.c - what can be seen in a script of k6 without running it: its options, and
 * which requests its functions name.
 */
#include "import/script.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

bool script_starts(const struct script *s, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(s->end - s->at) >= length && memcmp(s->at, word, length) == 0;
}

void script_step(struct script *s)
{
    s->line += *s->at == '\n';
    s->at++;
}

void script_skip(struct script *s)
{
    while (s->at < s->end) {
        if (script_starts(s, "//")) {
            while (s->at < s->end && *s->at != '\n')
                script_step(s);
        } else if (script_starts(s, "/*")) {
            while (s->at < s->end && !script_starts(s, "*/"))
                script_step(s);
            s->at += s->at < s->end ? 2 : 0;
        } else if (isspace((unsigned char)*s->at)) {
            script_step(s);
        } else {
            return;
        }
    }
}

size_t script_word(const struct script *s)
{
    size_t length = 0;

    while (s->at + length < s->end && (isalnum((unsigned char)s->at[length]) ||
                                       s->at[length] == '_' || s->at[length] == '$'))
        length++;
    return length;
}

/* A word, and blanks behind it. */
static bool took(struct script *s, const char *wanted)
{
    if (script_word(s) != strlen(wanted) || !script_starts(s, wanted))
        return false;
    s->at += strlen(wanted);
    script_skip(s);
    return true;
}

static bool took_sign(struct script *s, char sign)
{
    if (s->at == s->end || *s->at != sign)
        return false;
    script_step(s);
    script_skip(s);
    return true;
}

/* A text is passed over to its end, or to the end of the line. */
static void pass_text(struct script *s)
{
    char quote = *s->at;

    script_step(s);
    while (s->at < s->end && *s->at != quote && (*s->at != '\n' || quote == '`')) {
        if (*s->at == '\\' && s->at + 1 < s->end)
            script_step(s);
        script_step(s);
    }
    if (s->at < s->end)
        script_step(s);
}

/* Whatever stands here, one piece of it. */
static void pass(struct script *s)
{
    size_t length = script_word(s);

    if (strchr("\"'`", *s->at))
        pass_text(s);
    else if (length > 0)
        s->at += length;
    else
        script_step(s);
    script_skip(s);
}

/* ---- options ---- */

/* Behind `export const options: Options =`, which `export` begins. */
static bool took_head(struct script *s)
{
    if (!took(s, "const") && !took(s, "let") && !took(s, "var"))
        return false;
    if (!took(s, "options"))
        return false;
    if (took_sign(s, ':')) {
        s->at += script_word(s);
        script_skip(s);
    }
    return took_sign(s, '=');
}

bool script_options(struct script *s)
{
    script_skip(s);
    while (s->at < s->end)
        if (!took(s, "export"))
            pass(s);
        else if (took_head(s))
            return true;
    return false;
}

/* ---- requests ---- */

struct looking {
    struct script *s;
    const char *function; /* that is exported, and was begun last */
    struct node *seen;
};

static void saw(struct looking *l, const char *method, const char *text)
{
    struct node *one = node_new(l->s->arena, NODE_TEXT, method, text,
                                (struct where){l->s->name, l->s->line});

    one->source = l->function;
    node_append(l->seen, one);
}

/* `export default function`, `export async function shop`. */
static void enter(struct looking *l)
{
    struct script *s = l->s;

    if (took(s, "default")) {
        l->function = "default";
        return;
    }
    took(s, "async");
    if (took(s, "function"))
        l->function = arena_text(s->arena, "%.*s", (int)script_word(s), s->at);
}

/* `BASE`, `__ENV.HOST` */
static void pass_name(struct script *s)
{
    do {
        s->at += script_word(s);
        script_skip(s);
    } while (took_sign(s, '.'));
}

/* The text in the first argument: "..", or BASE + ".."; what is added to it is a
 * variable. */
static void argument(struct looking *l, const char *method)
{
    struct script *s = l->s;
    const char *begin, *text;
    int length;

    pass_name(s);
    took_sign(s, '+');
    begin = s->at + 1;
    if (s->at == s->end || !strchr("\"'`", *s->at)) {
        saw(l, method, "${url}");
        return;
    }
    pass_text(s);
    length = s->at > begin ? (int)(s->at - begin - 1) : 0;
    script_skip(s);
    text = arena_text(s->arena, "%.*s%s", length, begin,
                      took_sign(s, '+') ? "${variable}" : "");
    saw(l, method, text);
}

/* Behind `http.` */
static void method(struct looking *l)
{
    static const char *const methods[][2] = {
        {"get", "GET"},    {"post", "POST"}, {"put", "PUT"},        {"patch", "PATCH"},
        {"del", "DELETE"}, {"head", "HEAD"}, {"options", "OPTIONS"}};

    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++)
        if (took(l->s, methods[k][0])) {
            if (took_sign(l->s, '('))
                argument(l, methods[k][1]);
            return;
        }
}

/* sleep(0.5): seconds; what computes is not known. */
static void pause(struct looking *l)
{
    const char *at = l->s->at;
    size_t length = strspn(at, "0123456789."); /* the whole text ends with a zero */

    if (length >= 20 || at[length] != ')')
        length = 0;
    saw(l, "sleep", arena_text(l->s->arena, "%.*s", (int)length, at));
}

struct node *script_requests(struct script *s)
{
    struct looking l = {.s = s, .function = ""};

    l.seen = node_new(s->arena, NODE_LIST, NULL, NULL, (struct where){s->name, 1});
    script_skip(s);
    while (s->at < s->end && l.seen->count < 400) {
        if (took(s, "export"))
            enter(&l);
        else if (took(s, "http") && took_sign(s, '.'))
            method(&l);
        else if (took(s, "sleep") && took_sign(s, '('))
            pause(&l);
        else if (s->at < s->end)
            pass(s);
    }
    return l.seen;
}
