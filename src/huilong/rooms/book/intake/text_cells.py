"""Reading one cell of text (读文本单元格): formulas, control characters and personal data are found, not guessed away.

Plain functions over bytes, as in `cells`: the same interpreted and compiled.
"""

from typing import Any

from huilong.rooms.book.intake.cells import CONTROL, EMPTY, FORMULA, GOOD, LOST_DIGITS, PERSONAL, TOO_LONG


def text_fault(text: Any, first: int, last: int, longest: int, latest_birth: int, identifier: int) -> int:
    """What is wrong with a text cell (文本检查): too long, a formula, control characters, somebody's personal data.

    `identifier` is 0 for free text, 1 for an identifier of the lender (not empty, no digits lost in a spreadsheet), 2
    for a borrower's key (also no Chinese name). `latest_birth` is the last year of birth an ID number may carry.
    """
    if first >= last:
        return EMPTY
    if last - first > longest:
        return TOO_LONG
    lead = int(text[first])
    if lead in (61, 43, 45, 64, 9, 13) or (lead == 0xEF and last - first > 2 and is_wide_sign(text, first)):
        return FORMULA
    run, letters, han = 0, 0, 0
    for i in range(first, last):
        code = int(text[i])
        if code < 32 or code == 127:
            return CONTROL
        if 48 <= code <= 57:
            run += 1
            continue
        if run and is_personal(text, first, i, last, run, latest_birth, identifier):
            return PERSONAL
        run = 0
        if 0xE4 <= code <= 0xE9:
            han += 1
        elif code == 69 or code == 101:
            letters += 1
    if run and is_personal(text, first, last, last, run, latest_birth, identifier):
        return PERSONAL
    if identifier == 2 and han:
        return PERSONAL
    if identifier and letters == 1 and lost_digits(text, first, last):
        return LOST_DIGITS
    return GOOD


def is_wide_sign(text: Any, i: int) -> bool:
    """Whether the three bytes at `i` are a full-width ＝ ＋ － or ＠, which spreadsheets also read as a formula."""
    b, c = int(text[i + 1]), int(text[i + 2])
    return b == 0xBC and (c == 0x9D or c == 0x8B or c == 0x8D or c == 0xA0)


def is_personal(text: Any, first: int, end: int, last: int, run: int, latest_birth: int, identifier: int) -> bool:
    """Whether the run of `run` digits ending before `end` is a mobile number or an ID number."""
    start = end - run
    if run == 18:
        return is_id_number(text, start, latest_birth)
    if run == 17 and end < last and (text[end] == 88 or text[end] == 120):
        return is_id_number(text, start, latest_birth)
    whole = start == first or start == first + 1
    if identifier:
        whole = start == first and end == last
    mobile = run == 11 or (run == 13 and text[start] == 56 and text[start + 1] == 54)
    if not mobile or (identifier and not whole):
        return False
    at = end - 11
    if start > first and is_letter(int(text[start - 1])):
        return False
    return bool(text[at] == 49 and 51 <= text[at + 1] <= 57)


def is_letter(code: int) -> bool:
    """Whether a byte is an ASCII letter."""
    return 65 <= code <= 90 or 97 <= code <= 122


def is_id_number(text: Any, start: int, latest_birth: int) -> bool:
    """Whether 17 bytes from `start` begin a resident ID number (GB 11643): a region, then a date of birth.

    The check digit is not looked at: a mistyped number is still somebody's.
    """
    year = 0
    for k in range(6, 10):
        year = year * 10 + int(text[start + k]) - 48
    month = (int(text[start + 10]) - 48) * 10 + int(text[start + 11]) - 48
    day = (int(text[start + 12]) - 48) * 10 + int(text[start + 13]) - 48
    if text[start] == 48 or year < 1900 or year > latest_birth:
        return False
    return 1 <= month <= 12 and 1 <= day <= 31


def lost_digits(text: Any, first: int, last: int) -> bool:
    """Whether the cell is a number in scientific notation (`6.2E+17`): a spreadsheet has thrown digits away."""
    exponent = 0
    for i in range(first, last):
        code = int(text[i])
        if code == 69 or code == 101:
            exponent = i
        elif code == 43 and exponent == i - 1 and exponent > 0:
            continue
        elif code != 46 and not 48 <= code <= 57:
            return False
    return first < exponent < last - 2 and text[exponent + 1] == 43


def _texts(text: Any, at: Any, faults: Any, longest: int, latest_birth: int, identifier: int) -> None:
    for i in range(faults.shape[0]):
        faults[i] = text_fault(text, at[i], at[i + 1], longest, latest_birth, identifier)
