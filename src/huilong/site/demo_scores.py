"""The demo's scores (演示评分): a model trained on the demo's book, agreed to by a second person, and at work."""

from collections.abc import Mapping
from datetime import date, datetime

from huilong.kernel.acting import Acting, act_as

Cast = Mapping[str, Acting]
MOST, FOLDS, SMALL = 1_500, 2, {"max_iter": 40}
"""Small trees of a part of the book: a house trains on all of it, in the first night of a month."""


def scores(cast: Cast, until: date, at: datetime) -> None:
    """Time to cure: trained, asked for, agreed to by the manager, used; then the scores.

    What people do is done in the pages' role, as which this begins and ends; the desk is scored in the night's.
    The other targets are left to the documented default (a synthetic first miss is pure chance); so is this one of a
    book that has too little to tell.
    """
    from huilong.kernel.refusal import Refusal
    from huilong.night.scoring import score
    from huilong.rooms.people.actions import decide
    from huilong.rooms.scores.actions import ask_for_use, use
    from huilong.rooms.scores.actions.training import train_draft
    from huilong.rooms.scores.terms import Target
    from huilong.site import roles

    me, other = cast["strategy"], cast["manager"]
    with act_as(me):
        try:
            key = train_draft(Target.CURE_TIME, until, at=at, folds=FOLDS, most=MOST, settings=SMALL)
        except Refusal as refusal:
            if refusal.code != "too-little-history":
                raise
            return
        asked = ask_for_use(key, user=me.user, at=at)
    with act_as(other):
        decide(asked, approve=True, actor=other.user, at=at)
    with act_as(me):
        use(key, at=at)
    roles.become(roles.NIGHT)
    score(until)
    roles.become(roles.WEB)
