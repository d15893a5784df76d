"""Authority (减免权限): who may grant what alone, from a dated table, and who must agree to what is above that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from huilong.kernel.money import BadAmount, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.terms import Position
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import Authority, Grant, Proposal, ReliefKind, Size

LADDER: dict[Role, tuple[Role, ...]] = {
    Role.COLLECTOR: (Role.TEAM_LEAD, Role.MANAGER),
    Role.TEAM_LEAD: (Role.MANAGER,),
    Role.MANAGER: (Role.MANAGER,),
    Role.AGENCY_AGENT: (Role.AGENCY_MANAGER, Role.MANAGER),
    Role.AGENCY_MANAGER: (Role.MANAGER,),
    Role.SERVICE: (Role.MANAGER,),
}
"""Who stands above whoever asks, lowest first. Above a manager: another manager, and compliance."""

PERMILLES = ("penalty_permille", "fee_permille", "interest_permille", "principal_permille")
MEASURES = ("waived_fen", *PERMILLES, "months", "past_due_days")


def size_of(proposal: Proposal, before: Position) -> Size:
    """How much an offer asks for, as the table measures it (方案额度). What is odd in a permille counts as one more."""
    given, owed, terms = proposal.effect.given_up, before.outstanding, proposal.terms
    return Size(
        terms.kind, given.total, _permille(given.penalty, owed.penalty), _permille(given.fee, owed.fee),
        _permille(given.interest, owed.interest), _permille(given.principal, owed.principal),
        terms.months + terms.extra_months, before.past_due_days,
    )  # fmt: skip


def _permille(part: int, whole: int) -> int:
    return 0 if part <= 0 else min(-(-part * 1000 // whole), 1000) if whole > 0 else 1000


def may_grant(table: Authority, size: Size, role: Role, on: date) -> bool:
    """Whether a role may grant this alone on a day (可独立批准): some line of the table in force covers it whole."""
    return any(
        grant.role is role and grant.kind is size.kind and grant.since <= on
        and (grant.until is None or on <= grant.until)
        and all(getattr(size, name) <= getattr(grant, name) for name in MEASURES)
        for grant in table.grants
    )  # fmt: skip


def chain(table: Authority, size: Size, role: Role, on: date) -> tuple[Role, ...]:
    """Who must agree to what `role` asks for, in order (审批链); nobody where the role may grant it alone.

    The way goes up to the first who may grant it alone; where not even a manager may, compliance agrees last.
    """
    if may_grant(table, size, role, on):
        return ()
    way: list[Role] = []
    for above in LADDER.get(role, (Role.MANAGER,)):
        way.append(above)
        if above is not role and may_grant(table, size, above, on):
            return tuple(way)
    return (*way, Role.COMPLIANCE)


def at_least_one(way: tuple[Role, ...], role: Role) -> tuple[Role, ...]:
    """The chain with a second person in any case, where the law asks for approval."""
    return way or LADDER.get(role, (Role.MANAGER,))[:1]


def read(told: Any, name: str) -> Authority:
    """The table from a YAML file (权限表). Raises Refusal `bad-authority`, naming the file and the key."""
    if not isinstance(told, Mapping) or set(told) != {"grants"} or not isinstance(told["grants"], list):
        raise _bad(name, "grants", "应为列表", "a list is needed under this key, and nothing beside it")
    return Authority(name, tuple(_grant(one, f"grants[{n}]", name) for n, one in enumerate(told["grants"])))


def _grant(told: Any, at: str, name: str) -> Grant:
    needed = {"role", "kind", "since", "waived"}
    known = needed | {"until", *MEASURES} - {"waived_fen"}
    if not isinstance(told, Mapping):
        raise _bad(name, at, "应为对象", "must be a mapping")
    for key in sorted(set(told) - known):
        raise _bad(name, f"{at}.{key}", "未知字段", "is not known")
    for key in sorted(needed - set(told)):
        raise _bad(name, f"{at}.{key}", "缺少字段", "is missing")
    numbers = {key: _whole(told.get(key, 0), f"{at}.{key}", name) for key in MEASURES if key != "waived_fen"}
    for key in PERMILLES:
        if numbers[key] > 1000:
            raise _bad(name, f"{at}.{key}", "最大为 1000", "is at most 1000")
    try:
        waived = fen(str(told["waived"]))
        role, kind = Role(told["role"]), ReliefKind(told["kind"])
    except (BadAmount, ValueError) as error:
        raise _bad(name, at, f"无法读取:{error}", f"cannot be read: {error}") from None
    since, until = told["since"], told.get("until")
    if type(since) is not date or not (until is None or (type(until) is date and until >= since)):
        raise _bad(name, f"{at}.since", "应为日期,且不晚于 until", "must be a date, not after until")
    if numbers["principal_permille"] and kind is not ReliefKind.SETTLEMENT:
        raise _bad(name, f"{at}.principal_permille", "只有减免结清可免本金", "is for settlements only")
    return Grant(role, kind, since, until, waived, *(numbers[key] for key in MEASURES if key != "waived_fen"))


def _whole(value: Any, at: str, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _bad(name, at, "应为不小于 0 的整数", "must be a whole number from 0 on")


def _bad(name: str, where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-authority", status=422, where=f"{name}: {where}", zh=f"减免权限表 {name} 的 {where}:{zh}。",
        en=f"The authority table {name}: {where} {en}.", remedy_zh="请对照 docs/how-to/relief.md 修改文件。",
        remedy_en="Mend the file by docs/how-to/relief.md.",
    )  # fmt: skip
