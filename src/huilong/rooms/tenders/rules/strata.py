"""Strata (分层): like cases in groups that name nobody. A group below the floor is never shown alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.terms import CaseFacts, Stratum

BANDS: tuple[Fen, ...] = (0, 1_000_000, 3_000_000, 10_000_000)
"""Lower edges of the amount bands, fen: to ¥10,000, to ¥30,000, to ¥100,000, above."""
FLOOR = 10
"""Fewest cases in a stratum (k-anonymity, k 匿名)."""


@dataclass(frozen=True)
class _Group:
    keys: tuple[tuple[int, int, str], ...]
    cases: tuple[CaseFacts, ...]

    def with_(self, other: "_Group") -> "_Group":
        return _Group((*self.keys, *other.keys), (*self.cases, *other.cases))


def band_of(fen: Fen, edges: Sequence[Fen] = BANDS) -> int:
    """The place of the band an amount falls in.

    >>> band_of(999_999), band_of(1_000_000), band_of(50_000_000)
    (0, 1, 3)
    """
    return max(0, sum(1 for edge in edges if fen >= edge) - 1)


def stratify(
    cases: Iterable[CaseFacts], edges: Sequence[Fen] = BANDS, floor: int = FLOOR
) -> tuple[tuple[Stratum, ...], dict[str, str]]:
    """Group cases by bucket, amount band and region (分层); the strata, and the stratum of each case.

    A group below `floor` cases is joined with the other small regions of its bucket and band; if that is too few, with
    other bands of the bucket; then with other buckets; and where all that is left is too small, with the smallest
    group beside it. Each step says so in `joined`. Raises Refusal `batch-too-small` below `floor` cases in all.
    """
    held = sorted(cases, key=lambda one: one.number)
    if len(held) < floor:
        raise Refusal(
            "batch-too-small", status=422, zh=f"不足 {floor} 案,分层会暴露个人,不能招标。",
            en=f"Fewer than {floor} cases: strata would point at persons.",
            remedy_zh="请放宽筛选。", remedy_en="Widen the filter.",
        )  # fmt: skip
    groups: dict[tuple[int, int, str], list[CaseFacts]] = {}
    for one in held:
        groups.setdefault((one.bucket, band_of(one.fen, edges), one.region), []).append(one)
    small = [_Group((key,), tuple(rows)) for key, rows in sorted(groups.items()) if len(rows) < floor]
    full = [_Group((key,), tuple(rows)) for key, rows in sorted(groups.items()) if len(rows) >= floor]
    for depth in (2, 1, 0):
        small, full = _joined(small, full, depth, floor)
    strata = tuple(_told(place, one, edges) for place, one in enumerate(sorted(full, key=lambda g: min(g.keys)), 1))
    of_case = {
        case.number: stratum.code
        for stratum, group in zip(strata, sorted(full, key=lambda g: min(g.keys)), strict=True)
        for case in group.cases
    }
    return strata, of_case


def _joined(
    small: list[_Group], full: list[_Group], depth: int, floor: int
) -> tuple[list[_Group], list[_Group]]:
    """Small groups of one parent (the first `depth` parts of their keys) together; those still small, and the full."""
    parents: dict[tuple[int | str, ...], _Group] = {}
    for one in small:
        parent = min(one.keys)[:depth]
        parents[parent] = parents[parent].with_(one) if parent in parents else one
    left, kept = [], list(full)
    for parent, group in sorted(parents.items(), key=lambda item: min(item[1].keys)):
        beside = [one for one in kept if all(key[:depth] == parent for key in one.keys)]
        if len(group.cases) >= floor:
            kept.append(group)
        elif beside:
            smallest = min(beside, key=lambda one: (len(one.cases), min(one.keys)))
            kept[kept.index(smallest)] = smallest.with_(group)
        else:
            left.append(group)
    return left, kept


def _told(place: int, group: _Group, edges: Sequence[Fen]) -> Stratum:
    bands = sorted({key[1] for key in group.keys})
    ends = [*edges[1:], None]
    count = len(group.cases)
    return Stratum(
        f"S{place:02d}", tuple(sorted({key[0] for key in group.keys})),
        tuple((edges[one], ends[one]) for one in bands), tuple(sorted({key[2] for key in group.keys})), count,
        sum(one.fen for one in group.cases), sum(one.days for one in group.cases) // count,
        len(group.keys) if len(group.keys) > 1 else 0,
    )  # fmt: skip
