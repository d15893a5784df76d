"""Numbers of letters (函号): one series a lender and year, as they are printed."""


def letter_number(year: int, number: int) -> str:
    """A letter's number as it is printed.

    >>> letter_number(2026, 17)
    '催函〔2026〕000017号'
    """
    return f"催函〔{year}〕{number:06d}号"
