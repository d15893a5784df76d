"""Words of placing (委外分案): contracts, what they pay, placements and how they end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded


class FeeForm(Worded):
    """How a contract reckons what an agency earns (计费方式)."""

    RATE = "rate"
    BY_AGE = "by_age"
    BY_AMOUNT = "by_amount"
    PER_SUCCESS = "per_success"
    PER_VISIT = "per_visit"


@dataclass(frozen=True)
class FeeTier:
    """From `at_least` on (days past due at placement, or fen collected in the period) this rate holds, in ppm."""

    at_least: int
    rate_ppm: int


@dataclass(frozen=True)
class FeeTerms:
    """What a contract pays (计费条款), as data: the same terms are bid for, agreed, and reckoned with.

    `rate_ppm` of what was collected for RATE; `tiers`, ascending from 0, for BY_AGE and BY_AMOUNT; `each_fen` for
    PER_SUCCESS and PER_VISIT. `minimum_fen` a calendar month; `cap_ppm` of what was collected in it (null: none);
    `clawback_days`: a receipt reversed within so many days takes its fee back. `tail_days`: money that comes within so
    many days after the placement ended still counts. `earlier_promises_excluded`: what keeps a promise made before the
    placement earns nothing.
    """

    form: FeeForm
    rate_ppm: int = 0
    tiers: tuple[FeeTier, ...] = ()
    each_fen: int = 0
    minimum_fen: int = 0
    cap_ppm: int | None = None
    clawback_days: int = 90
    tail_days: int = 0
    earlier_promises_excluded: bool = False


class PlacementEnd(Worded):
    """Why a placement ended (委外终止原因)."""

    EXPIRED = "expired"
    RETURNED = "returned"
    RECALLED = "recalled"
    CLOSED = "closed"
    BREACH = "breach"


class EndReason(Worded):
    """Why a case is taken or given back (撤案、退案原因)."""

    ELSEWHERE = "elsewhere"
    LITIGATION = "litigation"
    COMPLAINT = "complaint"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    MISTAKE = "mistake"
    UNREACHABLE = "unreachable"
    NO_CAPACITY = "no_capacity"
    CONFLICT = "conflict"
    AGREED = "agreed"


@dataclass(frozen=True)
class PlacementEnded:
    """An event (事件): a case is no longer placed with a firm; `at` is the moment from which it sees nothing."""

    placement: int
    case: str
    organisation: int
    why: PlacementEnd
    at: datetime


@dataclass(frozen=True)
class PlacementRow:
    """A placement as others read it (委外记录): `exit_on` is its last day; fen and days past due as at entry."""

    id: int
    case: str
    organisation: int
    contract: int
    batch: str
    tier: int
    stratum: str
    entry_on: date
    exit_on: date
    ended_on: date | None
    ended: str
    entry_past_due_days: int
    entry_delinquent_fen: int
    begun: bool = True
    """Whether its first day came and the firm was given the case."""


class PlaceRefusal(Worded):
    """Why a case cannot be placed now (不可委外原因)."""

    NOT_OPEN = "not_open"
    PLACED = "placed"
    HELD = "held"


@dataclass(frozen=True)
class ContractRow:
    """A contract as others read it (委外合同). `fields`: what of a case the firm may be shown; `tiers` it covers.

    `most_days` a case stays, `most_extensions` times `most_extension_days` more; `deletion_days` after the end of a
    batch the firm has to have deleted what it was given. `notice_given`: borrowers were told that firms outside work
    on what they owe, and with which data.
    """

    id: int
    organisation: int
    number: str
    from_on: date
    to_on: date
    fee: FeeTerms
    fields: tuple[str, ...]
    tiers: tuple[int, ...]
    most_days: int
    most_extensions: int
    most_extension_days: int
    deletion_days: int
    bans_third_parties: bool
    bans_unlawful: bool
    notice_given: bool


@dataclass(frozen=True)
class ContractTerms:
    """What is agreed beside the fee (合同条款), as `ContractRow` says it."""

    fields: tuple[str, ...] = ()
    tiers: tuple[int, ...] = (1, 2, 3)
    most_days: int = 184
    most_extensions: int = 1
    most_extension_days: int = 92
    deletion_days: int = 30
    bans_third_parties: bool = True
    bans_unlawful: bool = True
    notice_given: bool = True


@dataclass(frozen=True)
class Preview:
    """What placing would come to (委外预览): the cases that can go, their amount, and the rest by reason."""

    placeable: tuple[str, ...]
    delinquent_fen: int
    refused: Mapping[PlaceRefusal, tuple[str, ...]]
