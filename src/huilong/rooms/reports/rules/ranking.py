"""Who recovers more from like cases (同类可比排名): the estimator of firms' ratings, over people, teams or firms.

Nothing is estimated here: `agencies.rules.rating.compare` holds each against the others within strata of like cases
(`agencies.rules.rating_policy.stratum`), with intervals, and draws small ones towards nought.
"""

from collections.abc import Iterable, Mapping

from huilong.kernel.money import Fen
from huilong.rooms.agencies.rules.rating import PPM, compare
from huilong.rooms.agencies.rules.rating_policy import RatingPolicy
from huilong.rooms.agencies.terms.rating import Outcome
from huilong.rooms.reports.terms import Ranked

HALF_PPM = 500_000


def ranked(
    rows: Iterable[tuple[int, str, Fen, Fen]], names: Mapping[int, str], policy: RatingPolicy
) -> tuple[Ranked, ...]:
    """Rank holders by what they recovered beyond others with like cases (排名).

    `rows`: holder, stratum, fen owed, fen recovered under the holder, of each loan. The shrunk difference decides the
    place; those whom nobody can be compared with stand last, without one, by name.
    """
    given = [Outcome(*row) for row in rows]
    told = compare(
        given, confidence_permille=policy.confidence_permille, least_cases=policy.least_cases,
        usual_spread_ppm=policy.usual_spread_ppm,
    )  # fmt: skip
    sums: dict[int, list[int]] = {}
    for one in given:
        of = sums.setdefault(one.firm, [0, 0, 0])
        for place, more in enumerate((1, max(0, one.placed), one.collected)):
            of[place] += more
    order = sorted(told, key=lambda key: (-told[key].shrunk_ppm, names.get(key, ""), key))
    shrunk = [told[key].shrunk_ppm for key in order]
    found = []
    for key in order:
        held, (loans, base, fen) = told[key], sums[key]
        found.append(Ranked(
            key, names.get(key, str(key)), loans, base, fen, _rate(fen, base), True, shrunk.index(held.shrunk_ppm) + 1,
            held.own_ppm, held.matched_ppm, held.difference_ppm, held.low_ppm, held.high_ppm, held.shrunk_ppm,
            held.kept_ppm, held.kept_ppm < HALF_PPM,
        ))  # fmt: skip
    alone = sorted(set(sums) - set(told), key=lambda key: (names.get(key, ""), key))
    for key in alone:
        loans, base, fen = sums[key]
        found.append(Ranked(key, names.get(key, str(key)), loans, base, fen, _rate(fen, base), False))
    return tuple(found)


def _rate(fen: Fen, base: Fen) -> int:
    return fen * PPM // base if base > 0 else 0
