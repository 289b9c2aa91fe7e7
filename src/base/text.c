#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { LONGEST = 80 }; /* longer words are nobody's slip of the pen */

static void make_room(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 64;

    assert(more < SIZE_MAX / 4 - text->length);
    while (room < text->length + more + 1)
        room *= 2;
    if (room == text->room)
        return;
    text->bytes = xrealloc(text->bytes, room, 1);
    text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t count)
{
    make_room(text, count);
    if (count)
        memcpy(text->bytes + text->length, bytes, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

bool text_add_stream(struct text *text, FILE *in, size_t most)
{
    char piece[16384];
    size_t got;

    while (text->length <= most && (got = fread(piece, 1, sizeof piece, in)) > 0)
        text_add_bytes(text, piece, got);
    return !ferror(in);
}

void text_add_list(struct text *text, const char *fmt, va_list ap)
{
    va_list again;
    int length;

    va_copy(again, ap);
    length = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    assert(length >= 0);
    make_room(text, (size_t)length);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, fmt, ap);
    text->length += (size_t)length;
}

void text_add(struct text *text, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    text_add_list(text, fmt, ap);
    va_end(ap);
}

const char *text_of(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

char *text_take(struct text *text)
{
    char *bytes = text->bytes ? text->bytes : xstrdup("");

    *text = (struct text){0};
    return bytes;
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

/* How many bytes a first byte promises; 0: it begins none. */
static size_t promised(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

/* Decodes one code point of UTF-8; *code is UINT32_MAX and 1 is returned for
 * a byte that begins none (overlong forms and surrogates begin none). */
static size_t decode(const char *at, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *b = (const unsigned char *)at;
    size_t length = promised(b[0]);
    bool good = length > 0;

    *code = length < 2 ? b[0] : b[0] & (0x7fu >> length);
    for (size_t i = 1; i < length && good; i++) {
        good = (b[i] & 0xc0) == 0x80;
        *code = *code << 6 | (b[i] & 0x3f);
    }
    if (good && *code >= least[length] && *code <= 0x10ffff && *code >> 11 != 0x1b)
        return length;
    *code = UINT32_MAX;
    return 1;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == UINT32_MAX ||
           (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069); /* directions: a name must not reverse */
}

void text_add_visible(struct text *text, const char *from)
{
    while (*from) {
        uint32_t code;
        size_t length = decode(from, &code);
        if (!is_control(code))
            text_add_bytes(text, from, length);
        else
            for (size_t i = 0; i < length; i++)
                text_add(text, "\\x%02x", (unsigned char)from[i]);
        from += length;
    }
    if (!text->bytes)
        text_add_bytes(text, "", 0);
}

void text_add_utf8(struct text *text, const char *from)
{
    while (*from) {
        uint32_t code;
        size_t length = decode(from, &code);
        if (code == UINT32_MAX)
            text_add_bytes(text, "\xef\xbf\xbd", 3);
        else
            text_add_bytes(text, from, length);
        from += length;
    }
}

bool text_is_one_of(const char *name, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(name, *words) == 0)
            return true;
    return false;
}

bool text_is_among(const char *name, const char *words)
{
    size_t length = strlen(name);

    for (const char *word = words; *word; word += strspn(word, " ")) {
        size_t n = strcspn(word, " ");
        if (n == length && strncmp(word, name, n) == 0)
            return true;
        word += n;
    }
    return false;
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edits (insert, drop, replace, swap of neighbours) that turn a into b. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t row[3][LONGEST + 1]; /* the last three rows of the table */

    for (size_t j = 0; j <= n; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            now[j] = up[j - 1] + !same(a[i - 1], b[j - 1]);
            now[j] = least_of(now[j], least_of(up[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                now[j] = least_of(now[j], upper[j - 2] + 1);
        }
    }
    return row[m % 3][n];
}

enum { SHORTENED = 3 }; /* letters: exp of exponential */

static const char *longer_one(const char *name, text_next_fn *next, const void *ctx)
{
    const char *word;

    for (size_t i = 0; (word = next(ctx, i)); i++)
        if (strncmp(name, word, strlen(name)) == 0)
            return word;
    return NULL;
}

const char *text_nearest_of(const char *name, text_next_fn *next, const void *ctx)
{
    size_t length = strlen(name), fewest = length < 3 ? 2 : length / 3 + 1;
    const char *best = NULL, *word;

    for (size_t i = 0; length && length <= LONGEST && (word = next(ctx, i)); i++) {
        size_t other = strlen(word), edits;
        if (other > LONGEST)
            continue;
        edits = distance(name, length, word, other);
        if (edits < fewest && edits < other) {
            fewest = edits;
            best = word;
        }
    }
    return best ? best : length >= SHORTENED ? longer_one(name, next, ctx) : NULL;
}

static const char *word_at(const void *ctx, size_t i)
{
    return ((const char *const *)ctx)[i];
}

const char *text_nearest(const char *name, const char *const *words)
{
    return text_nearest_of(name, word_at, words);
}

/* Ranges that take two columns, and that take none; Unicode 15, East Asian
 * Width W and F, and general category Mn of the scripts names are written in. */
static const struct range {
    uint32_t first, last;
} wide[] = {{0x1100, 0x115f},
            {0x2e80, 0x303e},
            {0x3041, 0xa4cf},
            {0xac00, 0xd7a3},
            {0xf900, 0xfaff},
            {0xfe30, 0xfe6f},
            {0xff00, 0xff60},
            {0xffe0, 0xffe6},
            {0x1f300, 0x1f64f},
            {0x1f680, 0x1f6ff},
            {0x1f900, 0x1f9ff},
            {0x20000, 0x3fffd},
            {0, 0}},
  flat[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
            {0x64b, 0x65f},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f},
            {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0, 0}};

static bool lies_in(uint32_t code, const struct range *range)
{
    for (; range->last; range++)
        if (code >= range->first && code <= range->last)
            return true;
    return false;
}

static size_t columns_of(uint32_t code)
{
    return lies_in(code, flat) ? 0 : lies_in(code, wide) ? 2 : 1;
}

size_t text_columns(const char *utf8)
{
    size_t columns = 0;

    while (*utf8) {
        uint32_t code;
        utf8 += decode(utf8, &code);
        columns += columns_of(code);
    }
    return columns;
}

/* How many bytes of `from` fit into so many columns. */
static size_t bytes_within(const char *from, size_t columns)
{
    size_t bytes = 0;

    while (from[bytes]) {
        uint32_t code;
        size_t length = decode(from + bytes, &code), width = columns_of(code);
        if (width > columns)
            break;
        columns -= width;
        bytes += length;
    }
    return bytes;
}

void text_add_shortened(struct text *text, const char *from, size_t columns)
{
    size_t all = text_columns(from), head, skip;

    if (all <= columns) {
        text_add(text, "%s", from);
        return;
    }
    if (columns == 0)
        return;
    columns--;                                    /* for the dots */
    head = bytes_within(from, (columns + 1) / 2); /* an odd column goes to the front */
    text_add_bytes(text, from, head);
    for (size_t bytes = 0; bytes < head;) { /* what a wide one left free: to the end */
        uint32_t code;
        bytes += decode(from + bytes, &code);
        columns -= columns_of(code);
    }
    for (skip = head; text_columns(from + skip) > columns;) {
        uint32_t code;
        skip += decode(from + skip, &code);
    }
    text_add(text, "…%s", from + skip);
}

/* Four bits at a time: entry i is what i comes to after four steps of one bit. */
uint32_t text_crc_more(uint32_t crc, const char *bytes, size_t count)
{
    static const uint32_t after[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                       0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                       0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

    for (size_t i = 0; i < count; i++) {
        crc ^= (unsigned char)bytes[i];
        crc = crc >> 4 ^ after[crc & 15];
        crc = crc >> 4 ^ after[crc & 15];
    }
    return crc;
}

uint32_t text_crc(const char *bytes, size_t count)
{
    return ~text_crc_more(UINT32_MAX, bytes, count);
}
