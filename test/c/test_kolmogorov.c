/*
 * test_kolmogorov.c - p-values of Kolmogorov-Smirnov statistics against SciPy's
 */
#include <math.h>

#include "check.h"
#include "kolmogorov_values.h"
#include "stats/kolmogorov.h"

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

extern void test_kolmogorov(void);

static int	checks;

/* Count how often a long computation offers to be interrupted. */
static void
count_check(void)
{
	checks++;
}

void
test_kolmogorov(void)
{
	static double scratch[KS_SCRATCH];
	bool		exact;

	for (int i = 0; i < COUNT(one_sample); i++)
	{
		double		n = one_sample[i].n;
		double		d = one_sample[i].d;

		CHECK_CLOSE(kolmogorov_sf(n, d, scratch), one_sample[i].both, 1e-9);
		CHECK_CLOSE(smirnov_sf(n, d), one_sample[i].one, 1e-9);
	}
	for (int i = 0; i < COUNT(two_sample); i++)
	{
		double		p = ks_p_value(two_sample[i].n, two_sample[i].m, two_sample[i].d,
								   two_sample[i].alternative, scratch, NULL, &exact);

		CHECK_CLOSE(p, two_sample[i].p, 1e-7);
	}

	/* symmetric in the sides, exact just so far, interruptible while it counts paths */
	CHECK_CLOSE(ks_p_value(90, 1000, 0.125, ALTERNATIVE_TWO_SIDED, scratch, NULL, &exact),
				ks_p_value(1000, 90, 0.125, ALTERNATIVE_TWO_SIDED, scratch, NULL, &exact), 1e-12);
	CHECK(exact);
	ks_p_value(10001, 10, 0.5, ALTERNATIVE_TWO_SIDED, scratch, NULL, &exact);
	CHECK(!exact);
	ks_p_value(10000, 9999, 0.01, ALTERNATIVE_TWO_SIDED, scratch, count_check, &exact);
	CHECK(exact && checks > 100);
	CHECK_CLOSE(ks_p_value(5, 5, 0, ALTERNATIVE_TWO_SIDED, scratch, NULL, &exact), 1, 0);
	CHECK_CLOSE(ks_p_value(20000, 5, 0, ALTERNATIVE_LESS, scratch, NULL, &exact), 1, 0);
}
