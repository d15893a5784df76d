"""People for the desk (客户资料): from the lender's people files into the vault, from the vault onto the cases."""

from dataclasses import asdict
from datetime import date, timedelta

from huilong.rooms.book.actions import people_files
from huilong.rooms.cases import queries as cases
from huilong.rooms.cases.actions import take_in_people
from huilong.rooms.vault.actions import retain as keep_people
from huilong.rooms.vault.actions import take_people as into_vault
from huilong.rooms.vault.queries import loans_kept, people_without_reason, shown_people


def take_people(on: date) -> dict[str, int]:
    """Take in the people of loans in collections known by `on`; counts only.

    Older files are read only for cases that still lack their people, the day's own file for every loan on the desk.
    """
    wanted, lacking = cases.loans_in_collections(), cases.loans_in_collections(people_missing=True)
    older = people_files(on - timedelta(days=1))
    newest = [path for path in people_files(on) if path not in older]
    if lacking and older:
        into_vault(older, lacking, on, "night")
    taken = into_vault(newest, wanted, on, "night")
    shown = shown_people(wanted if newest else lacking)
    return {**take_in_people(on, shown), "files": len(older) + len(newest), "rows_refused": taken.rows_refused}


def retain(on: date) -> dict[str, int]:
    """Keep whom collections or a clock needs, erase the others (留存检查); counts only."""
    return asdict(keep_people(cases.loans_in_collections(), cases.left_collections(loans_kept()), on))


def without_reason() -> int:
    """How many people are kept that nothing needs: none, unless something went wrong."""
    return people_without_reason(cases.loans_in_collections())
