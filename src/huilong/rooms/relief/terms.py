"""Words of relief (减免): kinds of relief, an offer's terms, what it comes to, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.book.terms import Components, Instalment
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.people.terms import Role

NOTHING = Components()


class ReliefKind(Worded):
    """What is granted to a borrower (减免方式)."""

    WAIVER = "waiver"
    EXTENSION = "extension"
    FLEXIBLE_PLAN = "flexible_plan"
    SETTLEMENT = "settlement"


class OfferState(Worded):
    """Where an offer stands (减免方案状态)."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    KEPT = "kept"
    BROKEN = "broken"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


RUNNING = (OfferState.ACCEPTED, OfferState.ACTIVE)
"""Agreed with the borrower and not over."""
OPEN = (OfferState.DRAFT, OfferState.ASKED, OfferState.APPROVED)
"""Not agreed with the borrower yet; runs out at its set hour."""


class StepDecision(Worded):
    """What somebody on the way up decided (审批结论)."""

    APPROVED = "approved"
    REFUSED = "refused"


class DecisionReason(Worded):
    """Why it was decided so (审批理由)."""

    WITHIN_POLICY = "within_policy"
    HARDSHIP_SHOWN = "hardship_shown"
    BEST_RECOVERY = "best_recovery"
    TOO_MUCH = "too_much"
    NOT_SHOWN = "not_shown"
    LAW = "law"


class PostingKind(Worded):
    """What kind of fact relief gives to the book (入账事实)."""

    SCHEDULE = "schedule"
    WAIVER = "waiver"
    SCHEDULE_ENDED = "schedule_ended"
    WAIVER_ENDED = "waiver_ended"


@dataclass(frozen=True)
class Part:
    """One payment of a settlement (分次款): by which day, how much."""

    due: date
    amount: Fen


@dataclass(frozen=True)
class Terms:
    """What is offered on one loan (方案条件). Fields that a kind does not use stay empty.

    `waived`: given up by a waiver; by an extension or a plan as long as it is kept. `months`: moved out by
    an extension, or paid smaller in a plan. `amount`: of each smaller payment. `extra_months`: instalments added at
    the end of a plan. `agreed_interest`: interest on top that was agreed for an extension. `parts`: of a settlement.
    `grace_days`: after a due day, before the plan counts as broken.
    """

    kind: ReliefKind
    waived: Components = NOTHING
    months: int = 0
    amount: Fen = 0
    first_due: date | None = None
    extra_months: int = 0
    agreed_interest: Fen = 0
    parts: tuple[Part, ...] = ()
    grace_days: int = 3


@dataclass(frozen=True)
class Due:
    """One payment that the borrower owes (应还): of an instalment, or of a settlement (`no` 0)."""

    no: int
    due: date
    amount: Fen


@dataclass(frozen=True)
class Standing:
    """Six figures of a loan on a day (六项数字): in all, past due, days, principal, the month's load, the last day."""

    owed: Fen
    overdue: Fen
    past_due_days: int
    principal: Fen
    monthly: Fen
    last_due: date | None


@dataclass(frozen=True)
class Effect:
    """What an offer changes (方案影响): figures before and after, what is given up, what is expected to come.

    `given_up` by component; `unearned` is interest of days that a settlement takes away, which nobody has earned.
    `rate_ppm`: all-in cost of the whole loan a year, in millionths of the principal owed; None when it cannot be told.
    """

    before: Standing
    after: Standing
    given_up: Components
    unearned: Fen
    expected: Fen
    rate_ppm: int | None


@dataclass(frozen=True)
class Proposal:
    """An offer worked out on one loan as it stands (方案测算).

    `schedule`: every instalment as the new version restates it, empty where the schedule stays. `waived` is posted when
    the borrower agrees; `carried` again takes off what was waived before and a new version would charge anew.
    `dues`: what the borrower is to pay, in order; the first `watched` of them decide whether the plan is kept.
    """

    terms: Terms
    on: date
    schedule: tuple[Instalment, ...]
    waived: Components
    carried: Components
    dues: tuple[Due, ...]
    watched: int
    effect: Effect


@dataclass(frozen=True)
class Grant:
    """One line of the authority table (权限表): what a role may grant alone, in a period."""

    role: Role
    kind: ReliefKind
    since: date
    until: date | None
    waived_fen: Fen
    penalty_permille: int
    fee_permille: int
    interest_permille: int
    principal_permille: int
    months: int
    past_due_days: int


@dataclass(frozen=True)
class Authority:
    """The authority table (权限表) with the file it was read from."""

    name: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Size:
    """How much an offer asks for (方案额度), as the authority table measures it."""

    kind: ReliefKind
    waived_fen: Fen
    penalty_permille: int
    fee_permille: int
    interest_permille: int
    principal_permille: int
    months: int
    past_due_days: int


@dataclass(frozen=True)
class LawSays:
    """What the law says to an option (法规意见): the verdict, and a line for each rule that decided or lacks a fact."""

    action: str
    verdict: Verdict
    lines: tuple[tuple[str, str, Says], ...]
    """Rule, clause, sentence."""


@dataclass(frozen=True)
class StepRow:
    """One step of the way up (审批步骤)."""

    place: int
    role: Role
    decided_by: int | None
    decided_at: datetime | None
    decision: StepDecision | None
    why: DecisionReason | None


@dataclass(frozen=True)
class OfferRow:
    """One offer (减免方案). `state` is judged on read: an open one past its hour is expired."""

    id: int
    number: str
    case_id: int
    loan_id: str
    kind: ReliefKind
    terms: Terms
    effect: Mapping[str, Any]
    dues: tuple[Due, ...]
    state: OfferState
    expires_at: datetime
    made_by: int
    made_at: datetime
    waits_for: str
    steps: tuple[StepRow, ...]
    verdicts: tuple[int, ...]
    file_id: int | None
    accepted_at: datetime | None
    ended_on: date | None

    @property
    def given_up_fen(self) -> Fen:
        """What the lender gives up in all."""
        return int(self.effect["given_up_fen"])


@dataclass(frozen=True)
class OfferAccepted:
    """An event (事件): the borrower agreed to an offer."""

    number: str
    loan_id: str
    offer: int
    at: datetime


@dataclass(frozen=True)
class OfferPage:
    """One page of offers, and how many there are."""

    rows: tuple[OfferRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class PostingRow:
    """A fact that waits for the night (待入账事实): its number makes its id in the book, `RELIEF-<n>`."""

    id: int
    offer_id: int
    loan_id: str
    kind: PostingKind
    told: Mapping[str, Any]
    known_on: date
