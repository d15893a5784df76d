"""Words of compliance (合规): verdicts, a rule as it is written, an act asked about, and the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from huilong.kernel.glossary import Worded
from huilong.kernel.refusal import Says


class Verdict(Worded):
    """What the law says to an act (裁决); `not_applicable` only of a single rule that does not cover it."""

    ALLOW = "allow"
    WARN = "warn"
    NEEDS_APPROVAL = "needs_approval"
    BLOCK = "block"
    NOT_APPLICABLE = "not_applicable"


class DraftState(Worded):
    """Where a version of a house rule stands (规则版本状态)."""

    DRAFT = "draft"
    WAITING = "waiting"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class GapKind(Worded):
    """What is missing between verdicts, acts and outside records (缺口类型)."""

    ACT_WITHOUT_VERDICT = "act_without_verdict"
    RECORD_WITHOUT_ACT = "record_without_act"
    VERDICT_WITHOUT_OUTCOME = "verdict_without_outcome"


class GapEnd(Worded):
    """How a gap was closed (缺口处理): told late, explained, or found to be none."""

    TOLD = "told"
    EXPLAINED = "explained"
    NO_GAP = "no_gap"


class Confidence(Worded):
    """How well the text of a rule is known (依据可信度)."""

    FOUND_TEXT = "found_text"
    FOUND_SECONDARY = "found_secondary"
    OWN_KNOWLEDGE = "own_knowledge"
    UNCERTAIN = "uncertain"


class Unknown:
    """The value of what nobody knows (未知): neither true nor false."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()
Facts = Mapping[str, Any]
Breach = Callable[[Facts], Any]
"""A compiled condition: True (breached), False, or UNKNOWN."""


@dataclass(frozen=True)
class Instrument:
    """One law, standard or policy (文件): its title, how it binds, its book, and all the names it goes by."""

    key: str
    title: str
    binding: str
    book: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule of an instrument (规则), as its file says it, with its condition compiled."""

    id: str
    instrument: Instrument
    title: Says
    jurisdiction: str
    clause: str
    verified: bool
    confidence: Confidence
    starts: date
    ends: date | None
    anchor: str
    lender_types: frozenset[str]
    products: frozenset[str]
    actions: frozenset[str]
    needs_adoption: bool
    enabled: bool
    kind: str
    requires: str
    breach_when: str
    on_breach: Verdict
    on_missing: Verdict
    says: Says
    cited: str = ""
    reads: frozenset[str] = frozenset()
    breach: Breach = field(default=lambda facts: UNKNOWN, compare=False)
    more: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All rules together (规则集), with a version and the SHA-256 of what they say."""

    version: str
    sha256: str
    rules: tuple[Rule, ...]
    fact_kinds: Mapping[str, str]
    by_action: Mapping[str, tuple[Rule, ...]]
    files: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What was read, as it is kept for rechecking."""


@dataclass(frozen=True)
class Act:
    """An act somebody wants to do (行为): what, when, by which kind of lender, for which product, and what is known.

    `adopted` lists the instruments (key, title or rule) that need adoption and are followed; `*` all; None: those whose
    rules are on unless switched off. `rule` narrows the question to one rule.
    """

    action: str
    on: date
    jurisdiction: str = "CN"
    lender_type: str | None = None
    product: str | None = None
    adopted: tuple[str, ...] | None = None
    rule: str | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """What one rule says to an act (单条裁决)."""

    rule: Rule
    verdict: Verdict
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The verdict on an act (裁决书): every applicable rule, those that decided, and what was not known."""

    verdict: Verdict
    deciding: tuple[str, ...]
    evaluated: tuple[Judged, ...]
    missing: tuple[str, ...]


class OutcomeKind(Worded):
    """What became of an act (行为结果); `not_done` no longer counts."""

    EFFECTIVE = "effective"
    CONNECTED = "connected"
    UNANSWERED = "unanswered"
    DONE = "done"
    NOT_DONE = "not_done"


OUTCOMES: dict[str, frozenset[OutcomeKind]] = {
    "contact.call": frozenset(OutcomeKind) - {OutcomeKind.DONE},
    "contact.visit": frozenset(OutcomeKind) - {OutcomeKind.DONE, OutcomeKind.CONNECTED},
}
"""What may become of acts that are counted by their outcome; of all others `done` or `not_done`."""
OTHER_OUTCOMES = frozenset({OutcomeKind.DONE, OutcomeKind.NOT_DONE})


@dataclass(frozen=True)
class Lender:
    """What the law asks about the lender itself (放款人): its type, zone, and which instruments it follows."""

    kind: str = "auto_finance_company"
    zone: str = "Asia/Shanghai"
    jurisdiction: str = "CN"
    product: str = "auto_loan"
    adopted: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Fact:
    """A fact with where it came from and when (事实及来源)."""

    value: Any
    source: str
    at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """An act somebody wants to do now (拟行为). `number` is a phone number, kept only as a keyed digest.

    `zones` are the time zones the debtor may be in, the likeliest first; none: the lender's. `product`: what secures
    the loan, where it is not the lender's usual one.
    """

    action: str
    debtor: str = ""
    loan_id: str = ""
    number: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    case: str = ""
    zones: tuple[str, ...] = ()
    product: str = ""


@dataclass(frozen=True)
class Decision:
    """A stored verdict (裁决): its key, the answer, and whether the act may be done now."""

    id: int
    answer: Answer
    permitted: bool
