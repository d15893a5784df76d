"""Rows that queries of repossession hand out (收车查询结果)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.terms.orders import (
    ApprovalReason,
    BasisKind,
    NoticeKind,
    OrderState,
    OrderVerb,
    SecurityKind,
)


@dataclass(frozen=True)
class StepRow:
    """One line of an order's history (收车历史): when it happened and when we learned of it."""

    id: int
    verb: OrderVerb
    state: OrderState
    at: datetime
    entered_at: datetime
    late: bool
    who: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class ApprovalRow:
    """One step of an order's way up (收车审批步骤)."""

    place: int
    role: Role
    decided_by: int | None
    decided_at: datetime | None
    decision: StepDecision | None
    why: ApprovalReason | None


@dataclass(frozen=True)
class GroundRow:
    """What an order rests on (收车依据), as shown by papers among the case's files."""

    id: int
    kind: BasisKind
    on: date
    until: date | None
    court: str
    paper: str
    files: Mapping[str, int]
    given_at: datetime
    given_by: str


@dataclass(frozen=True)
class NoticeRow:
    """One statutory notice with its proof (法定通知)."""

    id: int
    kind: NoticeKind
    person: int | None
    channel: str
    sent_on: date
    delivered_on: date | None
    proof: str


@dataclass(frozen=True)
class CrewRow:
    """A team that takes cars (收车队): whose it is, until when it may, how good it is, how much it can take on."""

    id: int
    organisation: int
    organisation_name: str
    team: int | None
    name: str
    own: bool
    licence: str
    licensed_until: date
    insured_until: date
    regions: tuple[str, ...]
    rating_permille: int
    capacity: int
    lat: float | None
    lon: float | None
    is_active: bool
    busy: int = 0


@dataclass(frozen=True)
class QuoteRow:
    """A price agreed before anybody drives (报价)."""

    id: int
    crew: int
    crew_name: str
    service: str
    km: int
    lines: tuple[tuple[str, Fen], ...]
    total_fen: Fen
    needs_approval: bool
    made_by: int
    made_at: datetime
    approved_by: int | None


@dataclass(frozen=True)
class VerdictRow:
    """What the law said to an order (合规裁决)."""

    id: int
    at: datetime
    action: Says
    verdict: Verdict
    deciding: tuple[str, ...]
    permitted: bool


@dataclass(frozen=True)
class OrderRow:
    """A recovery order (收车单)."""

    id: int
    number: str
    case_id: int
    loan_id: str
    vehicle: int
    vin_masked: str
    basis: BasisKind
    security: SecurityKind
    state: OrderState
    waits_for: str
    stop_fen: Fen
    crew: int | None
    agent: int | None
    price_fen: Fen | None
    asked_by: int
    asked_at: datetime
    changed_at: datetime
    verdicts: tuple[int, ...]
    city: str = ""
    model: str = ""


@dataclass(frozen=True)
class OrderPage:
    """One page of orders (收车单列表)."""

    rows: tuple[OrderRow, ...]
    total: int
    page: int
    pages: int
