"""The treatment that stands for each of many cases on a day (当前处置), and since which night it is the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from huilong.rooms.strategy.rules.reading import treatment_from
from huilong.rooms.strategy.terms import Treatment

FRESH_DAYS = 15
"""A decision older than this stands no more: nights ran without deciding about the case."""
LOOK_BACK_DAYS = 90
"""How far back it is looked since when a treatment is the same: no next look is further away."""
NAMES = ("channel", "tone", "template", "every_days", "offer_limit_ppm", "queue", "next_look_days")


@dataclass(frozen=True)
class Standing:
    """A case's treatment (当前处置): since which night it is the same; the channel that the law struck out, or ""."""

    treatment: Treatment
    since: date
    struck: str


def standing(numbers: Collection[str], on: date) -> dict[str, Standing]:
    """By case number, what the last night before a day decided (逐案处置); nothing for a case nobody decided about."""
    given: dict[str, Any] = {
        "numbers": list(numbers), "on": on, "fresh": on - timedelta(days=FRESH_DAYS),
        "back": on - timedelta(days=LOOK_BACK_DAYS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, given)
        return {
            number: Standing(treatment_from(dict(zip(NAMES, told, strict=True))), since, struck)
            for number, since, struck, *told in cursor.fetchall()
        }


_SAME = ", ".join(f"%s.{name}" for name in NAMES)
_STANDING = f"""
select l.number, (
    select min(e."on") from strategy_decision e
     where e.number = l.number and e."on" between %(back)s and l."on" and e."on" > coalesce((
         select max(o."on") from strategy_decision o
          where o.number = l.number and o."on" between %(back)s and l."on"
            and ({_SAME.replace("%s", "o")}) is distinct from ({_SAME.replace("%s", "l")})), '-infinity'::date)
), l.struck, {_SAME.replace("%s", "l")}
  from unnest(%(numbers)s::text[]) as n (number)
  join lateral (select * from strategy_decision d where d.number = n.number and d."on" < %(on)s
                   and d."on" >= %(fresh)s order by d."on" desc limit 1) l on true
"""  # noqa: S608
