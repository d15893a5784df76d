"""What values of a split are called in both languages (切片用语), for sentences and packs."""

from collections.abc import Callable

from huilong.kernel.refusal import Says
from huilong.rooms.book import queries as book
from huilong.rooms.people.queries import organisations_of_kind, teams
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.reports.terms import CURRENT, NEW, PAID_OFF, WRITTEN_OFF, SplitBy

HOLDERS = (OrganisationKind.LENDER, OrganisationKind.BRANCH, OrganisationKind.AGENCY, OrganisationKind.LAW_FIRM)
"""The organisations that hold cases for collecting."""
NO_TEAM = Says("未分组", "no team")
NOT_SAID = Says("未说明", "not said")


def firm_names() -> dict[int, str]:
    """What the organisations that hold cases are called (持案机构), a statement a kind however many they are."""
    return {one.id: one.name for kind in HOLDERS for one in organisations_of_kind(kind)}


def bucket_says(bucket: int) -> Says:
    """The same in both languages, for sentences and packs."""
    others = {
        CURRENT: Says("正常", "Current"), NEW: Says("新增", "New"), PAID_OFF: Says("结清", "Paid off"),
        WRITTEN_OFF: Says("核销", "Written off"),
    }  # fmt: skip
    names = book.contract().bucket_names
    name = names[bucket - 1] if 0 < bucket <= len(names) else str(bucket)
    return others.get(bucket, Says(name, name))


def saying() -> Callable[[str, str], Says]:
    """A function that says what a value of a dimension is called, in both languages; teams are read once."""
    named = {one.id: one.name for one in teams()}

    def word(dimension: str, value: str) -> Says:
        if dimension == SplitBy.BUCKET:
            return bucket_says(int(value))
        if dimension == SplitBy.TEAM:
            return Says(named.get(int(value), value), named.get(int(value), value)) if value else NO_TEAM
        return Says(value, value) if value else NOT_SAID

    return word
