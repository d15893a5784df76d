"""Whom an outcome reached (触达对象): the debtor (a right-party contact), a third party, or nobody."""

from collections.abc import Mapping


def codes_that_reach(who: str, outcomes: Mapping[str, str]) -> list[str]:
    """The outcome codes that say `debtor`, `third` or `nobody` was reached, in order.

    >>> codes_that_reach("third", {"promised": "debtor", "third_party": "third"})
    ['third_party']
    """
    return sorted(code for code, reached in outcomes.items() if reached == who)
