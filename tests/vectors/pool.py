"""The pool: every scenario of Fineract's own tests that could be turned into data, answered by the law or counted out.

`python -m tests.vectors.pool` prints what was covered, what passed and what is not covered, by reason.
"""

import sys
from collections import Counter
from typing import Any, NamedTuple

from tests.vectors.compare import COMPARE, Moment
from tests.vectors.differences import POOL
from tests.vectors.events import tell
from tests.vectors.fineract import FIRST, NotCovered, Telling, terms_of
from tests.vectors.published import load

SHAPING = {"disburse", "reschedule", "undo_disbursal"}
DELINQUENCY = {"range", "overdue", "loan_delinquency", "installment_delinquency", "no_installment_delinquency"}
OWED_ANEW = {"chargeback", "credit_balance_refund"}
RUNS = {"run_cob", "run_delinquency_job"}
PLAY = {"repayment", "credit", "refund", "charge", "charge_nsf", "charge_pct", "pause", "resume"} | RUNS


class Verdict(NamedTuple):
    """What became of one scenario: `passed`, `failed` or `not covered`, why, and how many checks were compared."""

    name: str
    outcome: str
    reason: str
    compared: int
    skipped: tuple[str, ...]


def name_of(scenario: dict[str, Any]) -> str:
    """Where the scenario stands upstream."""
    return f"{scenario['feature']}:{scenario['line']}"


def given_schedule(scenario: dict[str, Any], terms: dict[str, Any], events: int) -> list[dict[str, Any]] | None:
    """The schedule to take as given, from the first table published after it was last shaped; None: we build it.

    We build it only where there is nothing to compute: no interest, no reschedule, one disbursement or one row.
    """
    told = scenario["events"]
    shaping = [i for i in range(events) if told[i]["do"] in SHAPING]
    kinds = [told[i]["do"] for i in shaping]
    free = float(terms["annual_rate"]) == 0 and terms["plain"]
    one_row = terms["repayments"] == 1 and "DOWNPAYMENT" not in terms["product"] and set(kinds) == {"disburse"}
    if free and (one_row or kinds in (["disburse"], ["disburse", "undo_disbursal"])):
        return None
    for check in scenario["checks"]:
        upto = check["n_events"]
        if check["expect"] != "schedule" or not shaping or upto <= shaping[-1]:
            continue
        if OWED_ANEW & {event["do"] for event in told[:upto]}:
            break
        return rows_of(check, terms, [told[i]["date"] for i in shaping if told[i]["do"] == "disburse"])
    raise NotCovered("no published schedule to take as given, and the law makes none")


def rows_of(check: dict[str, Any], terms: dict[str, Any], disbursed: list[str]) -> list[dict[str, Any]]:
    """The due dates, principal and interest of a published table; rows that hold charges alone are left out."""
    rows: list[dict[str, Any]] = []
    down_payments = list(disbursed) if "DOWNPAYMENT" in terms["product"] else []
    for row in check["rows"]:
        if row["Nr"] is None or float(row["Principal due"]) + float(row["Interest"]) == 0:
            continue
        one = {"no": FIRST + sum(not r.get("down_payment") for r in rows), "due": row["Date"]}
        one |= {"principal": row["Principal due"], "interest": row["Interest"]}
        if row["Date"] in down_payments:
            down_payments.remove(row["Date"])
            one |= {"no": sum(bool(r.get("down_payment")) for r in rows), "down_payment": True}
        rows.append(one)
    return rows


def refuse_products(terms: dict[str, Any]) -> None:
    """Count out the products whose figures upstream computes and the law takes as given."""
    if "RECALCULATION" in terms["product"]:
        raise NotCovered("interest recalculated by upstream")
    if "OVERDUE_FROM_AMOUNT" in terms["product"]:
        raise NotCovered("overdue fees charged by upstream's nightly run")


def judge(scenario: dict[str, Any]) -> Verdict:
    """Tell the scenario to the law and compare every check that it can answer."""
    name = name_of(scenario)
    terms = terms_of(scenario["terms"])
    compared, skipped, wrong = 0, [], []
    strong = False
    try:
        refuse_products(terms)
        if not PLAY & {event["do"] for event in scenario["events"]}:
            raise NotCovered("only a schedule is checked: the law takes schedules as given")
        for check in scenario["checks"]:
            if check["expect"] not in COMPARE:
                skipped.append(check["expect"])
                continue
            moment = moment_of(scenario, terms, check)
            differences = COMPARE[check["expect"]](moment, check) if moment else None
            if differences is None:
                skipped.append(check["expect"])
                continue
            compared += 1
            strong = strong or check.get("status") != "ACTIVE"
            wrong += [f"{check['expect']} on {check['as_of']}: {d}" for d in differences]
    except NotCovered as reason:
        return Verdict(name, "not covered", str(reason), 0, ())
    if not strong:
        return Verdict(name, "not covered", only(skipped), 0, tuple(skipped))
    return Verdict(name, "failed" if wrong else "passed", wrong[0] if wrong else "", compared, tuple(skipped))


def only(skipped: list[str]) -> str:
    """Why nothing was left to compare."""
    if "charged_off" in skipped:
        return "charge-off accounting"
    return f"nothing the law answers is checked: {', '.join(sorted(set(skipped)))}"


def moment_of(scenario: dict[str, Any], terms: dict[str, Any], check: dict[str, Any]) -> Moment | None:
    """The facts as they stood when the check was made; None before any money was lent."""
    events = scenario["events"][: check["n_events"]]
    lent = [e["do"] for e in events if e["do"] in ("disburse", "undo_disbursal")]
    if not lent or lent[-1] == "undo_disbursal":
        return None
    given = given_schedule(scenario, terms, check["n_events"])
    told = Telling(terms, given, at_once=check["expect"] in DELINQUENCY)
    for event in events:
        tell(told, event)
    moved = [e["on"] for e in events if e["do"] not in ("approve", "global_config", "allocation_rule", "pause")]
    ran = [e["on"] for e in events if e["do"] in RUNS]
    return Moment(told, check["as_of"], max(filter(None, moved), default=check["as_of"]), bool(ran))


def verdicts() -> list[Verdict]:
    """The verdicts on the whole pool."""
    return [judge(scenario) for scenario in load("fineract_scenarios_all")["cases"]]


def report(found: list[Verdict]) -> str:
    """The counts, the failures and the reasons, as text."""
    outcomes = Counter(v.outcome for v in found)
    passed, failed = outcomes["passed"], outcomes["failed"]
    lines = [f"{len(found)} scenarios: {passed + failed} covered, {passed} passed, {failed} failed, "]
    lines[0] += f"{outcomes['not covered']} not covered"
    checks = sum(v.compared for v in found)
    lines.append(f"{checks} checks compared; checks of covered scenarios the law does not answer:")
    left = Counter(kind for v in found if v.outcome != "not covered" for kind in v.skipped)
    lines += [f"  {count:4} {kind}" for kind, count in left.most_common()]
    lines.append("failed:")
    lines += [f"  {v.name}: {POOL.get(v.name, 'not understood')}: {v.reason}" for v in found if v.outcome == "failed"]
    lines.append("not covered:")
    reasons = Counter(v.reason for v in found if v.outcome == "not covered")
    lines += [f"  {count:4} {reason}" for reason, count in reasons.most_common()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(verdicts()) + "\n")
