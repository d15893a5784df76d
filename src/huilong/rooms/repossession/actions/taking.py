"""Taken, by phone (手机收车): at once under the token, or, told too late, as a claim that compliance looks at."""

from collections.abc import Collection
from datetime import datetime

from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.actions.authority import taken
from huilong.rooms.repossession.actions.claiming import claim_taken
from huilong.rooms.repossession.actions.keeping import believed
from huilong.rooms.repossession.actions.moving import LATE_AFTER
from huilong.rooms.repossession.rules.spot import law_facts
from huilong.rooms.repossession.terms.spot import Captured, StopSignal


def take_or_claim(
    key: int, token: str, captured: Captured, *, signals: Collection[StopSignal], user: int, role: Role, at: datetime
) -> bool:
    """Take the car now, or claim that it was taken when the phone had no network (收车或补报); whether it is a claim.

    What is told within LATE_AFTER is of this moment: the authority has to be live now. Raises Refusal `no-authority`,
    `law-blocked`, `order-state`.
    """
    happened, seen = believed(captured.at, at), law_facts(signals)
    if at - happened <= LATE_AFTER:
        taken(
            key, token, user=user, at=at, occupants=seen["occupants_present"], resistance=seen["resistance"],
            road_danger=seen["road_danger"],
        )  # fmt: skip
        return False
    claim_taken(key, token, happened_at=happened, user=user, role=role, at=at)
    return True
