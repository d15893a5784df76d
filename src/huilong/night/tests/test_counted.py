"""What steps count is told in words, in the reader's language, on the page and in the terminal."""

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from huilong.night.commands import Terminal
from huilong.night.counted import COUNTS, count_text, count_word
from huilong.night.terms import RunRow, RunState, StepName, StepRow, StepState
from huilong.rooms.book.terms import FileStatus
from huilong.rooms.cases.actions.promises import EVENTS
from huilong.rooms.collateral.terms import VehicleAlarmKind
from huilong.rooms.ledger.terms import FindingKind
from huilong.rooms.performance.terms import PlanStanding

AT = datetime(2026, 4, 1, 1, tzinfo=UTC)
TOLD = {"opened": 3, "moved": 1200, "act_without_verdict": 2, "since_03_31": 7, "storage_fen": 123456}
STEP = StepRow(StepName.OPEN_MOVE_CLOSE, StepState.DONE, AT, 1.0, 100, 0, 0, 0, TOLD, 1, "")
RUN = RunRow(1, date(2026, 3, 31), 1, RunState.DONE, "cli", AT, AT, 1.0, 0, "", (STEP,))


@pytest.mark.parametrize("enum", [FileStatus, EVENTS, VehicleAlarmKind, FindingKind, PlanStanding])
def test_counts_by_the_members_of_an_enum_have_words(enum):
    assert [one.value for one in enum if one.value not in COUNTS] == []


@pytest.mark.parametrize(
    ("language", "says"),
    [("zh-hans", ["立案", "1,200", "有行为无裁决", "03-31 起的借据", "保管费(元)", "1,234.56"]),
     ("en", ["opened", "1,200", "acts without verdict", "loans since 03-31", "storage, yuan", "1,234.56"])],
)  # fmt: skip
def test_the_page_of_a_night_says_its_counts_in_the_reader_s_language(language, says):
    counts = {STEP.name: [(count_word(code), code, count_text(code, value)) for code, value in TOLD.items()]}
    with translation.override(language):
        page = render_to_string("night/_steps.html", {"run": RUN, "counts": counts})
    shown = page.partition("<tbody>")[2]
    assert [one for one in says if one not in shown] == []
    assert ">act_without_verdict<" not in shown


def test_the_terminal_says_them_in_both(capsys):
    Terminal().step(RUN.on, STEP.name, StepState.DONE, {"opened": 3, "moved": 1200})
    told = capsys.readouterr().out
    assert "立案 opened 3" in told and "变动 moved 1,200" in told
