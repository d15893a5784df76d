"""A world of strangers (互不相识的人): its cases and marks, and who may see which mark; `build.py` fills it.

Every row carries a mark (标记) that nothing else in the house says. A mark in an answer to somebody who may not see
it is a leak; that is the whole proof.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

ON = date(2026, 6, 30)
PASSWORD = "nobody-knows-this-1"
MISSING_NUMBER, MISSING_LOAN, MISSING_KEY = "CL20269999999", "LN-NOBODY-0", 999_999_999
CASES = {
    "near": ("CL20260004711", "LN-NEAR-4711", "BW-NEAR", "昝远山", "川J71147", "近港市", "近型X1", 4_711_403),
    "far": ("CL20260005822", "LN-FAR-5822", "BW-FAR", "亓长河", "川K82258", "远港市", "远型X2", 5_822_513),
    "past": ("CL20260006933", "LN-PAST-6933", "BW-PAST", "佴晓风", "川L93369", "旧港市", "旧型X3", 6_933_623),
    "agency_a": ("CL20260007144", "LN-AGA-7144", "BW-AGA", "仉明月", "川M14471", "甲港市", "甲型X4", 7_144_733),
    "gone": ("CL20260009366", "LN-GONE-9366", "BW-GONE", "麴无尘", "川P93664", "散港市", "散型X6", 9_366_953),
    "agency_b": ("CL20260008255", "LN-AGB-8255", "BW-AGB", "亶清泉", "川N25582", "乙港市", "乙型X5", 8_255_843),
}
"""key → number, loan, borrower, name, plate, city, vehicle, delinquent_fen."""
ALL = frozenset(CASES)


@dataclass
class Viewer:
    """Somebody who looks (观察者): a user, or a token; the cases of its duty now, and its place in the house."""

    name: str
    user: int
    organisation: str
    reach: str
    cases: frozenset[str]
    token: str = ""
    cookies: Any = None
    role: str = ""


@dataclass(frozen=True)
class Mark:
    """A mark and who may see it. `of` names the thing it stands on, `texts` its spellings."""

    of: tuple[str, str]
    texts: tuple[str, ...]


@dataclass
class World:
    """The world built: its viewers, marks, and the keys of its things by kind."""

    viewers: dict[str, Viewer] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def mark(self, kind: str, name: str, *texts: str) -> None:
        """Note the spellings of a mark on the thing `name` of `kind`."""
        self.marks.append(Mark((kind, name), texts))

    def sees(self, viewer: Viewer, kind: str, name: str) -> bool:
        """Whether a viewer may see a thing: the rule, said once more and apart from the code that keeps it."""
        return RULES[kind](self, viewer, name)

    def forbidden(self, viewer: Viewer) -> list[Mark]:
        """The marks that must not be in any answer to this viewer."""
        return [mark for mark in self.marks if not self.sees(viewer, *mark.of)]


def _place(world: World, name: str) -> str:
    return world.viewers[name].organisation


def _of_the_house(who: Viewer) -> bool:
    """Whether somebody works for the lender itself."""
    return who.organisation == "lender" and who.reach not in ("gone", "nothing")


def _of_firm(who: Viewer, name: str) -> bool:
    """What is between the house and one firm: both see it, of the firm those who see all of it."""
    return who.reach == "house" or (who.reach == "organisation" and who.organisation == name)


RULES = {
    "case": lambda world, who, name: name in who.cases,
    "clear": lambda world, who, name: False,  # what is never shown to anybody without being asked for by field
    "person": lambda world, who, name: name in who.cases,
    "evidence": lambda world, who, name: name in who.cases,
    "flag": lambda world, who, name: name in who.cases,
    "receipt": lambda world, who, name: name in who.cases,
    "difference": lambda world, who, name: name in who.cases,
    "ledger_entry": lambda world, who, name: who.reach == "house",
    "account": lambda world, who, name: True,  # a chart of accounts says nothing of anybody
    "offer": lambda world, who, name: name in who.cases,
    "strategy_version": lambda world, who, name: _of_the_house(who),
    "experiment": lambda world, who, name: _of_the_house(who),
    "treated": lambda world, who, name: who.reach == "house" or (name in who.cases and _of_the_house(who)),
    "score_model": lambda world, who, name: _of_the_house(who) and who.reach in ("house", "team"),
    "early_warning": lambda world, who, name: _of_the_house(who) and who.reach in ("house", "team"),
    "vehicle": lambda world, who, name: name in who.cases,
    "pack": lambda world, who, name: name in who.cases,
    "order": lambda world, who, name: name in who.cases,
    "statement": lambda world, who, name: _of_firm(who, name),
    "statement_line": lambda world, who, name: _of_firm(who, name),
    "objection": lambda world, who, name: _of_firm(who, name),
    "payee": lambda world, who, name: _of_firm(who, name),
    "payment": lambda world, who, name: who.reach == "house",
    "price_year": lambda world, who, name: True,
    "stock": lambda world, who, name: name in who.cases,
    "distribution": lambda world, who, name: name in who.cases,
    "crew": lambda world, who, name: who.reach == "house" or who.organisation == name,
    "yard": lambda world, who, name: who.reach != "gone",
    "lot": lambda world, who, name: who.organisation in ("lender", "branch") and who.reach != "gone",
    "tender": lambda world, who, name: who.reach == "house" or (who.organisation == name and who.reach != "gone"),
    "sealed": lambda world, who, name: who.organisation == name and who.reach != "gone",  # the house not before closing
    "tender_paper": lambda world, who, name: RULES["tender"](world, who, name),
    "question": lambda world, who, name: RULES["tender"](world, who, name),
    "firm_rating": lambda world, who, name: who.reach == "house" or who.organisation == name,
    "breach": lambda world, who, name: RULES["firm_rating"](world, who, name),
    "price_list": lambda world, who, name: RULES["firm_rating"](world, who, name),
    "price": lambda world, who, name: who.reach not in ("gone", "nothing"),  # open to all who work here or for us
    "response": lambda world, who, name: who.organisation in ("lender", name) and who.reach != "gone",
    "look": lambda world, who, name: who.reach == "house",
    "user": lambda world, who, name: who.reach in ("house", "staff") or (who.name == name and who.reach != "gone")
    or (who.reach not in ("gone", "nothing") and _place(world, name) == who.organisation),
    "organisation": lambda world, who, name: who.reach in ("house", "staff") or who.organisation == name
    or (name == "lender" and who.reach not in ("gone", "nothing")),  # whom one works for is no secret
    "filter": lambda world, who, name: who.name == name and who.reach != "gone",
    "replay": lambda world, who, name: who.reach == "house",
    "verdict": lambda world, who, name: name in who.cases,
    "message": lambda world, who, name: name in who.cases,
    "template": lambda world, who, name: who.organisation == "lender" and who.reach != "gone",
    "batch": lambda world, who, name: who.reach == "house" or who.name in ("manager", "team_lead"),
    "channel": lambda world, who, name: True,
    "device": lambda world, who, name: name in who.cases,
    "place": lambda world, who, name: False,  # shown for the purpose `locate` only, once the law was asked
    "alarm": lambda world, who, name: name in who.cases,
    "auction": lambda world, who, name: _of_the_house(who) or (who.role == "bidder" and name == "open_one"),
    "mandate": lambda world, who, name: _of_the_house(who),
    "bidder": lambda world, who, name: _of_the_house(who) or (who.name == name and who.reach != "gone"),
    "entering": lambda world, who, name: _of_the_house(who)
    or (who.role == "bidder" and name.startswith(who.name)),
    "stranger": lambda world, who, name: who.reach == "house",
    "call_record": lambda world, who, name: who.reach == "house",
    "activity": lambda world, who, name: name in who.cases,
    "rule": lambda world, who, name: True,
    "draft": lambda world, who, name: who.reach == "house",
    "gap": lambda world, who, name: who.reach == "house",
    "figures": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "team"),
    "forecast_run": lambda world, who, name: who.organisation == "lender" and who.reach == "house",
    "night": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "team", "staff"),
    "file": lambda world, who, name: who.organisation == "lender" and who.reach in ("house", "staff"),
    "approval": lambda world, who, name: who.reach in ("house", "staff") or who.name == name,
    "token": lambda world, who, name: who.reach == "staff",
    "gate": lambda world, who, name: RULES["user"](world, who, name),
    "session": lambda world, who, name: (who.name == name and who.reach != "gone") or who.reach == "staff"
    or (who.reach == "organisation" and name == "agent" + who.organisation.removeprefix("agency")),
    "firm_paper": lambda world, who, name: _of_the_house(who) or (who.organisation == name and who.reach != "gone"),
    "placed": lambda world, who, name: (who.reach in ("house", "team") and _of_the_house(who)) or name in who.cases
    or (who.organisation == name and who.reach == "organisation"),
    "work": lambda world, who, name: (who.reach in ("house", "team") and _of_the_house(who))
    or (who.organisation == name and who.reach in ("organisation", "own")),
    "deletion": lambda world, who, name: RULES["work"](world, who, name),
    "team_rows": lambda world, who, name: _of_the_house(who)
    and (who.reach == "house" or (who.reach == "team" and name in who.cases)),
    "weekly_pack": lambda world, who, name: _of_the_house(who)
    and (who.reach == "house" or (who.reach == "team" and name in who.cases)),
    "report_schedule": lambda world, who, name: _of_the_house(who) and who.reach == "house",
    "mailbox": lambda world, who, name: who.name == name and who.reach != "gone",
    "delivery": lambda world, who, name: (_of_the_house(who) and who.reach == "house")
    or (who.name == name and who.reach != "gone"),
    "entry": lambda world, who, name: who.reach == "house" or (who.name == name and who.reach != "gone"),
}  # fmt: skip
