"""The letters that explain a distribution, set in type: the form of China, and the six lines of the US."""

import io
import re
from datetime import date
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from huilong.integrations.letters_typst import typesetter
from huilong.rooms.contact.terms import Letter
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.rules.letters import explained_cn, explained_us
from huilong.rooms.disposal.rules.orders import order_of
from huilong.rooms.disposal.rules.recount import inputs_of
from huilong.rooms.disposal.rules.waterfall import distribution
from huilong.rooms.disposal.terms import Creditor, Part, PartKind, Right, RightKind

VALUES = {
    "on": "2026-09-20", "lender": "回笼汽车金融", "addressee": "王小梅", "loan": "L1", "vehicle": "大众 朗逸",
    "taken_on": date(2026, 8, 1), "sold_on": "2026-09-18",
}  # fmt: skip
OURS = Right(RightKind.REGISTERED, date(2025, 1, 1))


def told(proceeds, jurisdiction="CN", others=()):
    order = order_of(policy().orders, jurisdiction, "auto_loan", date(2026, 9, 20))
    parts = (
        Part(PartKind.COST, 90_000, "charge:1", "tow", "file:7"), Part(PartKind.PENALTY, 12_345, "loan L1"),
        Part(PartKind.PRINCIPAL, 5_000_000, "loan L1"),
    )  # fmt: skip
    found = distribution(proceeds, parts, others, OURS, order)
    return SimpleNamespace(
        id=3, on=date(2026, 8, 20), proceeds_fen=found.proceeds_fen, lines=found.lines, surplus_fen=found.surplus_fen,
        surplus_to=found.surplus_to, deficiency_fen=found.deficiency_fen,
        inputs=inputs_of(found, parts, others, OURS, order, date(2026, 8, 20)),
    )  # fmt: skip


def text_of(letter) -> str:
    body = typesetter().pdf(Letter(*letter))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


SAID = [(6_000_000, "余款8,976.55元归抵押人所有"), (4_000_000, "尚有11,023.45元未获清偿")]


@pytest.mark.parametrize(("proceeds", "said"), SAID)
def test_the_letter_of_china_says_each_line_its_source_and_what_follows(proceeds, said):
    text = text_of(explained_cn(told(proceeds), VALUES))

    assert said in text
    assert "charge:1file:7" in text
    assert "验算" in text


def test_the_explanation_of_the_us_has_its_six_lines_in_order():
    junior = Creditor("Second Bank", Right(RightKind.JUNIOR), 80_000, "demand")
    text = text_of(explained_us(told(6_000_000, "US", (junior,)), VALUES))

    amounts = ("50,123.45", "60,000.00", "-9,876.55", "900.00", "8,176.55", "800.00")
    places = [text.index(one.replace("-", "−")) if one not in text else text.index(one) for one in amounts]
    assert places == sorted(places)
    assert "surplus" in text
