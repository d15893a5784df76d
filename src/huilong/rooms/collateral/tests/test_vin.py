"""VINs (车架号): read, checked by their digit where the country wants one, years decoded only without doubt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.rules.vin import VALUES, check_digit, finding, mask_vin, model_year, read_vin
from huilong.rooms.collateral.terms import VinState

ON = date(2026, 11, 26)
CHARACTERS = st.text(alphabet=sorted(VALUES), min_size=17, max_size=17)


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "1HGBH41JXMN109186", "5GZCZ43D13S812715"])
def test_published_vins_have_their_check_digit(vin):
    assert finding(vin).state is VinState.CHECKED


@given(vin=CHARACTERS, at=st.integers(0, 16), other=st.sampled_from(sorted(VALUES)))
def test_one_character_typed_wrong_is_found_unless_it_counts_the_same(vin, at, other):
    first = "L" if at != 0 else "1"
    vin = first + vin[1:]
    vin = vin[:8] + check_digit(vin) + vin[9:]
    wrong = vin[:at] + other + vin[at + 1 :]
    if at not in (0, 8) and VALUES[other] != VALUES[vin[at]]:
        assert finding(wrong).state is VinState.CHECK_FAILS
    assert finding(vin).state is VinState.CHECKED


@given(vin=CHARACTERS)
def test_what_is_read_is_read_the_same_however_it_is_written(vin):
    wide = "".join(chr(ord(character) + 0xFEE0) for character in vin)

    assert read_vin(f" {vin[:3].lower()}-{vin[3:]} ") == read_vin(wide) == vin


@pytest.mark.parametrize(("vin", "said"), [
    ("LSVAA4182E212345", "has 16"), ("LSVAA4182E21234567", "has 18"), ("LSVAO4182E2123456", "Position 5"),
    ("LSVAA4182E212345é", "Position 17"),
])  # fmt: skip
def test_a_refusal_says_how_long_it_is_or_which_position_is_wrong(vin, said):
    with pytest.raises(Refusal) as refused:
        read_vin(vin)
    assert said in refused.value.says.en and refused.value.where == "vin"


def test_only_china_and_north_america_are_held_to_the_check_digit():
    right = check_digit("L0AAB1A30T1000001")
    wrong = "1" if right != "1" else "2"

    assert finding(f"L0AAB1A3{wrong}T1000001").state is VinState.CHECK_FAILS
    assert finding("WDBUF56X18B123456").state is VinState.NOT_REQUIRED


@pytest.mark.parametrize(("vin", "on", "year"), [
    ("1M8GDM9AXKP042788", ON, 1989),  # position 7 is a digit: before 2010
    ("5YJSA1DG9DFP14705", ON, 2013),  # a letter: since 2010
    ("L0AAB1230T1000001", ON, 2026),  # of 1996 China had none
    ("L0AAB1230V1000001", date(2025, 6, 1), 1997),  # 2027 is not made yet
    ("L0AAB1230V1000001", ON, None),  # 1997, or next year's model
    ("WDBUF56X98B123456", ON, None), ("L0AAB1230U1000001", ON, None),
])  # fmt: skip
def test_a_year_is_decoded_only_where_there_is_no_doubt(vin, on, year):
    assert model_year(vin, on) == year


def test_a_mask_shows_maker_and_last_four():
    assert mask_vin("LSVAA4182E2123456") == "LSV**********3456"
