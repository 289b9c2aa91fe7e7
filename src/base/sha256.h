/* sha256.h - FIPS 180-4: what `headroom digest` prints. */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    unsigned char block[64];
};

void sha256_begin(struct sha256 *);
void sha256_add(struct sha256 *, const void *bytes, size_t count);
void sha256_end(struct sha256 *, char hex[65]);

#endif
