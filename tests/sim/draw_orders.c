#include "sim/draw_orders.h"

const char *order_name(enum order order)
{
    static const char *const name[] = {
        "k sequential, site fixed",       "site sequential, k fixed",
        "tries and hedges of an edge",    "slots 0 and 1 interleaved",
        "two streams interleaved",        "seeds 1..2^16, 16 requests each",
        "replications, 16 requests each", "who against second try of a request",
        "each work child of the last"};

    return name[order];
}

static void begin(struct reader *f, uint64_t seed, unsigned replication)
{
    if (f->ready && f->seed == seed && f->replication == replication)
        return;
    *f = (struct reader){
        .ready = true,
        .seed = seed,
        .replication = replication,
        .kind = name_kind(name_text("client.travellers"), "arrival"),
        .site = name_text("reserve/call dynamodb.bookings PutItem/0"),
        .work = stream_named(seed, replication, "lambda.orders/work"),
        .latency = stream_named(seed, replication, "dynamodb.bookings/latency")};
}

uint64_t drawn_in(struct reader *f, enum order order, uint64_t n)
{
    uint64_t root;

    begin(f, order == BY_SEED ? 1 + n / 16 % 65536 : 1,
          order == BY_REPLICATION ? (unsigned)(n / 16) : 0);
    root = name_nth(f->kind, n, 0);
    switch (order) {
    case BY_REQUEST:
        return draw_bits(&f->work, name_child(root, f->site, 0), 0);
    case BY_SITE:
        return draw_bits(&f->work, name_child(name_nth(f->kind, 7, 0), f->site + n, 0),
                         0);
    case BY_TRY:
        root = name_nth(f->kind, n / 16, 0);
        return draw_bits(&f->work, name_try(root, f->site, 0, n / 2 % 8, n % 2), 0);
    case BY_SLOT:
        return draw_bits(&f->work, name_nth(f->kind, n / 2, 0), (unsigned)(n % 2));
    case BY_STREAM:
        return draw_bits(n % 2 ? &f->latency : &f->work, name_nth(f->kind, n / 2, 0), 0);
    case BY_SEED:
        return draw_bits(&f->work, name_nth(f->kind, n % 16 + n / 16 / 65536 * 16, 0), 0);
    case BY_REPLICATION:
        return draw_bits(&f->work, name_nth(f->kind, n % 16, 0), 0);
    case WHO_AND_TRY:
        root = name_nth(f->kind, n / 2, 0);
        return draw_bits(
            &f->work,
            n % 2 ? name_try(root, f->site, 0, 1, 0) : name_child(root, f->site, 0), 0);
    case BY_DESCENT: /* 64 generations each */
        root = name_nth(f->kind, n / 64, 0);
        for (uint64_t i = 0; i <= n % 64; i++)
            root = name_child(root, f->site, 0);
        return draw_bits(&f->work, root, 0);
    case ORDERS:
        break;
    }
    return 0;
}
