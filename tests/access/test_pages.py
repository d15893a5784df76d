"""Every address × every role × a stranger's things: nothing leaks, not even that they exist (越权证明)."""

from zlib import crc32

import pytest

from .look import Answer, ask
from .registry import BODIES, addresses
from .world import CASES, MISSING_LOAN, MISSING_NUMBER, Viewer, World

pytestmark = pytest.mark.django_db
SHORT = 8
"""Shorter parts of an address are numbers that stand elsewhere too."""
MISSING_NAMED = {"case": MISSING_NUMBER, "loan_id": MISSING_LOAN}
NAMES_CASE = set(MISSING_NAMED)
"""What of a body names a case or its loan."""
KIND_SEEN = {"loan": "case"}
OPEN = {"channel", "price_year"}
"""Kinds whose things are nobody's secret: that there are text messages, and what a borrower may be charged."""
NOBODY = Viewer("nobody", 0, "", "gone", frozenset())


def everybody(world: World) -> list[Viewer]:
    return [NOBODY, *world.viewers.values()]


def told(world: World, viewer: Viewer, method: str, one, name: str | None, **more) -> tuple[str, Answer]:
    where = one.with_nothing() if name is None else one.with_thing(world, name)
    body = BODIES.get(one.name, {})
    return where, ask(viewer, method, where, body, accept="application/json" if one.is_api else "text/html", **more)


PARTS = 24
"""All pairs of a viewer and an address take long: one part is asked each time, the others in the slow suite."""


def mine(part: int, viewer: Viewer, one) -> bool:
    """Whether this pair is of this part: the same one every time, whatever else there is."""
    return crc32(f"{viewer.name} {one.name}".encode()) % PARTS == part


@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, PARTS))])
def test_every_address_keeps_what_is_a_stranger_s(strangers, part):
    found, broken, asked, hid = [], [], 0, 0
    every = list(addresses())
    for viewer in everybody(strangers):
        forbidden = strangers.forbidden(viewer)
        for one in every:
            if not mine(part, viewer, one):
                continue
            hidden, own = things(strangers, viewer, one)
            for method in ("GET", "POST"):
                nothing = told(strangers, viewer, method, one, None)
                for name in [*hidden, *own] if method == "GET" else hidden:
                    where, answer = told(strangers, viewer, method, one, name)
                    asked, hid = asked + 1, hid + (name in hidden)
                    found += leaks(viewer, method, where, answer, forbidden)
                    broken += [f"{viewer.name}: {method} {where}"] if answer.status >= 500 else []
                    if name in hidden and not same(answer, nothing[1], where, nothing[0]):
                        differs = f"{answer.status}, but {nothing[1].status} for nothing"
                        found.append(f"{viewer.name}: {method} {where}: {differs}")
                found += leaks(viewer, method, *nothing, forbidden, BODIES.get(one.name, {}))
                broken += [f"{viewer.name}: {method} {nothing[0]}"] if nothing[1].status >= 500 else []
                asked += 1
    assert sorted(set(broken)) == []
    assert sorted(set(found)) == []
    assert asked > 1000
    assert hid > 200


def things(world: World, viewer: Viewer, one) -> tuple[list[str], list[str]]:
    """Of what an address can name: two things hidden from the viewer and one that is not."""
    if not one.arguments:
        return [], []
    names = [name for name in world.keys.get(one.kind, {}) if one.with_thing(world, name)]
    kind = KIND_SEEN.get(one.kind, one.kind)
    sees = {name: kind in OPEN or (viewer is not NOBODY and world.sees(viewer, kind, name)) for name in names}
    return [name for name in names if not sees[name]][:2], [name for name in names if sees[name]][:1]


def leaks(viewer: Viewer, method: str, where: str, answer: Answer, forbidden, written=()) -> list[str]:
    """What an answer says that its reader may not know. What the reader wrote (there or `written`) may be said back."""
    wrote = [where, *map(str, dict(written).values())]
    said = [leak for leak in answer.leaks(forbidden) if not any(leak in one for one in wrote)]
    return [f"{viewer.name}: {method} {where}: says {leak}" for leak in said]


def same(one: Answer, other: Answer, where: str, there: str) -> bool:
    """Whether two answers are alike but for the address asked."""
    parts = [part for part in where.split("/") if part not in there.split("/") and len(part) > SHORT]
    others = [part for part in there.split("/") if part not in where.split("/") and len(part) > SHORT]
    return one.status == other.status and one.without(where, *parts) == other.without(there, *others)


@pytest.mark.parametrize("name", sorted(name for name, body in BODIES.items() if NAMES_CASE & set(body)))
def test_a_stranger_s_case_in_a_body_is_answered_like_none(strangers, name):
    """What one may not see is answered word for word like what is not there, also where the body names it."""
    one = next(one for one in addresses() if one.name == name)
    asked = 0
    for viewer in everybody(strangers):
        if viewer is NOBODY or "far" in viewer.cases:
            continue
        theirs = BODIES[name]
        nowhere = theirs | {key: MISSING_NAMED[key] for key in NAMES_CASE & set(theirs)}
        where = one.with_nothing()
        answers = [ask(viewer, "POST", where, body, accept="application/json") for body in (theirs, nowhere)]
        wrote = [str(body[key]) for body in (theirs, nowhere) for key in NAMES_CASE & set(body)]
        assert answers[0].status == answers[1].status, viewer.name
        assert answers[0].without(*wrote) == answers[1].without(*wrote), viewer.name
        asked += 1
    assert asked > 5


def test_lists_exports_and_searches_speak_only_of_one_s_own(strangers):
    """Counts, files and searches for a stranger's exact number, loan, borrower, name, plate and phone."""
    found, exported, counted = [], 0, 0
    for viewer in everybody(strangers):
        if viewer.token:
            continue
        forbidden = strangers.forbidden(viewer)
        for form in ("csv", "xlsx"):
            answer = ask(viewer, "POST", "/cases/", {"export": form}, {"state": ""})
            exported += answer.status == 200
            found += leaks(viewer, "export", form, answer, forbidden)
        answer = ask(viewer, "GET", "/cases/", query={"state": ""})
        counted += answer.total is not None
        if answer.total not in (None, len(viewer.cases)):
            found.append(f"{viewer.name}: counts {answer.total} of {len(viewer.cases)}")
        for key in [key for key in CASES if key not in viewer.cases or viewer.reach == "gone"][:2]:
            number, loan, borrower, name, plate, _, _, fen = CASES[key]
            for asked in (number, loan, borrower, name[0]):
                answer = ask(viewer, "GET", "/cases/", query={"text": asked, "state": ""})
                found += [f"{viewer.name}: finds {asked}"] if answer.total else []
            for asked in (name, plate, f"154{fen}8"):
                answer = ask(viewer, "POST", "/cases/find", {"text": asked})
                found += [leak for leak in leaks(viewer, "find", asked, answer, forbidden) if not leak.endswith(asked)]
    assert sorted(set(found)) == []
    assert exported > 4
    assert counted > 10


def test_a_stranger_s_person_is_not_seen_through_one_s_own_case(strangers):
    viewer = strangers.viewers["collector"]
    own, other = strangers.keys["case"]["near"], strangers.keys["person"]
    for key in ("near", "far"):
        where = f"/cases/{own}/people/{other[key]}/reveal"
        answer = ask(viewer, "POST", where, {"field": "name", "purpose": "call"})
        assert answer.status == (200 if key == "near" else 404)
        assert (CASES[key][3] in answer.text) == (key == "near")
