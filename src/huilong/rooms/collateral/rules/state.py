"""How a vehicle stood on a day (车辆状态): folded from facts, in whichever order they came."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from huilong.rooms.collateral.terms import FactKind, FactRow, State


def state_of(facts: Iterable[FactRow], on: date, known_by: datetime | None = None) -> State:
    """The state on a day, by what was known at a moment (某日车辆状态); by all that is known if no moment is given.

    Of two facts about the same the later day stands; of the same day what we learned last.
    """
    told = [one for one in facts if one.on <= on and (known_by is None or one.known_at <= known_by)]
    told.sort(key=lambda one: (one.on, one.known_at, one.id))
    last: dict[FactKind, FactRow] = {}
    particulars: dict[str, object] = {}
    keys: dict[int, FactRow] = {}
    insurances: dict[str, FactRow] = {}
    papers: dict[str, FactRow] = {}
    for one in told:
        last[one.kind] = one
        if one.kind is FactKind.PARTICULARS:
            particulars |= one.value
        elif one.kind is FactKind.KEY:
            keys[one.value["no"]] = one
        elif one.kind is FactKind.INSURANCE:
            insurances[one.value["kind"]] = one
        elif one.kind is FactKind.PAPER:
            papers[one.value["kind"]] = one
    return State(
        on, particulars, last.get(FactKind.PLATE), last.get(FactKind.MILEAGE), last.get(FactKind.MORTGAGE),
        last.get(FactKind.OWNER), dict(sorted(keys.items())), insurances, papers,
    )  # fmt: skip


def already_said(facts: Iterable[FactRow], kind: FactKind, value: Mapping[str, Any], on: date) -> bool:
    """Whether a fact would change nothing of how the vehicle stands on its day (是否已知)."""
    state = state_of(facts, on)
    if kind is FactKind.PARTICULARS:
        return all(state.particulars.get(name) == told for name, told in value.items())
    there: FactRow | None = {
        FactKind.PLATE: state.plate, FactKind.MILEAGE: state.mileage, FactKind.MORTGAGE: state.mortgage,
        FactKind.OWNER: state.owner, FactKind.KEY: state.keys.get(value.get("no", 0)),
        FactKind.INSURANCE: state.insurances.get(value.get("kind", "")),
        FactKind.PAPER: state.papers.get(value.get("kind", "")),
    }[kind]  # fmt: skip
    return there is not None and dict(there.value) == dict(value)
