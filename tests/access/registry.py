"""What to put into an address (网址登记): each argument of each URL, taken from the world.

A new URL appears in the proof by itself. If it has an argument that is not named here, the proof stops and says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from .world import CASES, MISSING_KEY, MISSING_LOAN, MISSING_NUMBER, World

KINDS = {
    "number": "case", "loan_id": "loan", "person": "person", "file_id": "evidence", "activity": "activity",
    "flag_id": "flag", "receipt_id": "receipt", "difference_id": "difference", "offer_id": "offer",
    "vehicle_id": "vehicle", "entry_id": "ledger_entry", "account": "account",
    ("people:", "pk"): "user", ("people:revoke_gate", "gate"): "gate", ("people:organisation", "pk"): "organisation",
    ("people:approval", "pk"): "approval", ("people:decide", "pk"): "approval", ("people:token", "pk"): "token",
    ("people:revoke_token", "pk"): "token", ("shell:forget_filter", "pk"): "filter", ("book:row", "pk"): "file",
    ("night:", "run_id"): "night", ("forecast:", "run_id"): "forecast_run",
    ("contact:", "key"): "message", ("api:message", "key"): "message", ("contact:template", "pk"): "template",
    ("contact:template_move", "pk"): "template", ("contact:batch", "pk"): "batch",
    ("contact:batch_stop", "pk"): "batch", "channel": "channel",
    "statement_id": "statement", "line_id": "statement_line", "dispute_id": "objection", "payment_id": "payment",
    "payee_id": "payee", ("settlement:published", "year"): "price_year",
    "stock_id": "stock", "distribution_id": "distribution", "venue": "channel",
    "auction_id": "auction", "bidder_id": "bidder", ("auctions:", "entry_id"): "entering",
    "order_id": "order", "pack_id": "pack", "alarm_id": "alarm", "lot_id": "lot",
    ("tenders:", "number"): "tender", ("tenders:paper", "paper_id"): "tender_paper", "question_id": "question",
    ("tenders:", "firm"): "organisation", "tender": "tender",
    ("ratings:", "firm_id"): "firm_rating", ("ratings:", "breach_id"): "breach",
    ("pricelists:", "firm_id"): "price_list",
    ("law:", "pk"): "draft", ("law:verdict", "pk"): "verdict", ("law:rule", "key"): "rule",
    ("law:gap", "pk"): "gap", ("law:end_gap", "pk"): "gap",
    "model_id": "score_model",
    "version_id": "strategy_version", "experiment_id": "experiment", ("strategy:of_case", "number"): "treated",
    "firm_id": "organisation", "paper_id": "firm_paper", ("placements:", "batch"): "placed", "work_id": "work",
    "deletion_id": "deletion", "replay_id": "replay", "weekly_id": "weekly_pack", "schedule_id": "report_schedule",
}  # fmt: skip
"""What an argument names: by its own name, by (URL, argument), or by (namespace, argument); the most exact counts."""

MISSING: dict[str, Any] = {
    "case": MISSING_NUMBER, "treated": MISSING_NUMBER, "loan": MISSING_LOAN,
    "tender": "TD20269999",
    "price_year": 1999, "message": "8a6e0804-2bd0-4672-b79d-d97027f9071a", "channel": "no-such-channel",
    "account": "0000", "placed": "no-such-batch",
}  # fmt: skip
"""A thing of a kind that is not there; numbers are MISSING_KEY."""

BODIES: dict[str, dict[str, Any]] = {
    "api:assign_case": {"organisation": 1}, "api:recall_case": {"kind": "collect"},
    "api:send": {"case": CASES["far"][0], "person": 1, "template": "overdue_notice"},
    "api:post": {"loan_id": CASES["far"][1], "on": "2026-06-30", "amount_fen": 1},
}  # fmt: skip
"""What is posted; `{}` for what is not named."""


@dataclass(frozen=True)
class Address:
    """One URL of the house (网址): its name, its template, and the kinds of its arguments."""

    name: str
    template: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        """Whether tokens rather than sessions open it."""
        return self.template.startswith("api/v1/")

    def with_thing(self, world: World, name: str) -> str | None:
        """The address of a thing of the world (loans go by their case's name); None where a kind has none so named."""
        filled = self.template
        for argument, kind in self.arguments:
            key = world.keys.get(kind, {}).get(name)
            if key is None:
                return None
            filled = filled.replace(f"<{argument}>", str(key))
        return f"/{filled}"

    def with_nothing(self) -> str:
        """The address of a thing that is not there."""
        filled = self.template
        for argument, kind in self.arguments:
            filled = filled.replace(f"<{argument}>", str(MISSING.get(kind, MISSING_KEY)))
        return f"/{filled}"

    @property
    def kind(self) -> str:
        """What kind of thing decides who may see the page: that of its first argument."""
        return self.arguments[0][1] if self.arguments else ""


class Unclassified(Exception):
    """An argument of a URL that nobody has said what to put into."""


def kind_of(name: str, argument: str) -> str:
    """The kind of thing an argument names; raises Unclassified with what to do."""
    space = name.partition(":")[0] + ":"
    for known in ((name, argument), (space, argument), argument):
        if known in KINDS:
            return KINDS[known]  # type: ignore[index]
    raise Unclassified(
        f"The URL {name} has an argument <{argument}> that the proof of access cannot fill. "
        "Say in KINDS of tests/access/registry.py which kind of thing it names; if the kind is new, let "
        "tests/access/build.py make one for a stranger, mark it, and say in RULES of world.py who may see it."
    )


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", space: str = ""
) -> Iterator[Address]:
    """Every URL that the resolver knows."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, route, inner)
            continue
        name, template, arguments = f"{space}{one.name}", route, []
        for argument in one.pattern.converters:
            kind = kind_of(name, argument)
            arguments.append((argument, kind))
            for written in (f"<int:{argument}>", f"<str:{argument}>", f"<slug:{argument}>", f"<uuid:{argument}>",
                            f"<path:{argument}>"):  # fmt: skip
                template = template.replace(written, f"<{argument}>")
        yield Address(name, template, tuple(arguments))
