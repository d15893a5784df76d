"""Words of the live authority (收车授权): what it rests on, what stops it, what the token says."""

from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen
from huilong.rooms.repossession.terms.orders import OrderState


class StopCause(Worded):
    """Why a car may not be taken now (停止原因), or how an authority ended."""

    PAID = "paid"
    PROMISE = "promise"
    RELIEF = "relief"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    HOLD = "hold"
    HARDSHIP = "hardship"
    DEATH = "death"
    INCAPACITATED = "incapacitated"
    MINOR = "minor"
    BANKRUPTCY = "bankruptcy"
    MILITARY = "military"
    COURT_STAY = "court_stay"
    RECALLED = "recalled"
    DUTY = "duty"
    ACCOUNT = "account"
    LICENCE = "licence"
    BASIS = "basis"
    LAW = "law"
    UNKNOWN = "unknown"
    CASE_CLOSED = "case_closed"
    EXPIRED = "expired"
    RENEWALS = "renewals"
    GIVEN_BACK = "given_back"
    USED = "used"


@dataclass(frozen=True)
class Standing:
    """All that decides whether a car may be taken at a moment (收车条件), read in one transaction under one lock.

    `owed_fen` is what is past due on the car's loan by the live position (None: the book does not know the loan);
    `stop_fen` what may stay past due and still stop the recovery. `flags`: kinds in force that stop. `duty_until`: when
    the holder's duty ends by itself. `law`: the rule that blocks, "" for none.
    """

    state: OrderState
    case_open: bool
    owed_fen: Fen | None
    stop_fen: Fen
    promised: bool
    relieved: bool
    flags: frozenset[StopCause]
    on_duty: bool
    duty_until: datetime | None
    account_open: bool
    licensed: bool
    grounded: bool
    law: str = ""


@dataclass(frozen=True)
class Held:
    """An authority as the law of authorities sees it (授权): one order, one VIN, one holder, until a moment."""

    id: int
    order: int
    vin: str
    holder: int
    issued_at: datetime
    expires_at: datetime
    renewed: int = 0
    ended: StopCause | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Claim:
    """What a token says (授权令牌): signed, for one authority, one VIN, one holder, until a second."""

    authority: int
    order: int
    vin: str
    holder: int
    issued: int
    expires: int


@dataclass(frozen=True)
class Dealt:
    """What the phone gets (授权答复): the token, its end, and the server's clock; or why there is none."""

    authority: int
    token: str
    expires_at: datetime
    server_time: datetime
    renewals_left: int


@dataclass(frozen=True)
class HeldRow:
    """An authority as screens show it (授权行)."""

    id: int
    order: int
    number: str
    vin_masked: str
    holder: int
    issued_at: datetime
    expires_at: datetime
    renewed: int
    ended: StopCause | None
    ended_at: datetime | None
    acknowledged_at: datetime | None
    escalated_at: datetime | None

    @property
    def unseen(self) -> bool:
        """Whether its end came from outside and the holder has not confirmed it."""
        own = (StopCause.EXPIRED, StopCause.USED, StopCause.GIVEN_BACK, StopCause.RENEWALS)
        return self.ended is not None and self.ended not in own and self.acknowledged_at is None

    def seconds_left(self, at: datetime) -> int:
        """Whole seconds it is still good for; 0 once ended."""
        return 0 if self.ended else max(0, int((self.expires_at - at).total_seconds()))
