#include "base/pack.h"

#include <string.h>

#include "base/memory.h"

void pack_bytes(struct text *to, const void *bytes, size_t count)
{
    if (count > 0)
        text_add_bytes(to, bytes, count);
}

void pack_number(struct text *to, uint64_t number)
{
    pack_bytes(to, &number, sizeof number);
}

void pack_text(struct text *to, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    pack_number(to, length);
    pack_bytes(to, text, length);
}

struct unpacking unpack_of(const struct text *bytes)
{
    return (struct unpacking){bytes->bytes, bytes->length, true};
}

void unpack_bytes(struct unpacking *from, void *bytes, size_t count)
{
    from->fine = from->fine && count <= from->left;
    if (!from->fine || count == 0)
        return;
    memcpy(bytes, from->at, count);
    from->at += count;
    from->left -= count;
}

uint64_t unpack_number(struct unpacking *from)
{
    uint64_t number = 0;

    unpack_bytes(from, &number, sizeof number);
    return number;
}

void *unpack_things(struct unpacking *from, uint64_t count, size_t size)
{
    void *things;

    from->fine = from->fine && count <= from->left / size;
    things = xcalloc(from->fine ? (size_t)count + 1 : 1, size);
    unpack_bytes(from, things, from->fine ? (size_t)count * size : 0);
    return things;
}

char *unpack_text(struct unpacking *from)
{
    return unpack_things(from, unpack_number(from), 1);
}
