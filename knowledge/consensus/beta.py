"""The Beta distribution's cumulative probability, which the standard library lacks."""

from math import exp, lgamma, log, log1p

_TINY = 1e-300
_ROUNDS = 300


def cdf(x: float, a: float, b: float) -> float:
    """Return P(X <= x) for X ~ Beta(a, b), a and b above 0.

    Lentz's continued fraction for the regularized incomplete beta function (DLMF 8.17.22),
    on the side of the mean where it converges fast.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _ROUNDS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 0.0
        for coefficient in (even, odd):
            d = 1 / _away(1 + coefficient * d)
            c = _away(1 + coefficient / c)
            step = c * d
            fraction *= step
        if abs(step - 1) < 1e-12:
            break
    return front * fraction


def _away(value: float) -> float:
    """Keep a divisor off zero."""
    return value if abs(value) > _TINY else _TINY
