"""States (收车单流转) as data: which state follows which verb, and which roles may do it."""

from dataclasses import dataclass

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.terms.orders import BEFORE_TAKING, TAKEN_ALREADY, OrderState, OrderVerb

S = OrderState
ASKERS = frozenset({
    Role.COLLECTOR, Role.TEAM_LEAD, Role.REPOSSESSION_COORDINATOR, Role.MANAGER, Role.AGENCY_MANAGER, Role.SERVICE,
})  # fmt: skip
ARRANGERS = frozenset({Role.REPOSSESSION_COORDINATOR, Role.MANAGER})
CREW = frozenset({Role.FIELD_AGENT, Role.AGENCY_AGENT, Role.AGENCY_MANAGER, Role.REPOSSESSION_COORDINATOR})
AT_THE_CAR = frozenset({Role.FIELD_AGENT, Role.AGENCY_AGENT, Role.REPOSSESSION_COORDINATOR})
DECIDERS = frozenset({Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE})
STOPPERS = frozenset({Role.REPOSSESSION_COORDINATOR, Role.TEAM_LEAD, Role.MANAGER, Role.COMPLIANCE, Role.SERVICE})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Way:
    """One verb (流转规则): from which states to which, by whom. `to` None: the state stays."""

    verb: OrderVerb
    of: frozenset[OrderState]
    to: OrderState | None
    by: frozenset[Role]


def _way(verb: OrderVerb, of: tuple[OrderState, ...], to: OrderState | None, by: frozenset[Role]) -> Way:
    return Way(verb, frozenset(of), to, by)


WAYS: dict[OrderVerb, Way] = {
    way.verb: way
    for way in (
        _way(OrderVerb.REQUEST, (), S.REQUESTED, ASKERS),
        _way(OrderVerb.APPROVE, (S.REQUESTED,), S.APPROVED, DECIDERS),
        _way(OrderVerb.REFUSE, (S.REQUESTED,), S.REFUSED, DECIDERS),
        _way(OrderVerb.QUOTE, (S.APPROVED, S.QUOTED), S.QUOTED, ARRANGERS),
        _way(OrderVerb.DISPATCH, (S.QUOTED,), S.DISPATCHED, ARRANGERS),
        _way(OrderVerb.ACCEPT, (S.DISPATCHED,), S.ACCEPTED, CREW),
        _way(OrderVerb.DECLINE, (S.DISPATCHED,), S.APPROVED, CREW),
        _way(OrderVerb.LOCATE, (S.ACCEPTED,), S.LOCATED, AT_THE_CAR),
        _way(OrderVerb.TAKE, (S.ACCEPTED, S.LOCATED), S.TAKEN, AT_THE_CAR),
        _way(OrderVerb.CLAIM, BEFORE_TAKING, S.CLAIMED, AT_THE_CAR),
        _way(OrderVerb.UPHOLD, (S.CLAIMED,), S.TAKEN, frozenset({Role.COMPLIANCE})),
        _way(OrderVerb.REJECT, (S.CLAIMED,), S.UNDONE, frozenset({Role.COMPLIANCE})),
        _way(OrderVerb.TOW, (S.TAKEN,), S.IN_TOW, AT_THE_CAR | ARRANGERS),
        _way(OrderVerb.STORE, (S.TAKEN, S.IN_TOW), S.STORED, AT_THE_CAR | ARRANGERS),
        _way(OrderVerb.RELEASE, (S.TAKEN, S.IN_TOW, S.STORED), S.RELEASED, ARRANGERS),
        _way(OrderVerb.UNDO, (S.CLAIMED, S.TAKEN, S.IN_TOW, S.STORED), S.UNDONE, ARRANGERS | {Role.COMPLIANCE}),
        _way(OrderVerb.SELL, (S.STORED,), S.AT_SALE, ARRANGERS | {Role.DISPOSAL_CLERK}),
        _way(OrderVerb.BACK, (S.AT_SALE,), S.STORED, ARRANGERS | {Role.DISPOSAL_CLERK, Role.FINANCE}),
        _way(OrderVerb.RECALL, (S.DISPATCHED, S.ACCEPTED, S.LOCATED), S.APPROVED, STOPPERS),
        _way(OrderVerb.STOP, BEFORE_TAKING, S.STOPPED, STOPPERS),
        _way(OrderVerb.WARN, (*BEFORE_TAKING, *TAKEN_ALREADY), None, EVERYBODY),
    )
}
"""Every verb an order knows. What is not here cannot be done."""


def after(state: OrderState, verb: OrderVerb) -> OrderState:
    """The state after a verb (下一状态). Raises Refusal `order-state` where the verb does not fit the state.

    >>> after(OrderState.QUOTED, OrderVerb.DISPATCH).value
    'dispatched'
    """
    way = WAYS[verb]
    if state not in way.of:
        raise Refusal(
            "order-state", zh=f"收车单当前为“{state.word.zh}”,不能{verb.word.zh}。",
            en=f"The order is {state.word.en}: it cannot be “{verb.word.en}”.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
    return state if way.to is None else way.to


def refuse_unless_may(verb: OrderVerb, role: Role) -> None:
    """Refuse a verb to a role that may not do it (角色无此动作): `order-role`."""
    if role not in WAYS[verb].by:
        raise Refusal(
            "order-role", status=403, zh=f"{role.word.zh}不能{verb.word.zh}。",
            en=f"A {role.word.en.lower()} does not “{verb.word.en}”.",
            remedy_zh="请让负责收车的同事处理。", remedy_en="Let a colleague do it who arranges recoveries.",
        )  # fmt: skip


def verbs_of(state: OrderState, role: Role) -> tuple[OrderVerb, ...]:
    """What a role may do to an order in a state (可用动作), in the order of the table."""
    told = (way for way in WAYS.values() if way.verb is not OrderVerb.WARN)
    return tuple(way.verb for way in told if state in way.of and role in way.by)
