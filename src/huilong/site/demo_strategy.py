"""The demo's strategy (演示策略): the shipped tables online, a challenger agreed to and on trial, a draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from huilong.kernel.acting import Acting, act_as

Cast = Mapping[str, Acting]
SALT = "demo-letters-first"


def strategy(cast: Cast, at: datetime) -> None:
    """A challenger that writes before it calls, on trial with a fifth of the borrowers; a draft that nobody handed in.

    Nothing where the first night has not decided yet.
    """
    from huilong.rooms.people.actions import decide
    from huilong.rooms.strategy import actions, queries
    from huilong.rooms.strategy.terms import Purpose, Shares

    with act_as(cast["strategy"]):
        online = queries.online(at.date() + timedelta(days=1)).get(Purpose.TREATMENT)
        if online is None or queries.snapshot() is None or queries.experiments():
            return
        key = actions.start_draft(online.id, at)
        rules = [dict(one) for one in online.plain["rules"]]
        for rule in rules:
            if rule.get("when", {}).get("segment") == "early" and rule["then"]["channel"] == "sms":
                rule["then"] = {**rule["then"], "channel": "letter", "every_days": 7}
        actions.write(key, {**online.plain, "rules": rules}, online.sha256, at)
        asked = actions.submit(key, None, at)
    with act_as(cast["manager"]):
        decide(asked, approve=True, actor=cast["manager"].user, at=at)
    with act_as(cast["strategy"]):
        actions.start_experiment("先信函后短信", key, Shares(200_000, 50_000), at, salt=SALT)
        draft = actions.start_draft(online.id, at)
        head = {**rules[6], "when": {**rules[6]["when"], "overdue_fen": ">=30000"}, "note": "大额门槛降到 3 万"}
        changed = [*online.plain["rules"][:6], head, *online.plain["rules"][7:]]
        actions.write(draft, {**online.plain, "rules": changed}, online.sha256, at)
