#include "config/splice.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST = 16 * 1024 * 1024, INCLUDES_DEEP = 10 };

/* A file on its way in. */
struct opened {
    const char *path;
    const char *directory; /* "" or "some/where/" */
    dev_t device;
    ino_t inode;
    const struct opened *outer;
};

static const char *directory_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return arena_text(arena, "%.*s", slash ? (int)(slash + 1 - path) : 0, path);
}

/* What the first byte promises, 1 to 4; 0: no character begins so. */
static size_t promised(unsigned char first)
{
    if (first < 0x80)
        return first >= ' ' || (first && strchr("\t\n\r\f", first));
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Length of the character of UTF-8 that begins here, 0: none that a text may have. */
static size_t character(const unsigned char *at, size_t left)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = promised(at[0]);
    unsigned code;

    if (length < 2)
        return length;
    if (left < length)
        return 0;
    code = at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    if (code < least[length] || code > 0x10ffff || (code & 0x1ff800) == 0xd800)
        return 0;
    return length;
}

static bool is_text(struct spliced *all, const char *name, const char *text,
                    size_t length)
{
    struct where at = {name, 1};

    for (size_t i = 0, more; i < length; i += more) {
        more = character((const unsigned char *)text + i, length - i);
        if (!more) {
            diag_error(all->diag, at, "not a UTF-8 text file: byte 0x%02x",
                       (unsigned char)text[i]);
            return false;
        }
        at.line += text[i] == '\n';
    }
    return true;
}

/* What is put together so far grows by a piece of one file. */
static void add_piece(struct spliced *all, struct where at, const char *text,
                      size_t length)
{
    if (length == 0)
        return;
    if (all->segments == all->segment_room) {
        all->segment_room = all->segment_room ? 2 * all->segment_room : 8;
        all->segment = xrealloc(all->segment, all->segment_room, sizeof *all->segment);
    }
    all->segment[all->segments++] = (struct segment){all->lines + 1, at};
    text_add_bytes(&all->text, text, length);
    for (size_t i = 0; i < length; i++)
        all->lines += text[i] == '\n';
    if (text[length - 1] != '\n') {
        text_add_bytes(&all->text, "\n", 1);
        all->lines++;
    }
}

struct where splice_where(const struct spliced *all, int line)
{
    size_t low = 0, high = all->segments;

    if (high == 0)
        return (struct where){0};
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (all->segment[middle].from <= line)
            low = middle;
        else
            high = middle;
    }
    struct where at = all->segment[low].at;
    at.line += line - all->segment[low].from;
    return at;
}

static void note_scalar(struct spliced *all, const struct token *token, struct where at,
                        int line)
{
    const char *number = NULL;

    if (token->kind == TOKEN_TEXT && all->grammar.before[2].kind == TOKEN_TEXT)
        return; /* it joins the one before */
    if (token->kind == TOKEN_NUMBER) {
        const char *trouble = scan_number_trouble(token);
        if (trouble)
            diag_error(all->diag, at, "%.*s %s", (int)token->length, token->begin,
                       trouble);
        number = arena_text(all->arena, "%.*s", (int)token->length, token->begin);
    }
    if (all->scalars == all->scalar_room) {
        all->scalar_room = all->scalar_room ? 2 * all->scalar_room : 64;
        all->scalar = xrealloc(all->scalar, all->scalar_room, sizeof *all->scalar);
    }
    all->scalar[all->scalars++] = (struct scalar){token->kind, number, line};
}

static bool splice_included(struct spliced *all, const struct token *token,
                            struct where at);

static bool is_scalar(const struct token *token)
{
    return token->kind == TOKEN_FLAG || token->kind == TOKEN_NUMBER ||
           token->kind == TOKEN_TEXT;
}

/* The word that `scan` has just passed; `line` is where it is in the whole.  False: no
 * use going on. */
static bool note_token(struct spliced *all, const struct token *token,
                       const struct scan *scan, int line)
{
    struct where at = {all->innermost->path, token->line};

    if (token->kind == TOKEN_OPEN_TEXT || token->kind == TOKEN_OPEN_COMMENT) {
        diag_error(all->diag, at, "the %s here %s never closed",
                   token->kind == TOKEN_OPEN_TEXT ? "quotes that open"
                                                  : "comment that opens",
                   token->kind == TOKEN_OPEN_TEXT ? "are" : "is");
        return false;
    }
    if (is_scalar(token))
        note_scalar(all, token, at, line);
    if (grammar_take(&all->grammar, token, scan, at))
        return true;
    diag_error(all->diag, all->grammar.wrong_at, "%s", all->grammar.wrong);
    return false;
}

static bool splice_opened(struct spliced *all, const struct opened *file,
                          const char *text, size_t length)
{
    const struct opened *outer = all->innermost;
    struct scan scan;
    struct token token;
    const char *piece = text; /* what is not put in yet begins here */
    int piece_line = 1;
    bool good = true;

    all->innermost = file;
    scan_begin(&scan, text, length);
    do {
        token = scan_next(&scan);
        struct where at = {file->path, token.line};
        if (token.kind == TOKEN_INCLUDE || token.kind == TOKEN_END) {
            struct where from = {file->path, piece_line};
            add_piece(all, from, piece, (size_t)(token.begin - piece));
            piece = token.begin + token.length;
            piece_line = token.line;
            if (token.kind == TOKEN_INCLUDE)
                good = splice_included(all, &token, at);
        } else {
            good =
                note_token(all, &token, &scan, all->lines + 1 + token.line - piece_line);
        }
    } while (good && token.kind != TOKEN_END);
    if (good && !outer &&
        !grammar_end(&all->grammar, (struct where){file->path, token.line})) {
        diag_error(all->diag, all->grammar.wrong_at, "%s", all->grammar.wrong);
        good = false;
    }
    grammar_forget(&all->grammar); /* the text is about to go away */
    all->innermost = outer;
    return good;
}

/* The path from the first file's folder: a scenario says the same wherever it lies. */
static const char *seen_from_first(const struct opened *file)
{
    const struct opened *first = file;

    while (first->outer)
        first = first->outer;
    return path_beside(first->path, file->path);
}

static bool splice_read(struct spliced *all, struct opened *file, struct text *text)
{
    size_t skip =
        text->length >= 3 && memcmp(text->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    if (all->text.length + text->length > LARGEST) {
        diag_error(all->diag, (struct where){file->path, 0},
                   "larger than %d MB, with all that is included", LARGEST >> 20);
        return false;
    }
    if (!is_text(all, file->path, text_of(text), text->length))
        return false;
    if (all->verbatim && all->innermost)
        text_add(all->verbatim, "# file: %s\n", seen_from_first(file));
    if (all->verbatim) {
        text_add_bytes(all->verbatim, text_of(text), text->length);
        if (text->length && text->bytes[text->length - 1] != '\n')
            text_add_bytes(all->verbatim, "\n", 1);
    }
    return splice_opened(all, file, text_of(text) + skip, text->length - skip);
}

/* A scenario that is not there is the world's failure, an include that is not there the
 * scenario's mistake.  `said`: where the path was written; no file: on the command line.
 */
static void say_unreadable(struct spliced *all, const char *path, struct where said,
                           int error)
{
    const char *why = strerror(error);

    if (!said.file)
        diag_failure(all->diag, (struct where){path, 0}, "cannot be read: %s", why);
    else if (error == ENOENT || error == EISDIR)
        diag_error(all->diag, said, "cannot include %s: %s", path, why);
    else
        diag_failure(all->diag, said, "cannot include %s: %s", path, why);
}

/* The whole of a file, and which one it is; 0, or the error's number. */
static int take_file(struct shelf *shelf, struct opened *file, struct text *text)
{
    FILE *in = shelf_open(shelf, file->path);
    struct stat about;
    int error = 0;

    if (!in)
        return errno;
    errno = EIO;
    if (fstat(fileno(in), &about) != 0) {
        error = errno;
    } else if (S_ISDIR(about.st_mode)) {
        error = EISDIR;
    } else {
        file->device = about.st_dev;
        file->inode = shelf_holds(shelf, file->path) ? 0 : about.st_ino;
        error = text_add_stream(text, in, LARGEST) ? 0 : errno;
    }
    fclose(in);
    return error;
}

/* By its name too: what comes from a shelf has no inode of its own. */
static bool includes_itself(const struct opened *file)
{
    for (const struct opened *o = file->outer; o; o = o->outer)
        if ((o->inode && o->inode == file->inode && o->device == file->device) ||
            strcmp(o->path, file->path) == 0)
            return true;
    return false;
}

static bool splice_path(struct spliced *all, const char *path, struct where said)
{
    struct opened file = {path, directory_of(all->arena, path), 0, 0, all->innermost};
    struct text text = {0};
    int error = take_file(all->shelf, &file, &text);
    bool good = false;

    if (error)
        say_unreadable(all, path, said, error);
    else if (includes_itself(&file))
        diag_error(all->diag, said, "%s includes itself", path);
    else
        good = splice_read(all, &file, &text);
    text_free(&text);
    return good;
}

static bool splice_included(struct spliced *all, const struct token *token,
                            struct where at)
{
    const char *stop = token->begin + token->length;
    const char *open = memchr(token->begin, '"', token->length), *close = NULL;
    const char *directory = all->innermost->directory;
    struct scan behind;
    size_t depth = 0;

    if (open)
        close = memchr(open + 1, '"', (size_t)(stop - open - 1));
    if (close)
        scan_begin(&behind, close + 1, (size_t)(stop - close - 1));
    if (!close || close == open + 1 || scan_next(&behind).kind != TOKEN_END) {
        diag_error(all->diag, at,
                   "@include stands on a line of its own: @include \"FILE\"");
        return false;
    }
    for (const struct opened *o = all->innermost; o; o = o->outer)
        depth++;
    if (depth > INCLUDES_DEEP) {
        diag_error(all->diag, at, "includes are nested more than %d files deep",
                   INCLUDES_DEEP);
        return false;
    }
    if (open[1] == '/')
        directory = "";
    return splice_path(
        all,
        arena_text(all->arena, "%s%.*s", directory, (int)(close - open - 1), open + 1),
        at);
}

bool splice_file(struct spliced *all, const char *path)
{
    grammar_begin(&all->grammar, all->arena);
    return splice_path(all, arena_text(all->arena, "%s", path), (struct where){0});
}

bool splice_text(struct spliced *all, const char *text, size_t length, const char *name)
{
    struct opened file = {arena_text(all->arena, "%s", name),
                          directory_of(all->arena, name), 0, 0, NULL};
    struct text copy = {0};
    bool good;

    grammar_begin(&all->grammar, all->arena);
    text_add_bytes(&copy, text, length);
    good = splice_read(all, &file, &copy);
    text_free(&copy);
    return good;
}

void splice_free(struct spliced *all)
{
    text_free(&all->text);
    free(all->segment);
    free(all->scalar);
}
