"""Letters in type: what they show, what they refuse, and that a value is never markup."""

import io
import re
import threading
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.integrations.letters_typst import typesetter
from huilong.integrations.letters_typst.adapter import LettersByTypst
from huilong.integrations.letters_typst.capitals import DIGITS, capitals
from huilong.integrations.letters_typst.layouts import LAYOUTS
from huilong.integrations.letters_typst.tests.examples import EXAMPLES
from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import Letter


@pytest.fixture(scope="module")
def setter():
    try:
        return typesetter()
    except Refusal as refusal:
        pytest.skip(f"{refusal.says.en} {refusal.remedy.en}")


def words(pdf: bytes) -> str:
    """The text of a PDF without its white space, which the setting moves about."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def letter(layout: str, **changes: Any) -> Letter:
    return Letter(layout, EXAMPLES[layout] | changes)


SHOWS = {
    "demand": ["回笼汽车金融有限公司逾期还款催告函2026年3月2日函号：催函〔2026〕000017号王小明：您与", "第1页共1页"],
    "lawyer": [
        "Example&PartnersDemandforpayment", "No.NO-172026-03-02DearMsWang,under", "HuilongLegal2026-03-02",
        "(seal)", "Page1of1",
    ],
    "lawyer_letter": ["律师函", "（2026）某律函字第0012号", "13,269.84", "承办律师：张三、李四", "（盖章处）"],
    "demand_letter": ["催收函", "催字2026-000123", "已逾期45天", "请于2026年3月16日前", "投诉渠道：400-000-0001"],
    "sale_confirmation": [
        "成交确认书", "竞买代号B-03", "鲁A·7C596", "53,600.00", "人民币伍万叁仟陆佰元", "48,600.00元", "5日内",
    ],
    "relief_agreement": [
        "减免还款协议", "330106********0012", "放款金额120,000.00元", "第四条还款计划", "2026年5月15日", "13,235.79",
        "人民币壹万叁仟贰佰叁拾伍元柒角玖分", "乙方（签字）：", "任一期逾期超过三日", "第2页共2页",
    ],
    "deletion_certificate": ["数据删除证明", "编号：SC-B-1-7", "案件共40件", "硬盘消磁", "已于2026年2月28日全部终止"],
    "vehicle_handover": [
        "车辆交接单", "LSVNV2182E2100001", "48213", "儿童安全座椅", "里程表", "0a3c3482a949ffee", "居民身份证",
        "（盖章处）", "交车人（签字）", "不以是否还款为条件",
    ],
    "proceeds_letter": [
        "车辆处置价款分配说明", "处置000003", "charge:17file:33", "52,000.00", "23,285.00", "验算", "（盖章处）",
        "第1页共1页",
    ],
    "proceeds_616": [
        "ExplanationofCalculation", "§9-616", "18,450.00", "21,000.00", "Amountofthesurplus", "1,965.00",
        "Futuredebits",
        "onitsdemand:SecondBank", "Page1of1",
    ],
    "statement": ["欠款明细", "截至2026年3月1日", "未结清的期次", "6,720.00", "第1页共1页"],
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_shows_what_it_is_given(setter, layout):
    shown = words(setter.pdf(letter(layout)))

    assert [text for text in SHOWS[layout] if text not in shown] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_equal_letters_are_equal_bytes_whoever_sets_them(setter, layout):
    first = setter.pdf(letter(layout))

    assert setter.pdf(letter(layout, on="2026-03-03")) != first
    assert setter.pdf(letter(layout)) == first == typesetter().pdf(letter(layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_may_be_left_out_may_be_left_out(setter, layout):
    bare = {name: EXAMPLES[layout][name] for name, field in LAYOUTS[layout].fields.items() if field.needed}

    assert setter.pdf(Letter(layout, bare)).startswith(b"%PDF")


def test_it_is_made_for_the_archive(setter):
    pdf = setter.pdf(letter("statement"))

    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"D:20260302000000Z" in pdf


MARKUP = [
    '#import "base.typ": *', '#read("/etc/passwd")', "#panic()", "$x^2$", "[a] #[b]", "*bold* _it_", "= title", "// no",
    "/* no */", "\\u{41}", '"quoted" \'so\'', "<label> @ref", "`raw`", "#sys.inputs.fonts", "~ -- --- ...", "{1 + 1}",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_a_value_is_text_and_never_markup(setter, text):
    shown = words(setter.pdf(letter("demand_letter", body=[text, f"前{text}后"], number=text)))

    assert shown.count(re.sub(r"\s", "", text)) == 3


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_out_as_it_went_in(setter, text):
    assert text in words(setter.pdf(letter("statement", product=text)))


def test_a_worded_letter_shows_its_template_s_text_and_nothing_of_other_values(setter):
    shown = words(setter.pdf(letter("demand", body='#panic() $x$ "a"\n\n[b]', vehicle="沪A·00000")))

    assert '#panic()$x$"a"' in shown
    assert "编号：催函〔2026〕000017号" in shown  # the body does not say it, so the head does
    assert "沪A" not in shown


def test_an_agreement_without_payments_has_no_clause_of_payments(setter):
    shown = words(setter.pdf(letter("relief_agreement", schedule=[], if_broken=[])))

    assert "还款计划" not in shown and "未按约履行" not in shown
    assert "第四条其他" in shown


def test_a_long_letter_runs_over_pages_each_numbered(setter):
    body = [f"第 {no} 段:" + "欠款情况说明。" * 40 for no in range(12)]
    pages = pypdf.PdfReader(io.BytesIO(setter.pdf(letter("lawyer_letter", body=body)))).pages
    feet = [re.sub(r"\s", "", page.extract_text())[-6:] for page in pages]

    assert len(pages) > 2
    assert feet == [f"第{no}页共{len(pages)}页" for no in range(1, len(pages) + 1)]


def test_threads_set_letters_side_by_side(setter):
    expected = {layout: setter.pdf(letter(layout)) for layout in LAYOUTS}
    got: list[tuple[str, bytes]] = []
    threads = [
        threading.Thread(target=lambda layout=layout: got.append((layout, setter.pdf(letter(layout)))))
        for layout in [*LAYOUTS, *LAYOUTS]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 2 * len(LAYOUTS)
    assert [layout for layout, pdf in got if pdf != expected[layout]] == []


def test_a_character_that_no_font_has_is_refused_by_its_name(setter):
    with pytest.raises(Refusal, match="bad-letter") as refused:
        setter.pdf(letter("statement", addressee={"name": "王\U000f0000小"}))

    assert refused.value.where == "characters"


def test_without_a_chinese_font_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("LETTERS_FONT_PATHS", str(tmp_path))

    with pytest.raises(Refusal, match="no-chinese-font") as refused:
        typesetter()

    assert "fonts-noto-cjk" in refused.value.remedy.zh
    assert refused.value.where == str(tmp_path)
    with pytest.raises(Refusal, match="no-chinese-font"):
        LettersByTypst([])


def spoiled(path: str, value: object) -> dict[str, Any]:
    """The relief agreement with one value replaced; the value ... takes it away."""
    values = deepcopy(EXAMPLES["relief_agreement"])
    *way, last = path.split(".")
    at: Any = values
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return values


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("number", ...), ("number", " "), ("number", 7), ("number", "\ud800"), ("number", "a\x00"),
        ("on", "2026-02-30"), ("on", datetime(2026, 3, 2, tzinfo=UTC)), ("on", None),
        ("lender.name", ...), ("borrower.nmae", "王"), ("loan", []), ("loan.principal_fen", 1.5),
        ("loan.principal_fen", True), ("loan.principal_fen", MAX_FEN + 1), ("owed", []), ("owed", "text"),
        ("owed.0.amount_fen", "12.00"), ("schedule.1.due_on", "soon"), ("terms", "one text"), ("terms", []),
        ("terms", ["x" * 5001]), ("schedule.0.no", 1), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_by_its_path(setter, path, value):
    with pytest.raises(Refusal, match="bad-letter") as refused:
        setter.pdf(Letter("relief_agreement", spoiled(path, value)))

    assert (refused.value.where + ".").startswith(path + ".")


def test_a_table_longer_than_a_letter_is_refused(setter):
    rows = [{"label": "罚息", "amount_fen": 1}] * 1001
    with pytest.raises(Refusal, match="bad-letter"):
        setter.pdf(letter("statement", amounts=rows))


def test_a_layout_that_is_not_there_is_refused(setter):
    for name in ("base", "../layouts/statement", "", "love_letter"):
        with pytest.raises(Refusal, match="bad-letter"):
            setter.pdf(Letter(name, EXAMPLES["statement"]))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (140_950, "壹仟肆佰零玖元伍角整"), (600_714, "陆仟零柒元壹角肆分"), (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"), (10_700_053, "壹拾万零柒仟元伍角叁分"), (0, "零元整"), (5, "伍分"),
        (50, "伍角整"), (100_000_000, "壹佰万元整"), (1_000_000_100, "壹仟万零壹元整"), (10_000_000_000, "壹亿元整"),
        (10_000_100_000, "壹亿零壹仟元整"), (-3_405, "负叁拾肆元零伍分"),
    ],
)  # fmt: skip
def test_amounts_are_said_as_the_rules_for_cheques_say(amount, said):
    """The examples of article 4 of the rules, and the corners around them."""
    assert capitals(amount) == "人民币" + said


@given(st.integers(0, MAX_FEN))
def test_amounts_in_words_say_the_amount(amount):
    assert heard(capitals(amount)) == amount


def heard(said: str) -> int:
    """An amount in words, read back."""
    whole, _, cents = said.removeprefix("人民币").rpartition("元")
    total = group = digit = 0
    for sign in whole:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in "拾佰仟":
            group, digit = group + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
        else:
            section, group, digit = group + digit, 0, 0
            total = (total + section) * 10**8 if sign == "亿" else total + section * 10_000
    fen = (total + group + digit) * 100
    for sign, worth in (("角", 10), ("分", 1)):
        if sign in cents:
            fen += DIGITS.index(cents[cents.index(sign) - 1]) * worth
    return fen


def test_the_letters_of_the_tests_are_dated_by_dates_or_their_texts():
    """So that both ways of giving a date are tried above."""
    assert {type(one["on"]) for one in EXAMPLES.values()} == {date, str}
