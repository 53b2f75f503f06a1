"""The Beta distribution's cumulative probability, which the standard library lacks."""

from math import exp, lgamma, log, log1p

_TINY = 1e-300  # keeps a divisor off zero
_ROUNDS = 500
_CLOSE = 1e-11


def cdf(x: float, a: float, b: float) -> float:
    """Return P(X <= x) for X ~ Beta(a, b), a and b above 0, to ten digits.

    Lentz's continued fraction for the regularized incomplete beta function (DLMF 8.17.22),
    on the side of the mean where it converges fast.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or _TINY)
    fraction = d
    for m in range(1, _ROUNDS):
        twice = a + 2 * m
        even = m * (b - m) * x / ((twice - 1) * twice)
        d = 1 / ((1 + even * d) or _TINY)
        c = (1 + even / c) or _TINY
        fraction *= c * d
        odd = -(a + m) * (a + b + m) * x / (twice * (twice + 1))
        d = 1 / ((1 + odd * d) or _TINY)
        c = (1 + odd / c) or _TINY
        step = c * d
        fraction *= step
        if -_CLOSE < step - 1 < _CLOSE:
            break
    return front * fraction
