#include "sim/draw.h"

uint64_t name_text(const char *text)
{
    uint64_t h = DRAW_GOLDEN;

    for (; *text; text++)
        h = mix64(h ^ (unsigned char)*text) + DRAW_GOLDEN;
    return mix64(h);
}

struct stream stream_named(uint64_t seed, unsigned replication, const char *name)
{
    uint64_t run = mix64(mix64(seed + DRAW_GOLDEN) + replication);
    uint64_t key = mix64(run + name_text(name));

    return (struct stream){.a = mix64(key + 1), .b = mix64(key + DRAW_GOLDEN)};
}

struct stream stream_antithetic(struct stream stream)
{
    stream.flip = ~stream.flip;
    return stream;
}

uint64_t name_kind(uint64_t client, const char *kind)
{
    return mix64(client + name_text(kind));
}

uint64_t name_root(uint64_t client, const char *kind, uint64_t a, uint64_t b)
{
    return name_nth(name_kind(client, kind), a, b);
}
