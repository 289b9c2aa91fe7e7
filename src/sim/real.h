/* real.h - log, exp and friends from + - * / and sqrt alone.
 *
 * libm picks FMA variants by CPU at run time and their last bits differ;
 * these give the same bits on every IEEE machine (with -ffp-contract=off).
 * Whatever a sampled number depends on comes from here.
 */
#ifndef REAL_H
#define REAL_H

double real_log(double x);           /* x > 0, finite, normal; within 1 ulp */
double real_exp(double x);           /* within 1 ulp; 0 below -708, infinite above 709 */
double real_exp_minus_1(double x);   /* relative error < 1e-15, also near 0 */
double real_log_1_plus(double x);    /* x > -1; relative error < 1e-15 */
double real_pow(double x, double y); /* x > 0; exp(y log x): 1e-16 * |y log x| */

double real_normal_quantile(double u);       /* 0 < u < 1; Wichura 1988, AS 241: 1e-15 */
double real_normal_cdf(double z, double *q); /* Phi(z); *q = 1 - Phi(z), both relative */
double real_log_gamma(double a);             /* a > 0 */
double real_gamma_p(double a, double x, double *q); /* P(a, x), x >= 0; *q = 1 - P */

/* x with P(a, x) = u, where w = 1 - u; both are given since each is exact
 * only near its own end.  Relative error < 1e-12 where x > 1e-290. */
double real_gamma_quantile(double a, double u, double w);

/* Its logarithm, which does not underflow; *slope = d(log x) / du. */
double real_gamma_log_quantile(double a, double u, double w, double *slope);

#endif
