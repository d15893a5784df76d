"""What changed is said in both languages, with the effects that add up to it."""

import re

from huilong.kernel.refusal import Says
from huilong.rooms.reports.rules.decomposition import decompose
from huilong.rooms.reports.rules.sentences import headline, reasons
from huilong.rooms.reports.terms import Explained

THEN = {("1", "x"): (100_000_000, 50_000_000), ("2", "x"): (100_000_000, 20_000_000)}
NOW = {("1", "x"): (100_000_000, 50_000_000), ("2", "x"): (100_000_000, 7_700_000)}


def word(dimension: str, value: str) -> Says:
    return Says(f"M{value}", f"M{value}") if dimension == "bucket" else Says(value, value)


def test_less_came_in_because_m2_paid_less():
    found = decompose(THEN, NOW, ["bucket", "product"])

    assert headline(Explained.CASH, found) == Says(
        "催回 57.7 万元,比上期少 12.3 万元。", "Cash recovered 577,000.00 yuan, 123,000.00 yuan less than before."
    )
    said = reasons(Explained.CASH, found, word)
    assert said.zh.startswith("其中:催回率 −12.3 万元(主要是 M2 −12.3 万元")
    assert said.en.startswith("Of this: recovery rates −123,000.00 yuan (chiefly M2 −123,000.00 yuan")


def test_a_rate_is_told_in_points():
    found = decompose({("1",): (100, 30)}, {("1",): (100, 42)}, ["bucket"], ratio=True)

    assert headline(Explained.ROLL, found).zh == "向下迁徙率 42.00%,比上期多 12.00 个百分点。"
    assert "points" in reasons(Explained.ROLL, found, word).en


def test_nothing_changed_is_said_too():
    found = decompose(THEN, THEN, ["bucket", "product"])

    assert headline(Explained.CASH, found).en.endswith("as before.")
    assert not re.search(r"\d", reasons(Explained.CASH, found, word).zh)
