/* forecast_sizes.c - what settings come to: times as they vary, bytes in pieces. */
#include <math.h>

#include "flow/forecast.h"
#include "sim/real.h"

struct forecast_time forecast_law(const struct forecast *f, const struct dist *dist)
{
    enum {
        WILD = 100
    }; /* of a variance that is infinite: this much of the mean's square */
    struct forecast_time time = {.mean = forecast_mean(f, dist)};
    const struct law *law = forecast_keys(f, dist);
    double scale = dist->unit == UNIT_TIME ? 1e-9 : 1, mean, square;

    if (!law)
        return time;
    if (law != &dist->law) /* a client's attribute */
        scale *= dist->law.scale;
    mean = law_mean(law) * scale;
    square = law_second_moment(law) * scale * scale;
    time.variance = isfinite(square) ? fmax(square - mean * mean, 0) : WILD * mean * mean;
    return time;
}

/* P(times x size <= bytes); a size that is drawn is whole bytes. */
static double within(const struct forecast *f, const struct forecast_size *s,
                     double bytes)
{
    double x = floor(bytes / s->times) + 0.5;
    const struct law *law = s->dist ? forecast_keys(f, s->dist) : NULL;

    if (!law)
        return !s->dist || forecast_mean(f, s->dist) < x;
    if (s->dist->law.kind == LAW_ATTRIBUTE)
        x = (x - s->dist->law.at) / s->dist->law.scale;
    return law_cdf(law, x);
}

double forecast_pieces(const struct forecast *f, const struct forecast_size *of,
                       size_t sizes, double unit, double most)
{
    double sum = 1;

    for (double bytes = unit; bytes < most; bytes += unit) {
        double all = 1;
        for (size_t i = 0; i < sizes; i++)
            all *= within(f, &of[i], bytes);
        if (1 - all < 1e-12)
            break;
        sum += 1 - all;
    }
    return sum;
}

double forecast_parcel_pieces(const struct forecast_parcel *p, double unit)
{
    double sum = 1, rest, shape = p->variance > 0 ? p->bytes * p->bytes / p->variance : 0;

    for (double bytes = unit; bytes < p->most; bytes += unit) {
        double beyond = p->bytes > bytes;
        if (shape > 0)
            beyond = 1 - real_gamma_p(shape, bytes * p->bytes / p->variance, &rest);
        if (beyond < 1e-12)
            break;
        sum += beyond;
    }
    return sum;
}

double forecast_bytes(const struct forecast *f, const struct offered *o)
{
    if (o->parcel.records > 0)
        return o->parcel.bytes;
    return o->sizes ? forecast_mean(f, o->sizes) : 0;
}

double forecast_records(const struct offered *o)
{
    return o->parcel.records > 0 ? o->parcel.records : 1;
}
