"""At the car and after (现场测试的动作): photos, papers, the taking, the yard."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Letter
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.actions.keeping import sha256_of
from huilong.rooms.repossession.actions.storing import Towed
from huilong.rooms.repossession.terms.spot import NEEDED_SLOTS, BelongingPlace, Captured, EvidenceKind, PhotoSlot, Thing
from huilong.rooms.repossession.terms.yard import ClockUnit, StorageRow

from .acting import at_work, authority, sent
from .conftest import AT

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41"
SEAT = Thing("儿童座椅 王小梅", 1, BelongingPlace.CABIN)


class Setter:
    """A typesetter that sets the names of the fields."""

    def pdf(self, letter: Letter) -> bytes:
        from huilong.integrations.letters_typst.layouts import LAYOUTS

        LAYOUTS[letter.layout].shown(letter.values, "")
        return b"%PDF-1.7\n" + repr(letter.values).encode()


def the_setter() -> Setter:
    """What TYPESETTER names in these tests."""
    return Setter()


SETTER = "huilong.rooms.repossession.tests.spotting.the_setter"


def captured(body: bytes, at: datetime = AT, told: str | None = None) -> Captured:
    """As the phone takes something: its time, its hash, its place."""
    return Captured(at, sha256_of(io.BytesIO(body)) if told is None else told, 366_500_000, 1_170_200_000, 5)


def keep(cast: Any, key: int, kind: EvidenceKind, body: bytes, slot: PhotoSlot | None = None, *, agent: str = "tow",
         at: datetime = AT, taken: datetime | None = None, told: str | None = None) -> int:  # fmt: skip
    """Something kept at the car."""
    who = cast[agent]
    with at_work(who):
        made = actions.keep_evidence(
            key, io.BytesIO(body), kind=kind, slot=slot, captured=captured(body, taken or at, told), name="x.png",
            user=who.pk, at=at,
        )  # fmt: skip
        actions.complete_handover(key, user=who.pk, at=at)
    return made


def all_kept(
    cast: Any, key: int, *, agent: str = "tow", at: datetime = AT, things: tuple[Thing, ...] = (SEAT,)
) -> None:
    """Photos, belongings, ID, video, signature: a whole handover."""
    who = cast[agent]
    for slot in NEEDED_SLOTS:
        keep(cast, key, EvidenceKind.PHOTO, PNG + slot.value.encode(), slot, agent=agent, at=at)
    with at_work(who):
        actions.list_belongings(key, things, Captured(at), user=who.pk, at=at)
    keep(cast, key, EvidenceKind.IDENTITY, PNG + b"id", agent=agent, at=at)
    keep(cast, key, EvidenceKind.VIDEO, MP4 + b"video", agent=agent, at=at)
    keep(cast, key, EvidenceKind.SIGNATURE, PNG + b"signature", agent=agent, at=at)


def take(cast: Any, key: int, *, agent: str = "tow", at: datetime = AT) -> None:
    """The car is taken under an authority asked for now."""
    dealt, who = authority(cast, key, agent, at), cast[agent]
    with at_work(cast[agent]):
        actions.take_or_claim(key, dealt.token, Captured(at), signals=(), user=who.pk, role=Role(who.role), at=at)


def took(cast: Any, crew: int, *, agent: str = "tow", at: datetime = AT, **more: Any) -> int:
    """An order sent, everything kept, the car taken."""
    key = sent(cast, crew, agent, at=at)
    all_kept(cast, key, agent=agent, at=at, **more)
    take(cast, key, agent=agent, at=at)
    return key


def yard(cast: Any, name: str = "城北停车场", *, until: date = date(2027, 1, 1), free: int = 3) -> int:
    """A yard whose first days are free, then 20 yuan a day."""
    from huilong.rooms.people.actions import ensure_organisation

    place = ensure_organisation(name, OrganisationKind.YARD)
    with at_work(cast["han"]):
        return actions.keep_yard(
            name, place, address="", unit=ClockUnit.DAY,
            rows=[StorageRow(free + 1, 2_000), *([StorageRow(1, 0)] if free else [])],
            approved_until=until, on=AT.date(), at=AT,
        )  # fmt: skip


def stored(cast: Any, crew: int, *, at: datetime = AT, **more: Any) -> int:
    """Taken, towed and in the yard the same afternoon."""
    key, there, who = took(cast, crew, at=at, **more), yard(cast), cast["tow"]
    with at_work(who):
        actions.tow(
            key, Towed("钱师傅", "某路 8 号", there, 12, 48_213), Captured(at), user=who.pk, role=Role(who.role), at=at
        )
        actions.gate_in(
            key, there, Captured(at), bay="B-17", keys=1, mileage_km=48_225, photos_held=True, user=who.pk,
            role=Role(who.role), at=at + timedelta(hours=1),
        )  # fmt: skip
    return key


def refused(work: Any) -> str:
    """The code of what `work` is refused with; "" if it is not."""
    try:
        work()
    except Refusal as refusal:
        return refusal.code
    return ""


def listed(kind: str, most_fen: int, region: str = "") -> None:
    """On the published list of what a borrower may be charged, since the year began."""
    from huilong.rooms.settlement.models import BorrowerPrice

    BorrowerPrice.objects.create(
        kind=kind, region=region, from_on=date(2026, 1, 1), most_fen=most_fen, source="收费公示",
        published_on=date(2025, 12, 1), kept_by=1, kept_at=AT,
    )  # fmt: skip


def bill(cast: Any, key: int, words: str, at: datetime = AT) -> int:
    """A paper among the files of the order's case."""
    from huilong.rooms.files.actions import add
    from huilong.rooms.files.terms import FileKind
    from huilong.rooms.repossession.queries import order_row

    body = io.BytesIO(b"%PDF-1.4\n" + words.encode())
    with at_work(cast["han"]):
        return add(order_row(key).number, body, kind=FileKind.PAYMENT, name="发票.pdf", at=at).id


def vouchers(cast: Any, key: int, at: datetime = AT) -> None:
    """Every cost of the order has a voucher of its whole amount, the storage one of plenty."""
    from huilong.rooms.repossession.queries.after import charge_facts
    from huilong.rooms.repossession.terms.yard import ChargeKind

    for one in charge_facts(key):
        if one.reverses is None and one.kind is not ChargeKind.STORAGE:
            file = bill(cast, key, f"charge {one.key}", at)
            with at_work(cast["han"]):
                actions.keep_cost_voucher(key, one.key, one.amount_fen, at.date(), file, at=at)
    file = bill(cast, key, f"storage {at}", at)
    with at_work(cast["han"]):
        actions.keep_cost_voucher(key, None, 1_000_000, at.date(), file, at=at)
