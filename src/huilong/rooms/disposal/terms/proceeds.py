"""Words of proceeds (变价款): what is claimed of them, in which order, what became of them."""

from dataclasses import dataclass, field
from datetime import date

from huilong.kernel.glossary import Worded
from huilong.kernel.money import Fen


class PartKind(Worded):
    """A part of what the lender itself claims of the proceeds (债权组成)."""

    COST = "cost"
    INTEREST = "interest"
    PENALTY = "penalty"
    FEE = "fee"
    PRINCIPAL = "principal"


class RightKind(Worded):
    """By which right somebody claims of the proceeds (优先权): what ranks before what is the law's."""

    LIEN = "lien"
    PURCHASE_MONEY = "purchase_money"
    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    JUNIOR = "junior"


class CostKind(Worded):
    """What was spent on recovering and selling (费用种类)."""

    TOW = "tow"
    STORAGE = "storage"
    TRANSFER = "transfer"
    KEYS = "keys"
    VALUATION = "valuation"
    TRANSPORT = "transport"
    COMMISSION = "commission"
    COURT = "court"
    REPAIR = "repair"
    OTHER = "other"


class Owner(Worded):
    """Whose the surplus is (余款归属)."""

    MORTGAGOR = "mortgagor"
    LESSEE = "lessee"
    BUYER = "buyer"
    DEBTOR = "debtor"
    LENDER = "lender"


class DistributionState(Worded):
    """Where a distribution stands (分配状态)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Part:
    """A part of the lender's claim (债权行): fen, where the figure comes from, and the voucher of a cost."""

    kind: PartKind
    fen: Fen
    source: str
    what: str = ""
    voucher: str = ""


@dataclass(frozen=True)
class Right:
    """Somebody's right in the vehicle (权利): its kind and the days that decide its rank.

    `registered_on`: the day it was registered; `delivered_on`: of purchase money the day the car was delivered.
    """

    kind: RightKind
    registered_on: date | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class Creditor:
    """Another creditor (其他债权人): `demanded` says whether a junior one asked in writing before distribution."""

    name: str
    right: Right
    fen: Fen
    source: str
    demanded: bool = True


@dataclass(frozen=True)
class Order:
    """In which order proceeds of a product are paid (分配顺序), as law or contract says it: data, never code.

    `ours`: steps of the lender's own parts, each filled before the next. `applied`: the same as the rulebooks name it.
    """

    jurisdiction: str
    product: str
    since: date
    law: str
    ours: tuple[tuple[PartKind, ...], ...]
    applied: tuple[str, ...]
    surplus_to: Owner
    by_contract: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a distribution (分配行): whose claim, of what, and what it got. Source and voucher go with it."""

    no: int
    holder: str
    kind: str
    what: str
    rank: int
    claim_fen: Fen
    paid_fen: Fen
    source: str
    voucher: str = ""

    @property
    def left_fen(self) -> Fen:
        """What stays unpaid of it."""
        return self.claim_fen - self.paid_fen


OURS = "lender"
"""The holder of the lender's own lines."""


@dataclass(frozen=True)
class Distribution:
    """What became of proceeds (分配结果). `left_out`: costs that were not deducted, for want of a voucher."""

    proceeds_fen: Fen
    lines: tuple[Line, ...]
    surplus_fen: Fen
    deficiency_fen: Fen
    surplus_to: Owner
    left_out: tuple[Part, ...] = ()

    def paid(self, *kinds: str) -> Fen:
        """What the lender's own lines of these kinds got; of all kinds without any."""
        return sum(one.paid_fen for one in self.lines if one.holder == OURS and (not kinds or one.kind in kinds))

    def paid_to_others(self) -> Fen:
        """What other creditors got."""
        return sum(one.paid_fen for one in self.lines if one.holder != OURS)


@dataclass(frozen=True)
class Explanation:
    """The explanation of a surplus or deficiency, its six lines in their order (UCC 9-616(c) 说明).

    `balance_fen` is what stays owed after the proceeds (below zero: more came than was owed); `result_fen` is above
    zero for a deficiency, below zero for a surplus, before juniors who demanded were paid.
    """

    secured_fen: Fen
    as_of: date
    proceeds_fen: Fen
    balance_fen: Fen
    expenses: tuple[tuple[str, Fen], ...]
    credits: tuple[tuple[str, Fen], ...]
    result_fen: Fen
    juniors: tuple[tuple[str, Fen], ...] = field(default=())

    @property
    def surplus_fen(self) -> Fen:
        """What goes to the debtor once juniors who demanded were paid."""
        return max(0, -self.result_fen) - sum(fen for _, fen in self.juniors)

    @property
    def deficiency_fen(self) -> Fen:
        """What the obligor still owes."""
        return max(0, self.result_fen)
