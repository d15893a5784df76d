"""At the car (现场规则): what has to be there before it may be said to be taken, and what stops everything at once."""

from collections.abc import Collection
from datetime import datetime

from huilong.rooms.repossession.terms.spot import NEEDED_SLOTS, Kept, PhotoSlot, SpotNeed, StopSignal

LAW_FACTS = {
    StopSignal.RESISTANCE: "resistance",
    StopSignal.OCCUPANTS: "occupants_present",
    StopSignal.ROAD_DANGER: "road_danger",
}
"""Signals by the facts that CN-REPO-010 reads."""


def missing(kept: Kept, *, signed_needed: bool) -> tuple[SpotNeed, ...]:
    """What is still missing at the car (待完成事项), in the order it is done; a court's paper needs no signature.

    >>> missing(Kept(frozenset(NEEDED_SLOTS), 0, False, False, False), signed_needed=False)
    (<SpotNeed.INVENTORY: 'inventory'>,)
    """
    found: list[SpotNeed] = []
    if missing_slots(kept.slots):
        found.append(SpotNeed.PHOTOS)
    if not kept.inventory:
        found.append(SpotNeed.INVENTORY)
    if signed_needed:
        found += [
            need
            for need, there in (
                (SpotNeed.IDENTITY, kept.identity), (SpotNeed.VIDEO, kept.video), (SpotNeed.SIGNATURE, kept.signature)
            )
            if not there
        ]  # fmt: skip
    return tuple(found)


def missing_slots(slots: Collection[PhotoSlot]) -> tuple[PhotoSlot, ...]:
    """Which condition photos are not there yet (缺少的照片); damage is photographed only where there is some.

    >>> missing_slots(set(NEEDED_SLOTS) - {PhotoSlot.REAR})
    (<PhotoSlot.REAR: 'rear'>,)
    """
    return tuple(one for one in NEEDED_SLOTS if one not in slots)


def law_facts(signals: Collection[StopSignal]) -> dict[str, bool]:
    """What the law is told of the spot (现场事实): each signal seen or expressly not seen.

    >>> law_facts([StopSignal.RESISTANCE])
    {'resistance': True, 'occupants_present': False, 'road_danger': False}
    """
    return {name: signal in signals for signal, name in LAW_FACTS.items()}


def day_of(local: datetime) -> datetime:
    """When the day of a local time began (当日零时): a handover is of the day it is signed."""
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
