"""What may be promised (承诺限制): amounts, days, how many, how often put off; the limits are data of the house."""

from datetime import date, timedelta

from huilong.kernel.money import MAX_FEN, Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.terms import PromisePolicy


def refuse_unfit_promise(
    policy: PromisePolicy, amount_fen: Fen, due_on: date, today: date, *, most_fen: Fen, still_open: int, put_off: int,
    replaces: bool,
) -> None:  # fmt: skip
    """Refuse a promise beyond the house's limits (承诺受限).

    `most_fen`: what is left of the principal and all that is overdue; nobody promises more. `still_open`: open
    promises that would stay beside it. `put_off`: promises of the case replaced lately.
    """
    if not policy.least_fen <= amount_fen <= MAX_FEN:
        raise _refused(
            "promise-amount", "amount_fen", f"承诺金额不能少于 {yuan(policy.least_fen)} 元。",
            f"A promise is of at least {yuan(policy.least_fen)}.",
            "请填写实际承诺的金额。", "Write the amount promised.",
        )  # fmt: skip
    if 0 < most_fen < amount_fen:
        raise _refused(
            "promise-beyond-debt", "amount_fen", f"承诺金额超过剩余本金与逾期金额之和 {yuan(most_fen)} 元。",
            f"That is more than the principal left and all that is overdue together, {yuan(most_fen)}.",
            "请核对金额,多半是多打了几位。", "Look at the amount again: a digit too many, most likely.",
        )  # fmt: skip
    last = today + timedelta(days=policy.most_days_ahead)
    if not today <= due_on <= last:
        raise _refused(
            "promise-day", "due_on", f"承诺日期须在 {today} 至 {last} 之间。",
            f"A promise is for a day from {today} to {last}.",
            "更久的安排请提交展期或分期方案。", "For a longer arrangement offer an extension or a plan.",
        )  # fmt: skip
    if still_open >= policy.most_open:
        raise _refused(
            "promises-open", "", f"本案已有 {still_open} 项待兑现承诺,最多 {policy.most_open} 项。",
            f"The case has {still_open} open promises already; {policy.most_open} at most.",
            "请先改期或撤销其中一项。", "Reschedule or withdraw one of them first.",
        )  # fmt: skip
    if replaces and put_off >= policy.most_reschedules:
        raise _refused(
            "promise-put-off", "replaces",
            f"本案 {policy.reschedule_days} 天内已改期 {put_off} 次,最多 {policy.most_reschedules} 次。",
            f"Promises of this case were put off {put_off} times within {policy.reschedule_days} days; "
            f"{policy.most_reschedules} at most.",
            "请组长协助,或提交减免方案。", "Ask the team lead, or offer relief.",
        )  # fmt: skip


def _refused(code: str, where: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Refusal:
    return Refusal(
        code, status=422, where=where, rule="house:promises", zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en
    )
