"""Amounts in words (人民币大写), as cheques and contracts write them.

Source: 中国人民银行《支付结算办法》附一《正确填写票据和结算凭证的基本规定》, articles 1 to 4.
"""

from huilong.kernel.money import Fen

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿", "亿亿")


def capitals(amount: Fen) -> str:
    """An amount in words (大写金额). A whole amount ends in 整; a missing jiao before fen is said as 零.

    >>> capitals(1640902), capitals(140950), capitals(0)
    ('人民币壹万陆仟肆佰零玖元零贰分', '人民币壹仟肆佰零玖元伍角整', '人民币零元整')
    """
    yuan, cents = divmod(abs(amount), 100)
    jiao, fen = divmod(cents, 10)
    words = _whole(yuan) + "元" if yuan or not cents else ""
    if jiao:
        words += DIGITS[jiao] + "角"
    elif fen and yuan:
        words += "零"
    words += DIGITS[fen] + "分" if fen else "整"
    return ("人民币负" if amount < 0 else "人民币") + words


def _whole(number: int) -> str:
    """A whole number in words: four digits a group, one 零 for any run of zeros between two digits."""
    if number == 0:
        return DIGITS[0]
    words, gap = "", False
    groups = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        for power in (3, 2, 1, 0):
            digit = group // 10**power % 10
            if digit == 0:
                gap = True
                continue
            words += (DIGITS[0] if gap and words else "") + DIGITS[digit] + PLACES[power]
            gap = False
        words += GROUPS[place]
        gap = False if group % 10 else gap
    return words
