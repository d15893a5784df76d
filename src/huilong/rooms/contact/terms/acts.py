"""What is done with whom (触达行为): channels, outcomes as data, what the desk may do now."""

from dataclasses import dataclass
from datetime import date, datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.vault.terms import PersonRole


class Channel(Worded):
    """How somebody is reached (触达方式)."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    IM = "im"
    VISIT = "visit"
    NOTE = "note"


class Direction(Worded):
    """Who began it (方向)."""

    OUT = "out"
    IN = "in"


class AskReason(Worded):
    """Why a contact is asked for that needs a second person's consent (申请联系原因)."""

    THEY_ASKED = "they_asked"
    SETTLED = "settled"
    NEW_FACTS = "new_facts"
    THEIR_INTEREST = "their_interest"


@dataclass(frozen=True)
class ReasonSpec:
    """A reason of an outcome (原因): the flag it sets, if any, on the person spoken with or on the case, for how long.

    `pending`: evidence has to follow before the law reads the flag as shown.
    """

    code: str
    says: Says
    flag: str = ""
    of_person: bool = False
    channels: tuple[str, ...] = ()
    days: int | None = None
    pending: bool = False


@dataclass(frozen=True)
class OutcomeSpec:
    """What may come of a contact (结果码), as `outcomes.yaml` says it."""

    code: str
    key: int
    says: Says
    reached: str
    law: str
    requires: frozenset[str]
    reasons: tuple[ReasonSpec, ...]
    promise: bool
    again_hours: int | None

    def reason(self, code: str) -> ReasonSpec | None:
        """The reason of this code, if the outcome has it."""
        return next((one for one in self.reasons if one.code == code), None)


@dataclass(frozen=True)
class Done:
    """What somebody says was done (办理结果), as a desk or the API hands it in.

    `reported`: a firm outside says so of its own work; no call of the house stands behind it, so it is kept as a note.
    """

    outcome: str
    reason: str = ""
    amount_fen: Fen | None = None
    on: date | None = None
    again_at: datetime | None = None
    note: str = ""
    person: int | None = None
    call: str = ""
    incoming: bool = False
    reported: bool = False


@dataclass(frozen=True)
class Permission:
    """Whether a contact may be made now (许可): the verdicts stored for it, or why not."""

    verdicts: tuple[int, ...]
    refusal: Refusal | None

    @property
    def permitted(self) -> bool:
        """Whether it may."""
        return self.refusal is None


@dataclass(frozen=True)
class PersonLight:
    """One person of a case on the desk (联系人提示灯): masked, and whether a call is permitted now, by which clause.

    `left`: calls left today, None when nothing counts them; `changes_at`: when the clock changes the light. `agreed`: a
    second person let it happen where the law wants that.
    """

    id: int
    role: PersonRole
    name: str
    phone: str
    ok: bool
    verdict: str
    why: Says
    rule: str
    left: int | None
    changes_at: datetime | None
    agreed: bool = False


@dataclass(frozen=True)
class ActivityRow:
    """One line of what was done on a case (催记)."""

    id: int
    at: datetime
    channel: Channel
    direction: Direction
    role: str
    shown: str
    outcome: Says
    reached: str
    reason: Says
    note: str
    user: int
    seconds: int
    recording: str
    undone: bool


@dataclass(frozen=True)
class ContactPolicy:
    """The lender's own limits and circumstances of contact (触达口径): setting CONTACT.

    `daily_touch_cap`: touches in 24 hours over all channels before a warning. `assignee`: the lender bought the debt
    rather than made the loan; `assignment_noticed`: and the borrowers were told. `recorded_apart`: calls are made on
    telephones the house is not connected to, and a system of the lender's own records them.
    """

    daily_touch_cap: int = 6
    assignee: bool = False
    assignment_noticed: bool = False
    undo_seconds: int = 6
    recorded_apart: bool = False
