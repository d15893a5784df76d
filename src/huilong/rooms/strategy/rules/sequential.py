"""Always-valid comparison of two arms (序贯检验): looked at every night, it errs no more often than looked at once.

The mixture sequential probability ratio test with a normal mixing distribution N(0, τ²) over the difference θ, whose
inverse is a confidence sequence (Robbins 1970; Johari, Koomen, Pekelis and Walsh, "Always Valid Inference", Operations
Research 70(3), 2022, eq. 12): with θ̂ the difference of means and V = s₁²/n₁ + s₀²/n₀ its variance,

    Λ = sqrt(V / (V + τ²)) · exp(τ² θ̂² / (2 V (V + τ²))),   reject θ = 0 the first time Λ ≥ 1/α,
    θ ∈ θ̂ ± sqrt( V (V + τ²) / τ² · (2 ln(1/α) + ln((V + τ²) / V)) )  for all looks at once with probability ≥ 1 − α.

τ is the difference worth finding, said before the start. Means are taken as normal, so nothing is said before `LEAST`
borrowers a side; a variance of zero is one borrower's worth.
"""

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from huilong.rooms.strategy.terms import ArmResult, Finding

ALPHA = 0.05
LEAST = 100


@dataclass(frozen=True)
class Difference:
    """Challenger less champion (差异): the estimate, its always-valid interval, and whether zero lies outside it."""

    estimate: float
    low: float
    high: float
    p_value: float

    @property
    def finding(self) -> Finding:
        """Whether the difference is real, or not yet."""
        return Finding.REAL if self.low > 0 or self.high < 0 else Finding.NOT_YET


UNKNOWN = Difference(0.0, -inf, inf, 1.0)


def of_means(
    means: tuple[float, float], variances: tuple[float, float], counts: tuple[int, int], worth: float,
    alpha: float = ALPHA,
) -> Difference:  # fmt: skip
    """The difference of two means (均值差), challenger first; `variances` are of one borrower, `worth` is τ."""
    if min(counts) < LEAST or worth <= 0:
        return UNKNOWN
    spread = sum(variance / count for variance, count in zip(variances, counts, strict=True))
    if spread <= 0:
        return UNKNOWN
    theta, mixed = means[0] - means[1], spread + worth**2
    half = sqrt(spread * mixed / worth**2 * (2 * log(1 / alpha) + log(mixed / spread)))
    power = min(worth**2 * theta**2 / (2 * spread * mixed), 700.0)
    ratio = sqrt(spread / mixed) * exp(power)
    return Difference(theta, theta - half, theta + half, min(1.0, 1 / ratio))


def of_shares(
    hits: tuple[int, int], counts: tuple[int, int], worth: float, alpha: float = ALPHA
) -> Difference:  # fmt: skip
    """The difference of two proportions (比例差). The variance is at least that of one hit, or of one miss."""
    if min(counts) < LEAST:
        return UNKNOWN
    means = (hits[0] / counts[0], hits[1] / counts[1])
    least = [max(min(hit, count - hit), 1) / count for hit, count in zip(hits, counts, strict=True)]
    variances = (least[0] * (1 - least[0]), least[1] * (1 - least[1]))
    return of_means(means, variances, counts, worth, alpha)


def of_cures(challenger: ArmResult, champion: ArmResult, worth_ppm: int) -> Difference:
    """Cured within the horizon (治愈率差), as shares of borrowers."""
    counts = (challenger.borrowers, champion.borrowers)
    return of_shares((challenger.cured, champion.cured), counts, worth_ppm / 1_000_000)


def of_money(challenger: ArmResult, champion: ArmResult, worth_fen: int) -> Difference:
    """Money paid within the horizon by a borrower (户均回款差), in fen."""
    arms = (challenger, champion)
    if min(one.borrowers for one in arms) < LEAST:
        return UNKNOWN
    means = (arms[0].paid_fen / arms[0].borrowers, arms[1].paid_fen / arms[1].borrowers)
    spread = [one.paid_squares / one.borrowers - mean**2 for one, mean in zip(arms, means, strict=True)]
    variances = (max(spread[0], 0.0), max(spread[1], 0.0))
    return of_means(means, variances, (arms[0].borrowers, arms[1].borrowers), float(worth_fen))


def breached(challenger: ArmResult, champion: ArmResult, complaints_ppm: int, blocked_ppm: int) -> bool:
    """Whether a guardrail says stop (护栏触发): the challenger's complaints or blocked acts surely exceed the
    champion's by more than is borne. A margin of 0 stops at any sure harm."""
    counts = (challenger.borrowers, champion.borrowers)
    for mine, theirs, margin in (
        (challenger.complaints, champion.complaints, complaints_ppm),
        (challenger.blocked, champion.blocked, blocked_ppm),
    ):  # fmt: skip
        found = of_shares((mine, theirs), counts, max(margin, 1_000) / 1_000_000)
        if found.low > margin / 1_000_000:
            return True
    return False
