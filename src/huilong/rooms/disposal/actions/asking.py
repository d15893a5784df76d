"""What was asked of valuers and auction houses (评估与拍卖机构响应): by whom they are rated, in their own clocks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions import note_response
from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep
from huilong.rooms.disposal.actions.moving import locked
from huilong.rooms.disposal.terms import Venue
from huilong.rooms.people.queries import organisation_named, organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind

NOTED = (ClockStep.ASKED, ClockStep.ANSWERED, ClockStep.DECLINED, ClockStep.CANCELLED)
"""What a clerk notes of a valuer; that the valuation came is noted with it."""


def note_valuer(key: int, firm: int, step: ClockStep, at: datetime) -> None:
    """Note that a valuer was asked for a vehicle, or what it said (评估委托). Raises Refusal `not-a-valuer`."""
    found = organisation_named(firm)
    if found is None or found.kind is not OrganisationKind.VALUER or step not in NOTED:
        raise Refusal(
            "not-a-valuer", status=422, where="valuer", zh="请选择评估机构及其答复。",
            en="Choose a valuer and what it said.", remedy_zh="请管理员先登记评估机构。",
            remedy_en="Let an administrator add the valuer first.",
        )  # fmt: skip
    with transaction.atomic():
        locked(key)
        note_response(firm, ClockKind.VALUATION, _car(key), step, at)


def valuation_came(key: int, name: str, at: datetime) -> None:
    """A valuation of a firm came in (评估到达), within the caller's transaction; firms we do not know are nobody's."""
    for firm in _named(OrganisationKind.VALUER, name):
        note_response(firm, ClockKind.VALUATION, _car(key), ClockStep.ARRIVED, at)


def lots_sent(venue: Venue, lots: Mapping[int, datetime]) -> None:
    """An auction house was given lots, each on sale there since (委托拍卖), within the caller's transaction.

    A list that goes out again asks nothing anew.
    """
    for lot, since in lots.items():
        _tell(venue, [lot], ClockStep.ASKED, since)


def lots_answered(venue: Venue, lots: Iterable[int], at: datetime) -> None:
    """An auction house said what came of lots (拍卖回单), within the caller's transaction."""
    _tell(venue, lots, ClockStep.ANSWERED, at)


def _tell(venue: Venue, lots: Iterable[int], step: ClockStep, at: datetime) -> None:
    for firm in _named(OrganisationKind.AUCTION_HOUSE, venue.firm):
        for lot in lots:
            note_response(firm, ClockKind.SALE, f"sale:{lot}", step, at)


def _named(kind: OrganisationKind, name: str) -> list[int]:
    return [one.id for one in organisations_of_kind(kind) if name.strip() and one.name == name.strip()]


def _car(key: int) -> str:
    return f"stock:{key}"
