"""The recovery policy (收车口径): minutes of an authority, the stop amount, who approves, prices. Read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.terms.orders import BasisKind, SecurityKind

RANKS = (
    Role.AGENCY_MANAGER, Role.SERVICE, Role.COLLECTOR, Role.REPOSSESSION_COORDINATOR, Role.TEAM_LEAD, Role.MANAGER,
    Role.COMPLIANCE,
)  # fmt: skip
"""Who stands above whom when a recovery is decided on."""


@dataclass(frozen=True)
class Price:
    """One line of the price list (价目): for a service, perhaps in one city or of one organisation, in its days."""

    service: str
    since: date
    until: date | None
    city: str
    organisation: str
    base_fen: Fen
    free_km: int
    per_km_fen: Fen


@dataclass(frozen=True)
class Policy:
    """The recovery policy of an installation (收车口径)."""

    seconds: int
    renewals: int
    acknowledge_seconds: int
    stop_fen: Fen
    reasonable_days: int
    approvals: tuple[tuple[BasisKind, SecurityKind | None, tuple[Role, ...]], ...]
    limit_fen: Fen
    services: tuple[str, ...]
    prices: tuple[Price, ...]


def chain(policy: Policy, basis: BasisKind, security: SecurityKind, asker: Role) -> tuple[Role, ...]:
    """Who must agree to an order, in order (审批链): those of the table above who asks, and always somebody."""
    way = next(
        (roles for of, kind, roles in policy.approvals if of is basis and kind in (None, security)), (Role.MANAGER,)
    )
    rank = RANKS.index(asker) if asker in RANKS else 0
    return tuple(role for role in way if RANKS.index(role) > rank) or (way[-1],)


def read(told: Any, name: str) -> Policy:
    """The policy from a YAML file (收车口径). Raises Refusal `bad-recovery`, naming the file and the key."""
    known = {"authority", "stop", "notices", "approvals", "limit", "services", "prices"}
    if not isinstance(told, Mapping) or set(told) != known:
        raise _bad(name, "/".join(sorted(known)), "应恰有这些键", "must be the keys, all of them and no other")
    authority, where = told["authority"], ""
    try:
        where = "services"
        services = tuple(str(one) for one in told["services"])
        where = "prices"
        prices = tuple(_price(one, services) for one in told["prices"])
        where = "approvals"
        approvals = tuple(_approval(one) for one in told["approvals"])
        where = "authority"
        seconds, renewals, seen = (_whole(authority[key]) for key in ("seconds", "renewals", "acknowledge_seconds"))
        if not 30 <= seconds <= 900:
            raise ValueError("seconds: 30 to 900")
        where = "stop, notices, limit"
        return Policy(
            seconds, renewals, seen, fen(str(told["stop"]["may_stay_past_due"])),
            _whole(told["notices"]["reasonable_days"]), approvals, fen(str(told["limit"])), services, prices,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, BadAmount) as error:
        raise _bad(name, where, f"无法读取:{error}", f"cannot be read: {error}") from None


def _approval(told: Any) -> tuple[BasisKind, SecurityKind | None, tuple[Role, ...]]:
    security = SecurityKind(told["security"]) if "security" in told else None
    roles = tuple(Role(role) for role in told["roles"])
    if not roles or not set(roles) <= set(RANKS) - {Role.SERVICE, Role.COLLECTOR, Role.AGENCY_MANAGER}:
        raise ValueError(f"roles: {told['roles']}")
    return BasisKind(told["basis"]), security, roles


def _price(told: Any, services: tuple[str, ...]) -> Price:
    since, until = told["since"], told.get("until")
    if told["service"] not in services or type(since) is not date or not (until is None or type(until) is date):
        raise ValueError(f"service, since, until: {told}")
    return Price(
        told["service"], since, until, str(told.get("city", "")), str(told.get("organisation", "")),
        fen(str(told["base"])), _whole(told["free_km"]), fen(str(told["per_km"])),
    )  # fmt: skip


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"a whole number from 0 on, not {value!r}")


def _bad(name: str, where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-recovery", status=422, where=f"{name}: {where}", zh=f"收车口径 {name} 的 {where}:{zh}。",
        en=f"The recovery policy {name}: {where} {en}.", remedy_zh="请对照 docs/how-to/repossession.md 修改文件。",
        remedy_en="Mend the file by docs/how-to/repossession.md.",
    )  # fmt: skip
