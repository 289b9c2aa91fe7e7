/* fuzz_unit.c - any text as a value: what is read is finite, and what is written of it
 * reads back.  The first byte chooses the unit. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum unit unit = size ? data[0] % (UNIT_ANY + 1) : 0;
    char *text = calloc(size + 1, 1), out[64];
    double value, again;

    if (size > 1)
        memcpy(text, data + 1, size - 1);
    if (unit_read(unit, text, &value)) {
        assert(isfinite(value));
        unit_write(unit, value, out, sizeof out);
        assert(
            fabs(value) > 1e300 || fabs(value) < 1e-300 || /* scaled out of range */
            (unit_read(unit, out, &again) && fabs(again - value) <= 1e-15 * fabs(value)));
    }
    unit_missing(unit, text);
    free(text);
    return 0;
}
