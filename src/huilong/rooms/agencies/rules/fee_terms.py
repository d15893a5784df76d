"""Terms of a fee as stored data (计费条款): read with a refusal that names the mistake, written back the same."""

from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.terms import FeeForm, FeeTerms, FeeTier

PPM = 1_000_000
WHOLE = ("rate_ppm", "each_fen", "minimum_fen", "clawback_days", "tail_days")
EXCLUDED = "earlier_promises_excluded"
KNOWN = {"form", "tiers", "cap_ppm", EXCLUDED, *WHOLE}


def fee_terms(given: dict[str, Any]) -> FeeTerms:
    """The terms told by `given`, as in a contract or a bid; money in fen, rates in parts per million.

    >>> fee_terms({"form": "rate", "rate_ppm": 180_000}).rate_ppm
    180000

    Raises Refusal where a key is unknown, a number is not whole or negative, a rate is above the whole, or a form lacks
    what it reckons with.
    """
    if unknown := set(given) - KNOWN:
        raise _wrong(f"未知字段 {sorted(unknown)[0]}", f"unknown field {sorted(unknown)[0]}")
    try:
        form = FeeForm(str(given.get("form")))
    except ValueError:
        raise _wrong("计费方式未知", "the form is not known") from None
    whole = {name: _whole(given, name) for name in WHOLE if name in given}
    tiers = tuple(FeeTier(_whole(one, "at_least"), _rate(one, "rate_ppm")) for one in given.get("tiers", ()))
    if not isinstance(excluded := given.get(EXCLUDED, False), bool):
        raise _wrong(f"{EXCLUDED} 须为 true 或 false", f"{EXCLUDED} must be true or false")
    terms = FeeTerms(
        form, tiers=tiers, cap_ppm=_rate(given, "cap_ppm") if given.get("cap_ppm") is not None else None,
        earlier_promises_excluded=excluded, **whole,
    )  # fmt: skip
    if terms.rate_ppm > PPM:
        raise _wrong("费率超过 100%", "a rate is above 100 %")
    edges = [one.at_least for one in tiers]
    if form in (FeeForm.BY_AGE, FeeForm.BY_AMOUNT) and (not edges or edges[0] != 0 or edges != sorted(set(edges))):
        raise _wrong("分档须从 0 起且递增", "tiers must begin at 0 and ascend")
    priced = terms.each_fen if form in (FeeForm.PER_SUCCESS, FeeForm.PER_VISIT) else terms.rate_ppm or tiers
    if not priced:
        raise _wrong("缺少费率或单价", "the rate or the price is missing")
    return terms


def as_data(terms: FeeTerms) -> dict[str, Any]:
    """The terms as stored: `fee_terms(as_data(t)) == t`."""
    return {
        "form": terms.form.value, "rate_ppm": terms.rate_ppm, "each_fen": terms.each_fen,
        "tiers": [{"at_least": one.at_least, "rate_ppm": one.rate_ppm} for one in terms.tiers],
        "minimum_fen": terms.minimum_fen, "cap_ppm": terms.cap_ppm, "clawback_days": terms.clawback_days,
        "tail_days": terms.tail_days, EXCLUDED: terms.earlier_promises_excluded,
    }  # fmt: skip


def _whole(given: dict[str, Any], name: str) -> int:
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(f"{name} 须为非负整数", f"{name} must be a whole number, not negative")
    return value


def _rate(given: dict[str, Any], name: str) -> int:
    value = _whole(given, name)
    if value > PPM:
        raise _wrong(f"{name} 超过 100%", f"{name} is above 100 %")
    return value


def _wrong(zh: str, en: str) -> Refusal:
    return Refusal(
        "fee-terms", zh=f"计费条款有误:{zh}。", en=f"The fee terms are wrong: {en}.",
        remedy_zh="请按 docs/how-to/settlement.md 填写。", remedy_en="Write them as in docs/how-to/settlement.md.",
    )  # fmt: skip
