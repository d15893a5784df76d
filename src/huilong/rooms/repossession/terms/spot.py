"""Words of the spot (现场): photos, belongings, stop signals, steps with their two times, what the phone shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huilong.kernel.glossary import Worded


class PhotoSlot(Worded):
    """What a condition photo shows (车况照片位置)."""

    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"
    INTERIOR = "interior"
    ODOMETER = "odometer"
    DAMAGE = "damage"


NEEDED_SLOTS = tuple(one for one in PhotoSlot if one is not PhotoSlot.DAMAGE)
"""Slots without which no vehicle is taken."""


class EvidenceKind(Worded):
    """What somebody kept at the car or after (现场材料)."""

    PHOTO = "photo"
    IDENTITY = "identity"
    SIGNATURE = "signature"
    VIDEO = "video"
    PAPER = "paper"
    RECEIPT = "receipt"


class SpotNeed(Worded):
    """What has to be there before a vehicle is said to be taken (现场待完成)."""

    PHOTOS = "photos"
    INVENTORY = "inventory"
    IDENTITY = "identity"
    VIDEO = "video"
    SIGNATURE = "signature"


class StopSignal(Worded):
    """What stops a taking on the spot (现场停止信号), CN-REPO-010; US: objection, UCC § 9-609."""

    RESISTANCE = "resistance"
    OCCUPANTS = "occupants"
    ROAD_DANGER = "road_danger"


class BelongingPlace(Worded):
    """Where in the vehicle a thing was found (物品位置)."""

    CABIN = "cabin"
    GLOVEBOX = "glovebox"
    BOOT = "boot"
    ELSEWHERE = "elsewhere"


class SpotStepKind(Worded):
    """What was done of an order, as it was told (收车过程): each is a fact with two times."""

    EVIDENCE = "evidence"
    INVENTORY = "inventory"
    STOPPED = "stopped"
    SOS = "sos"
    PAPER = "paper"
    TOW = "tow"
    GATE_IN = "gate_in"
    KEYS = "keys"
    MOVED = "moved"
    QUOTED = "redemption"
    PAID = "paid"
    RETURNED = "returned"
    RELEASED = "released"
    UNDONE = "undone"
    TO_SALE = "to_sale"


@dataclass(frozen=True)
class Kept:
    """What has been kept at the car so far (已留存)."""

    slots: frozenset[PhotoSlot]
    belongings: int
    inventory: bool
    identity: bool
    signature: bool
    video: bool = False


@dataclass(frozen=True)
class Thing:
    """A thing as it is told (物品): what it is, how many, where it was."""

    what: str
    quantity: int
    place: BelongingPlace


@dataclass(frozen=True)
class SpotPolicy:
    """How this installation works at the car and after (现场口径): setting SPOT, a mapping of these fields.

    `late_after_minutes`: told later than that, a step is marked late. `redeem_by`: what redeems beside the costs.
    `redemption_days` and `redemption_closes` (HH:MM): until when an amount told holds. `sos_number`: whom SOS calls.
    """

    late_after_minutes: int = 10
    redeem_by: str = "overdue"
    redemption_days: int = 3
    redemption_closes: str = "17:00"
    sos_number: str = "110"


@dataclass(frozen=True)
class Captured:
    """When and where the phone took something (采集信息): its own clock and place, WGS-84 in 1e-7 degrees."""

    at: datetime
    sha256: str = ""
    lat_e7: int | None = None
    lon_e7: int | None = None
    accuracy_m: int | None = None


@dataclass(frozen=True)
class EvidenceRow:
    """One thing kept of an order (留存材料)."""

    id: int
    order: int
    kind: EvidenceKind
    slot: PhotoSlot | None
    file_id: int
    sha256: str
    captured_at: datetime
    entered_at: datetime
    lat_e7: int | None
    lon_e7: int | None
    by: int
    hash_held: bool


@dataclass(frozen=True)
class BelongingRow:
    """A thing found in the vehicle (车内物品). `what` was sealed."""

    id: int
    no: int
    what: str
    quantity: int
    place: BelongingPlace
    found_at: datetime
    returned_at: datetime | None


@dataclass(frozen=True)
class SpotStepRow:
    """A step of an order (过程记录): when it happened by who told it, when the house heard, what it says."""

    id: int
    kind: SpotStepKind
    happened_at: datetime
    entered_at: datetime
    late: bool
    by: int
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldAuthority:
    """An authority as its holder's phone shows it (手机授权): `over` is "" while it is held."""

    id: int
    order: int
    number: str
    issued_at: datetime
    expires_at: datetime
    renewed: int
    over: str
    over_word: str
    over_at: datetime | None
    acknowledged: bool


@dataclass(frozen=True)
class FieldOrder:
    """An open order as the agent's phone keeps it (手机收车单): as little as the work needs, nobody's name in it."""

    id: int
    number: str
    vin: str
    model: str
    state: str
    state_word: str
    basis: str
    basis_word: str
    kept: tuple[str, ...]
    needs: tuple[SpotNeed, ...]
    belongings: tuple[BelongingRow, ...]
    inventory: bool
    yard: int | None
    taken_by_me: bool
    authority: FieldAuthority | None
