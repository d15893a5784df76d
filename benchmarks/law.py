"""May we? measured: `python -m benchmarks.law [--cases 100000]`.

`lights`: the verdict on a call to every case of a book, facts differing from case to case, as the night would ask for
its permitted-now lights. `lights_with_hours`: the same as a list of cases shows them, each with the hour at which it
changes and the calls left. `answers`: every rule's own verdict. `stored`: one act after another asked with `may_we` on
a database of its own: facts joined by clock and counts, verdict and journal entry written, committed.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "law"
TEN = datetime(2026, 9, 1, 2, tzinfo=UTC)


def main() -> int:
    """Measure and write benchmarks/results/law/; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.law", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--stored", type=int, default=2000)
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.law", *sys.argv[1:]])}
    told |= over_the_book(options.cases)
    told["stored"] = stored(options.stored)
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    print(json.dumps({key: told[key] for key in told if key.endswith("_per_second") or key == "stored"}))
    return 0


def facts_of(n: int, chance: random.Random) -> dict[str, Any]:
    """What is known of case `n`: counts, hours, disputes and consents as they vary over a book."""
    return {
        "debtor_local_time": f"{chance.randrange(7, 23):02d}:{chance.randrange(60):02d}",
        "agreed_time_window_covers": chance.random() < 0.05, "debtor_consented_to_time": chance.random() < 0.05,
        "effective_calls_today_all_agents": chance.randrange(5),
        "unanswered_attempts_today_same_number": chance.randrange(8), "frequency_agreed_with_debtor": False,
        "content_flags": [], "stated_amount": n, "ledger_amount": n, "fee_kind": "none", "channel_owner": "company",
        "lender_consent_channel": False, "touches_last_24h_all_channels": chance.randrange(9),
        "policy_daily_touch_cap": 6, "script_has_identity": True, "is_ai_agent": False, "recorder_healthy": True,
        "model_bias_test_passed": True, "human_handoff_available": True, "pre_job_training_passed": True,
        "days_since_training": 100, "open_dispute_on_debt": chance.random() < 0.02, "purpose": "collect",
        "creditor_is_assignee": False, "assignment_notice_delivered": False, "personal_bankruptcy_accepted": False,
        "administrator_or_court_permission": False, "process_recorded": True,
    }  # fmt: skip


def over_the_book(cases: int) -> dict[str, Any]:
    """Verdicts a second over acts that differ."""
    from huilong.rooms.compliance.queries import shipped
    from huilong.rooms.compliance.rules.may import covering, may, strictest
    from huilong.rooms.compliance.terms import Act

    book, chance = shipped(), random.Random(7)
    acts = [
        Act("contact.call", TEN.date(), "CN", "auto_finance_company", "auto_loan", ("*",), None, facts_of(n, chance))
        for n in range(cases)
    ]
    told: dict[str, Any] = {"cases": cases, "rules_each": len(covering(acts[0], book))}
    for name, judge in (("lights", strictest), ("answers", may)):
        started = time.perf_counter()
        for act in acts:
            judge(act, book)
        told[f"{name}_per_second"] = round(cases / (time.perf_counter() - started))
    return told | by_the_clock(acts)


def by_the_clock(acts: list[Any]) -> dict[str, Any]:
    """Lights a second with the hour at which each changes and the calls left, as a list of cases shows them."""
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    from huilong.rooms.compliance.queries import shipped
    from huilong.rooms.compliance.rules.lights import CLOCKS, IN_ORDER, lights

    of_the_act = {*IN_ORDER, *CLOCKS}
    rows = [{name: value for name, value in act.facts.items() if name not in of_the_act} for act in acts]
    started = time.perf_counter()
    at = TEN.astimezone(ZoneInfo("Asia/Shanghai"))
    lamps = list(lights(rows, replace(acts[0], facts={}), shipped(), at))
    took = time.perf_counter() - started
    return {
        "lights_with_hours_per_second": round(len(rows) / took),
        "lights_that_differ": len({(one.verdict, one.deciding, one.changes_at, one.left) for one in lamps}),
    }


def stored(rounds: int) -> dict[str, Any]:
    """Milliseconds of one `may_we` with counters, committed, by how many acts the debtor has behind him."""
    import os

    with tempfile.TemporaryDirectory(prefix="huilong-law-") as home:
        os.environ |= {"HUILONG_HOME": home, "HUILONG_DATABASE_ROLE": "owner"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
        from huilong.site import postgres

        lease = postgres.ensure(Path(home))
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        try:
            return _asked(rounds)
        finally:
            connections.close_all()
            lease.release()


def _asked(rounds: int) -> dict[str, Any]:
    from huilong.rooms.compliance.actions import may_we
    from huilong.rooms.compliance.terms import Fact, Wanted

    chance, took = random.Random(11), []
    for n in range(rounds):
        facts = {name: Fact(value, "benchmark") for name, value in facts_of(n, chance).items()}
        wanted = Wanted("contact.call", debtor=f"B{n % 200}", loan_id=f"L{n % 200}", number="13800001111", facts=facts)
        started = time.perf_counter()
        may_we(wanted, TEN + timedelta(seconds=n))
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    median, late = statistics.median(took), took[int(rounds * 0.95)]
    return {"asked": rounds, "median_ms": round(median, 2), "p95_ms": round(late, 2)}


if __name__ == "__main__":
    sys.exit(main())
