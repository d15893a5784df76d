"""Reads of cases (案件): lists, one case, its history, its loans."""

from huilong.rooms.cases.queries.desk import (
    DEFAULT_SORT,
    SORTS,
    case_detail,
    case_events,
    case_row,
    cases_page,
    cities,
    count_cases,
    counts_by_bucket,
    duties_of,
    duty_now,
    each_case,
    holds,
    home_team,
    no_such_case,
    numbers_found,
)
from huilong.rooms.cases.queries.flags import (
    flag_facts,
    flags_of,
    held,
)
from huilong.rooms.cases.queries.live import (
    desk_policy,
    explained,
    live_position,
    nothing_owed,
)
from huilong.rooms.cases.queries.loans import (
    case_brief,
    case_of_loan,
    cases_of_loans,
    left_collections,
    loans_in_collections,
    loans_on_desk,
)
from huilong.rooms.cases.queries.promises import (
    promise_policy,
    promises_of,
)
from huilong.rooms.cases.queries.queue import (
    opening_of,
    place_of,
    queue_of,
)

__all__ = [
    "DEFAULT_SORT",
    "SORTS",
    "case_brief",
    "case_detail",
    "case_events",
    "case_of_loan",
    "case_row",
    "cases_of_loans",
    "cases_page",
    "cities",
    "count_cases",
    "counts_by_bucket",
    "desk_policy",
    "duties_of",
    "duty_now",
    "each_case",
    "explained",
    "flag_facts",
    "flags_of",
    "held",
    "holds",
    "home_team",
    "left_collections",
    "live_position",
    "loans_in_collections",
    "loans_on_desk",
    "no_such_case",
    "nothing_owed",
    "numbers_found",
    "opening_of",
    "place_of",
    "promise_policy",
    "promises_of",
    "queue_of",
]
