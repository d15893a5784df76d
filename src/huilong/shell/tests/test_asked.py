"""A day on the command line is read in one way; what is no day is refused in both languages, with how to write one."""

import argparse
from collections.abc import Iterator
from datetime import date

import pytest

from huilong.shell.asked import asked_day
from huilong.site.cli import build_parser, main


def arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from arguments(below)
        else:
            yield action


def test_a_day_is_read():
    assert asked_day(" 2028-02-29 ") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["abc", "", "2027-02-29", "20270228", "2027-W05-1", "2027-1-5", "２０２７-01-05"])
def test_what_is_no_day_is_refused_and_told_how_a_day_is_written(text, capsys):
    assert main(["night", "--on", text]) == 2
    told = capsys.readouterr().err
    assert "bad-day" in told
    assert "日期按 YYYY-MM-DD 书写" in told
    assert "Write a day as YYYY-MM-DD" in told
    assert "usage" not in told


def test_every_command_reads_its_days_so():
    found = [one for one in arguments(build_parser()) if one.type is asked_day]
    assert {"on", "until", "known_by", "first", "split"} <= {one.dest for one in found}
    raw = [one.dest for one in arguments(build_parser()) if one.type == date.fromisoformat or one.metavar == "DAY"]
    assert set(raw) <= {one.dest for one in found}
