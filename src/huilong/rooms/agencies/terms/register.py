"""Words of the register of firms (机构准入): states, papers, what a firm lacks, the approved list."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.rooms.people.terms import OrganisationKind


class FirmState(Worded):
    """Where a firm stands on the register (机构状态)."""

    APPLICANT = "applicant"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    ENDED = "ended"


class StepReason(Worded):
    """Why a firm changed its state (状态变更原因)."""

    APPLIED = "applied"
    CHECKED = "checked"
    BREACH = "breach"
    PAPERS = "papers"
    REVIEW = "review"
    OWN_WISH = "own_wish"
    CONTRACT_OVER = "contract_over"
    CURED = "cured"


class FirmPaper(Worded):
    """A paper a firm shows (机构资料), each with its first and last day."""

    LICENCE = "licence"
    INSURANCE = "insurance"
    DATA_TERMS = "data_terms"
    SECURITY = "security"
    IMPACT = "impact"
    TRAINING_ROLL = "training_roll"
    REVIEW = "review"
    CONDUCT = "conduct"


class Lack(Worded):
    """What keeps a firm from being given work (不可委派原因)."""

    UNKNOWN = "unknown"
    APPLICANT = "applicant"
    SUSPENDED = "suspended"
    ENDED = "ended"
    LICENCE = "licence"
    INSURANCE = "insurance"
    DATA_TERMS = "data_terms"
    SECURITY = "security"
    IMPACT = "impact"
    TRAINING_ROLL = "training_roll"
    REVIEW = "review"
    CONDUCT = "conduct"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Standing:
    """Whether a firm may be given work on a day (可委派), and what keeps it from it."""

    ok: bool
    reasons: tuple[Lack, ...]


@dataclass(frozen=True)
class PaperRow:
    """One paper of a firm (机构资料): in force from its first to its last day, both included."""

    id: int
    organisation: int
    kind: FirmPaper
    number: str
    from_on: date
    to_on: date
    has_scan: bool
    revoked_on: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on <= self.to_on and (self.revoked_on is None or on < self.revoked_on)


@dataclass(frozen=True)
class FirmRow:
    """A firm on the register (机构): `trade` is what it does; `contact` is public, for borrowers who ask who it is."""

    organisation: int
    name: str
    trade: OrganisationKind
    state: FirmState
    since: date
    credit_code: str
    contact: str
    published: bool


@dataclass(frozen=True)
class Reach:
    """What a firm can take (承接能力): regions it may work in (none: everywhere), where it has people, cases at once.

    `free_cases`: how many more it could take now.
    """

    organisation: int
    regions: tuple[str, ...]
    offices: tuple[str, ...]
    most_cases: int
    free_cases: int
    noted_at: datetime


@dataclass(frozen=True)
class FirmStopped:
    """An event (事件): a firm was suspended or ended and is given nothing more from `on` on."""

    organisation: int
    why: StepReason
    on: date
