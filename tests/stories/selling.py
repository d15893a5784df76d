"""A car for sale in the stories (处置故事): taken, stored, handed to sale; who sells it and who distributes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from .recovering import at_work, sent_to_the_agent


def sellers() -> dict[str, Any]:
    """The clerk who sells, and a second person of finance, made once."""
    from huilong.rooms.ledger.actions import teach_chart
    from huilong.rooms.people.actions import ensure_user
    from huilong.rooms.people.models import Organisation, User
    from huilong.rooms.people.terms import OrganisationKind, Role

    from .conftest import PASSWORD

    lender = Organisation.objects.get(kind=OrganisationKind.LENDER).pk
    for name, role, shown in (
        ("disposal_clerk", Role.DISPOSAL_CLERK, "孙处置"), ("second_finance", Role.FINANCE, "钱复核"),
    ):  # fmt: skip
        ensure_user(name, display_name=shown, role=role, organisation=lender, password=PASSWORD)
    teach_chart()
    return {user.username: user for user in User.objects.all()}


def a_car_in_stock() -> dict[str, Any]:
    """A car taken by handover and brought to the yard, then handed to sale: its number, loan, key in stock."""
    from huilong.rooms.disposal.models import Stock
    from huilong.rooms.people.terms import Role
    from huilong.rooms.repossession import actions
    from huilong.rooms.repossession.actions.storing import Towed
    from huilong.rooms.repossession.terms.spot import Captured
    from huilong.rooms.repossession.tests.spotting import all_kept, take

    made, now = sent_to_the_agent(), timezone.now()
    who = sellers()
    agent, han, key = who["field_agent"], who["coordinator"], made["order"]
    cast = {"field": agent}
    all_kept(cast, key, agent="field", at=now)
    take(cast, key, agent="field", at=now)
    with at_work(agent):
        actions.tow(key, Towed("钱师傅", "某路 8 号", made["yard"], 12, 48_213), Captured(now), user=agent.pk,
                    role=Role(agent.role), at=now)  # fmt: skip
        actions.gate_in(key, made["yard"], Captured(now), bay="B-1", keys=1, mileage_km=48_225, photos_held=True,
                        user=agent.pk, role=Role(agent.role), at=now)  # fmt: skip
    with at_work(han):
        actions.hand_to_sale(key, user=han.pk, role=Role(han.role), at=now + timedelta(seconds=1))
    return {**made, "who": who, "stock": Stock.objects.get(order_id=key, ended_at=None).pk}
