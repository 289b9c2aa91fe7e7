/* real.c - the few functions that sampled numbers depend on. */
#include "sim/real.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static const double LN2_HIGH = 0x1.62e42fefap-1, LN2_LOW = 0x1.cf79abc9e3b3ap-40;
static const double HALF_LOG_2PI = 0.91893853320467274178;

static double of_bits(uint64_t b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* x = k ln 2 + r; e^r by its power series: |r| < 0.347. */
double real_exp(double x)
{
    if (x < -708)
        return 0;
    if (x > 709)
        return HUGE_VAL;
    double n = x * 0x1.71547652b82fep+0;
    int k = (int)(n < 0 ? n - 0.5 : n + 0.5);
    double hi = x - k * LN2_HIGH, lo = k * LN2_LOW, r = hi - lo;
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    double b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    double c = (1.0 / 3628800 + r * (1.0 / 39916800)) +
               r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
    double y = 1 + (hi - (lo - r2 * (a + r4 * b + r8 * c)));

    return y * of_bits((uint64_t)(1023 + k) << 52);
}

/* Kahan's way: what rounding took from 1 + x is taken from x as well. */
double real_log_1_plus(double x)
{
    double y = 1 + x;

    return y == 1 ? x : real_log(y) * (x / (y - 1));
}

double real_exp_minus_1(double x)
{
    double y = real_exp(x);

    if (y == 1)
        return x;
    if (fabs(x) > 1)
        return y - 1;
    return (y - 1) * (x / real_log(y));
}

double real_pow(double x, double y)
{
    return real_exp(y * real_log(x));
}

/* c[0] + c[1] x + .. + c[degree] x^degree */
static double polynomial(double x, const double *c, int degree)
{
    double sum = c[degree];

    while (--degree >= 0)
        sum = sum * x + c[degree];
    return sum;
}

/* AS 241, PPND16: rational functions of degree 7. */
static double ratio(double r, const double *num, const double *den)
{
    return polynomial(r, num, 7) / polynomial(r, den, 7);
}

static double near_middle(double q)
{
    static const double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                               1.9715909503065514427e+3, 1.3731693765509461125e+4,
                               4.5921953931549871457e+4, 6.7265770927008700853e+4,
                               3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double b[] = {1,
                               4.2313330701600911252e+1,
                               6.8718700749205790830e+2,
                               5.3941960214247511077e+3,
                               2.1213794301586595867e+4,
                               3.9307895800092710610e+4,
                               2.8729085735721942674e+4,
                               5.2264952788528545610e+3};

    return q * ratio(0.180625 - q * q, a, b);
}

/* r = sqrt(-log(distance to the nearer end)) */
static double in_tail(double r)
{
    static const double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                               5.76949722146069140550e0,  3.64784832476320460504e0,
                               1.27045825245236838258e0,  2.41780725177450611770e-1,
                               2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[] = {1,
                               2.05319162663775882187e0,
                               1.67638483018380384940e0,
                               6.89767334985100004550e-1,
                               1.48103976427480074590e-1,
                               1.51986665636164571966e-2,
                               5.47593808499534494600e-4,
                               1.05075007164441684324e-9};
    static const double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                               1.78482653991729133580e0,  2.96560571828504891230e-1,
                               2.65321895265761230930e-2, 1.24266094738807843860e-3,
                               2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[] = {1,
                               5.99832206555887937690e-1,
                               1.36929880922735805310e-1,
                               1.48753612908506148525e-2,
                               7.86869131145613259100e-4,
                               1.84631831751005468180e-5,
                               1.42151175831644588870e-7,
                               2.04426310338993978564e-15};

    return r <= 5 ? ratio(r - 1.6, c, d) : ratio(r - 5, e, f);
}

double real_normal_quantile(double u)
{
    double q = u - 0.5;

    if (fabs(q) <= 0.425)
        return near_middle(q);
    return q < 0 ? -in_tail(sqrt(-real_log(u))) : in_tail(sqrt(-real_log(1 - u)));
}

/* erfc(x) for x > 0.46875, Cody 1969; e^-x^2 with x^2 in two pieces. */
static double erfc_tail(double x)
{
    static const double c[] = {
        1.23033935479799725e3, 2.05107837782607147e3,  1.71204761263407058e3,
        8.81952221241769090e2, 2.98635138197400131e2,  6.61191906371416295e1,
        8.88314979438837594e0, 5.64188496988670089e-1, 2.15311535474403846e-8};
    static const double d[] = {
        1.23033935480374942e3, 3.43936767414372164e3, 4.36261909014324716e3,
        3.29079923573345963e3, 1.62138957456669019e3, 5.37181101862009858e2,
        1.17693950891312499e2, 1.57449261107098347e1, 1};
    static const double p[] = {6.58749161529837803e-4, 1.60837851487422766e-2,
                               1.25781726111229246e-1, 3.60344899949804439e-1,
                               3.05326634961232344e-1, 1.63153871373020978e-2};
    static const double q[] = {2.33520497626869185e-3, 6.05183413124413191e-2,
                               5.27905102951428412e-1, 1.87295284992346725e0,
                               2.56852019228982242e0,  1};
    double coarse = floor(x * 16) / 16, rest = (x - coarse) * (x + coarse);
    double front = real_exp(-coarse * coarse) * real_exp(-rest), z = 1 / (x * x);

    if (x <= 4)
        return front * polynomial(x, c, 8) / polynomial(x, d, 8);
    z = z * polynomial(z, p, 5) / polynomial(z, q, 5);
    return front * (0.56418958354775628695 - z) / x; /* 1/sqrt(pi) */
}

/* erf(x) for |x| <= 0.46875 */
static double erf_near_0(double x)
{
    static const double a[] = {3.20937758913846947e3, 3.77485237685302021e2,
                               1.13864154151050156e2, 3.16112374387056560e0,
                               1.85777706184603153e-1};
    static const double b[] = {2.84423683343917062e3, 1.28261652607737228e3,
                               2.44024637934444173e2, 2.36012909523441209e1, 1};

    return x * polynomial(x * x, a, 4) / polynomial(x * x, b, 4);
}

double real_normal_cdf(double z, double *q)
{
    double x = z * 0.70710678118654752440, far; /* z / sqrt(2) */

    if (fabs(x) <= 0.46875) {
        *q = 0.5 - 0.5 * erf_near_0(x);
        return 0.5 + 0.5 * erf_near_0(x);
    }
    far = 0.5 * erfc_tail(fabs(x));
    *q = z > 0 ? far : 1 - far;
    return z > 0 ? 1 - far : far;
}

/* Stirling's series after lifting a above 15. */
double real_log_gamma(double a)
{
    double lift = 1;

    for (; a < 15; a++)
        lift *= a;
    double i = 1 / a, i2 = i * i;
    double series =
        i * (1.0 / 12 - i2 * (1.0 / 360 -
                              i2 * (1.0 / 1260 - i2 * (1.0 / 1680 - i2 * (1.0 / 1188)))));
    return (a - 0.5) * real_log(a) - a + HALF_LOG_2PI + series - real_log(lift);
}

/* x^a e^-x / Gamma(a), for l = log x */
static double front_of(double a, double l)
{
    return real_exp(a * l - real_exp(l) - real_log_gamma(a));
}

/* The power series, for x < a + 1. */
static double lower_sum(double a, double x)
{
    double term = 1 / a, sum = term;

    for (double n = a + 1; term > sum * 0x1p-56; n++)
        sum += term *= x / n;
    return sum;
}

/* Lentz's continued fraction, for x >= a + 1. */
static double upper_fraction(double a, double x)
{
    double b = x + 1 - a, c = 0x1p200, d = 1 / b, h = d, step = 2;

    for (int i = 1; fabs(step - 1) > 0x1p-52 && i < 100000; i++) {
        double an = -i * (i - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        step = d * c;
        h *= step;
    }
    return h;
}

double real_gamma_p(double a, double x, double *q)
{
    double part;

    if (x < 0x1p-1000) {
        *q = 1;
        return 0;
    }
    if (x < a + 1) {
        part = front_of(a, real_log(x)) * lower_sum(a, x);
        *q = 1 - part;
        return part;
    }
    *q = front_of(a, real_log(x)) * upper_fraction(a, x);
    return 1 - *q;
}

/* log x to begin with: Wilson and Hilferty's cube, or the first term of the
 * series where that is out of its depth. */
static double first_guess(double a, double u, double w)
{
    double z = u < w ? real_normal_quantile(u) : -real_normal_quantile(w);
    double root = 1 - 1 / (9 * a) + z / (3 * sqrt(a));

    if (root > 0.2)
        return real_log(a) + 3 * real_log(root);
    return fmin((real_log(u) + real_log_gamma(a + 1)) / a, 0.5 * real_log(a));
}

/* Newton on the logarithm of the smaller probability against log x, where it
 * is nearly straight; a bracket catches what goes astray. */
static double search(double a, double u, double w)
{
    double target = real_log(fmin(u, w)), low = -700, high = 709, step = 1;
    double l = first_guess(a, u, w);

    for (int i = 0; i < 200 && fabs(step) > 0x1p-52 * fmax(1, fabs(l)); i++) {
        double x = real_exp(l), q, p = real_gamma_p(a, x, &q);
        double part = fmax(u < w ? p : q, 1e-307), miss = real_log(part) - target;
        if (u >= w)
            miss = -miss;
        if (miss > 0)
            high = l;
        else
            low = l;
        step = miss * part / fmax(front_of(a, l), 1e-307);
        if (l - step <= low || l - step >= high)
            step = l - 0.5 * (low + high);
        l -= step;
    }
    return l;
}

double real_gamma_log_quantile(double a, double u, double w, double *slope)
{
    double one_term = real_log(u) + real_log_gamma(a + 1), l;

    if (one_term < -46 * a - 1) { /* then x < e^-46, and P(a, x) = x^a / (a Gamma(a)) */
        *slope = 1 / (a * u);
        return one_term / a;
    }
    l = search(a, u, w);
    *slope = 1 / front_of(a, l);
    return l;
}

double real_gamma_quantile(double a, double u, double w)
{
    double slope;

    return real_exp(real_gamma_log_quantile(a, u, w, &slope));
}
