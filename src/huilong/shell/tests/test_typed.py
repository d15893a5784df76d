"""What a form says, read or refused with its field."""

from datetime import date
from enum import StrEnum

import pytest

from huilong.kernel.refusal import Refusal
from huilong.shell.typed import typed_amount, typed_day, typed_member, typed_or_none


class Side(StrEnum):
    """Two sides."""

    LEFT = "left"
    RIGHT = "right"


def test_what_can_be_read_is_read():
    form = {"on": " 2028-02-29 ", "amount": "1,234.56", "side": "left", "empty": "  "}
    assert typed_day(form, "on") == date(2028, 2, 29)
    assert typed_amount(form, "amount") == 123_456
    assert typed_member(Side, form, "side") is Side.LEFT
    assert typed_or_none(typed_day, form, "empty") is None
    assert typed_or_none(typed_amount, form, "missing") is None


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (typed_day, "2027-02-29", "bad-date"), (typed_day, "", "bad-date"), (typed_amount, "1.234", "bad-amount"),
        (typed_amount, "", "bad-amount"), (lambda form, name: typed_member(Side, form, name), "up", "no-choice"),
        (lambda form, name: typed_member(Side, form, name), "", "no-choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_field(read, text, code):
    with pytest.raises(Refusal) as told:
        read({"field": text}, "field")
    assert (told.value.code, told.value.where, told.value.status) == (code, "field", 422)


def test_a_long_text_is_not_told_back_whole():
    with pytest.raises(Refusal) as told:
        typed_amount({"amount": "x" * 5_000}, "amount")
    assert len(told.value.says.zh) < 100
