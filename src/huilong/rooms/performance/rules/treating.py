"""What a treatment asks for on a day (处置到期): an act by its channel, a look at the case, or nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from huilong.rooms.performance.terms import ActReason
from huilong.rooms.strategy.terms import Treatment, TreatmentChannel


@dataclass(frozen=True)
class Asked:
    """What a treatment asks for (处置要求). `look_on`: the day from which it asks; later: nothing yet."""

    reason: ActReason
    channel: TreatmentChannel
    look_on: date


def asked(given: Treatment, since: date, touched: Mapping[str, date], on: date) -> Asked:
    """What a treatment that is the same since the night of `since` asks for on a day (当日处置要求).

    `touched`: the last day of each channel. What was done since it began starts the days to the next look; before
    anything was done, a channel is due at once, and no channel at all means to look after those days. By its channel
    nobody is approached again before `every_days` are over, whichever treatment it was for: then it is only a look.
    """
    done = max((day for day in touched.values() if day > since), default=None)
    if done is not None:
        look_on = done + timedelta(days=given.next_look_days)
    elif given.channel is TreatmentChannel.NONE:
        look_on = since + timedelta(days=given.next_look_days)
    else:
        look_on = since + timedelta(days=1)
    last = touched.get(given.channel.value)
    again = last is None or last + timedelta(days=given.every_days) <= on
    if given.channel is TreatmentChannel.NONE or not again:
        return Asked(ActReason.LOOK_DUE, TreatmentChannel.NONE, look_on)
    return Asked(ActReason.TREATMENT_DUE, given.channel, look_on)
