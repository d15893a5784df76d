"""Vehicle identification numbers (车架号): read, checked, decoded where they leave no doubt, and how they are shown.

ISO 3779 gives 17 characters without I, O and Q. Position 9 is a check digit where GB 16735-2019 (China) or 49 CFR
565.15 and its Canadian and Mexican counterparts require one; makers elsewhere may put anything there.
"""

from datetime import date

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import VinFinding, VinState

LENGTH = 17
SHOWN = 20
CHECK_POSITION = 9
VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
                  strict=True)) | {str(n): n for n in range(10)}  # fmt: skip
"""What each character counts for in the check sum (49 CFR 565.15, table III; GB 16735-2019, annex)."""
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHINA, NORTH_AMERICA = "LH", "12345"
"""First characters of makers in China (L, and H since it was added), and in the United States, Canada and Mexico."""
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
"""Position 10, from 1980 on, every 30 years anew: never I, O, Q, U, Z or 0."""
FIRST_YEAR, CYCLE = 1980, 30
CHINESE_SINCE = 1997
"""GB/T 16735 is of 1997: a Chinese code of the first cycle before that year is none."""


def mask_vin(vin: str) -> str:
    """A VIN for lists: maker and the last four (ISO 3779).

    >>> mask_vin("LSVAA4182E2123456")
    'LSV**********3456'
    """
    return f"{vin[:3]}{'*' * (len(vin) - 7)}{vin[-4:]}" if len(vin) > 7 else "*" * len(vin)


def read_vin(text: str) -> str:
    """A VIN as it is kept (车架号): upper case, without spaces and hyphens, full-width characters made plain.

    Raises Refusal `bad-vin` that says how long it is or which position is wrong; a failing check digit is no reason.
    """
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    vin = "".join(text.translate(wide).replace("-", " ").split()).upper()
    if len(vin) != LENGTH:
        raise Refusal(
            "bad-vin", status=422, where="vin", zh=f"车架号应为 17 位,实为 {len(vin)} 位。",
            en=f"A VIN has 17 characters, this one has {len(vin)}.", remedy_zh="请对照登记证书或车身核对。",
            remedy_en="Compare it with the registration certificate or the vehicle.",
        )  # fmt: skip
    for position, character in enumerate(vin, 1):
        if character not in VALUES:
            raise Refusal(
                "bad-vin", status=422, where="vin", zh=f"车架号第 {position} 位“{character}”不可能出现。",
                en=f"Position {position} of the VIN cannot be “{character}”.",
                remedy_zh="字母 I、O、Q 不用于车架号:请核对是否为 1、0。",
                remedy_en="The letters I, O and Q are not used: look whether it is a 1 or a 0.",
            )  # fmt: skip
    return vin


def check_digit(vin: str) -> str:
    """The character position 9 should have (校验位): the weighted sum modulo 11, X for 10.

    >>> check_digit("1M8GDM9AXKP042788"), check_digit("11111111111111111")
    ('X', '1')
    """
    left = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "X" if left == 10 else str(left)


def wants_check_digit(vin: str) -> bool:
    """Whether the maker's country requires a check digit: China and North America do (需校验)."""
    return vin[0] in CHINA or vin[0] in NORTH_AMERICA


def finding(vin: str) -> VinFinding:
    """What can be said of a VIN of the right form (车架号核验): that of an import may lack its check digit.

    >>> finding("1M8GDM9AXKP042788").state.value, finding("1M8GDM9A1KP042788").state.value
    ('checked', 'check_fails')
    >>> finding("WDBUF56X18B123456").state.value
    'not_required'
    """
    right = check_digit(vin)
    if vin[CHECK_POSITION - 1] == right:
        return VinFinding(VinState.CHECKED, right)
    return VinFinding(VinState.CHECK_FAILS if wants_check_digit(vin) else VinState.NOT_REQUIRED, right)


def model_year(vin: str, on: date) -> int | None:
    """The model year, where the VIN leaves no doubt by `on` (年款); None where it does.

    Codes come again after 30 years. In North America position 7 tells the cycle of cars (a letter since 2010, 49 CFR
    565.15); in China codes before 1997 are none. Others need not put a year there.

    >>> model_year("1M8GDM9AXKP042788", date(2026, 11, 26)), model_year("L0AAB1236T1000001", date(2026, 11, 26))
    (1989, 2026)
    """
    code = vin[9]
    if code not in YEAR_CODES or not wants_check_digit(vin):
        return None
    first = FIRST_YEAR + YEAR_CODES.index(code)
    years = list(range(first, on.year + 2, CYCLE))
    if vin[0] in CHINA:
        years = [year for year in years if year >= CHINESE_SINCE]
    elif vin[6].isdigit():
        years = [year for year in years if year < FIRST_YEAR + CYCLE]
    else:
        years = [year for year in years if year >= FIRST_YEAR + CYCLE]
    return years[0] if len(years) == 1 else None
