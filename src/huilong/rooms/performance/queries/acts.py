"""What could be done on a day (可排任务): the cases of each in the order of the queue, as treatments ask for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from huilong.rooms.contact.queries.touched import last_touched
from huilong.rooms.performance.queries.lawful import MANY, touches_left
from huilong.rooms.performance.rules.dayplan import FIRST
from huilong.rooms.performance.rules.treating import asked
from huilong.rooms.performance.terms import Act, ActReason
from huilong.rooms.strategy.queries import ACTIONS, Standing, standing
from huilong.rooms.strategy.terms import TreatmentChannel

MINUTES = {
    TreatmentChannel.NONE: 3, TreatmentChannel.SMS: 2, TreatmentChannel.LETTER: 4, TreatmentChannel.CALL: 6,
    TreatmentChannel.VISIT: 45,
}  # fmt: skip
"""What an act takes by channel; a look at the case without one. Who asks another for a visit looks at the case."""
MOST_HELD = 1_000
"""How many cases of somebody are looked at; what is due is picked from them in the order of the queue."""
REASON_OF = {
    "promise_today": ActReason.PROMISE_DUE, "broken_promise": ActReason.PROMISE_BROKEN,
    "call_back": ActReason.CALL_BACK_DUE, "new_case": ActReason.NEW_TO_ONE, "about_to_roll": ActReason.NEAR_TO_ROLL,
}  # fmt: skip
"""What the queue's reasons are on a plan."""


@dataclass
class _Known:
    """What is known of the cases of a day: treatments, what was done last, and the law, asked once a channel."""

    on: date
    treatments: Mapping[str, Standing]
    touched: Mapping[int, Mapping[str, date]]
    flagged: Collection[int]
    law: dict[TreatmentChannel, tuple[int, dict[int, int]]] = field(default_factory=dict)

    def left(self, case: int, number: str, channel: TreatmentChannel) -> int:
        """How many touches by a channel are left to a case on the day; none where the night struck it out."""
        told = self.treatments.get(number)
        if told is not None and told.struck == channel.value:
            return 0
        if channel not in self.law:
            self.law[channel] = touches_left(self.flagged, self.on, ACTIONS[channel])
        plain, each = self.law[channel]
        return each.get(case, plain)


def acts_of(people: Collection[int], on: date, *, most: int = 400) -> dict[int, list[Act]]:
    """What each could do on a day (可排任务): by the queue, the first `most` that are due, and not yet due."""
    end = timezone.make_aware(datetime.combine(on, time.max))
    told: dict[str, Any] = {"people": list(people), "on": on, "end": end, "most": MOST_HELD}
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, told)
        rows = cursor.fetchall()
        cursor.execute(_VISITS, told)
        visits = cursor.fetchall()
    cases = {row[1]: row[2] for row in (*rows, *visits)}
    flagged = {row[1] for row in rows if row[9]} | {row[1] for row in visits if row[4]}
    known = _Known(on, standing(cases.values(), on), last_touched(cases, on), flagged)
    found: dict[int, list[Act]] = {}
    for person, case, number, fen, _flagged, stopped in visits:
        found.setdefault(person, []).append(_visit(case, number, fen, stopped, known))
    for person, *row in rows:
        found.setdefault(person, []).append(_act(row, known))
    return {
        person: [one for one in acts if not one.waits][:most] + [one for one in acts if one.waits][:most]
        for person, acts in found.items()
    }


def _visit(case: int, number: str, fen: int, stopped: bool, known: _Known) -> Act:
    """The visit that somebody was given to make; not before its days where the treatment is a visit itself."""
    told = known.treatments.get(number)
    look_on, waits = None, False
    if told is not None and told.treatment.channel is TreatmentChannel.VISIT:
        want = asked(told.treatment, told.since, known.touched.get(case, {}), known.on)
        look_on, waits = want.look_on, known.on < want.look_on or want.channel is not TreatmentChannel.VISIT
    channel = TreatmentChannel.VISIT
    return Act(
        case, number, (ActReason.TREATMENT_DUE,), MINUTES[channel], fen, 0, known.left(case, number, channel), None,
        stopped, channel, told.treatment.offer_limit_ppm if told else None, look_on, waits,
    )  # fmt: skip


def _act(row: list[Any], known: _Known) -> Act:
    """What the queue holds of a case, as its treatment asks for it; what was promised is by phone, on its day."""
    case, number, rank, why, not_before, fen, stopped, due, _flagged = row
    reasons = [REASON_OF[one] for one in why if one in REASON_OF]
    if due:
        reasons.insert(0, ActReason.PROMISE_DUE)
    local = timezone.localtime(not_before) if not_before else None
    minute = local.hour * 60 + local.minute if local and local.date() == known.on else None
    told = known.treatments.get(number)
    channel, minutes, look_on, waits = TreatmentChannel.CALL, MINUTES[TreatmentChannel.CALL], None, False
    if told is not None and not any(one in FIRST for one in reasons):
        want = asked(told.treatment, told.since, known.touched.get(case, {}), known.on)
        channel, look_on, waits = want.channel, want.look_on, known.on < want.look_on
        minutes = MINUTES[TreatmentChannel.NONE if channel is TreatmentChannel.VISIT else channel]
        reasons.append(want.reason)
    look = channel is TreatmentChannel.NONE
    return Act(
        case, number, tuple(dict.fromkeys(reasons)) or (ActReason.BY_RANK,), minutes, fen, rank,
        MANY if look else known.left(case, number, channel), minute, stopped and not look, channel,
        told.treatment.offer_limit_ppm if told else None, look_on, waits,
    )  # fmt: skip


_STOPPED = """exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null and f.since <= %(on)s
                      and (f.until is null or f.until >= %(on)s)
                      and (f.kind in ('death', 'bankruptcy', 'minor', 'complaint', 'dispute')
                           or f.kind = 'hold' and coalesce(f.detail -> 'channels', '[]'::jsonb) = '[]'::jsonb))"""
_VISITS = f"""
select d.user_id, c.id, c.number, c.delinquent_fen,
       exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null), {_STOPPED}
  from cases_duty d join cases_case c on c.id = d.case_id and c.state = 'open'
 where d.kind = 'visit' and d.until is null and d.user_id = any (%(people)s::bigint[])
   and not exists (select from cases_duty w where w.case_id = c.id and w.kind = 'collect' and w.until is null
                      and w.user_id = d.user_id)
 order by 1, c.delinquent_fen desc, c.id
"""  # noqa: S608
_ACTS = f"""
select * from (
    select w."user", c.id, c.number, w.rank, w.why, w.not_before, c.delinquent_fen, {_STOPPED},
           exists (select from cases_promise p where p.case_id = c.id and p.state = 'open' and p.due_on = %(on)s),
           exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null)
      from (select *, row_number() over (partition by "user" order by rank desc, case_id) as n from cases_place
             where "user" = any (%(people)s::int[]) and rank >= 0
               and (not_before is null or not_before <= %(end)s)) w
      join cases_case c on c.id = w.case_id and c.state = 'open'
     where w.n <= %(most)s
) a order by 1, 4 desc, 2
"""  # noqa: S608
