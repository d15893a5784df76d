"""Staff: pages by permission, gates with validity, organisations and teams."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions
from huilong.rooms.people.models import ApiToken, Gate, Organisation, Team, User
from huilong.rooms.people.queries import gates_of
from huilong.rooms.people.rules.gates import valid_until
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.people.tests.cast import PASSWORD, acting_as, as_web, village

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(db):
    return village()


def passed(house, kind="exam", start=date(2026, 3, 2), **more):
    return actions.record_gate(
        house["lin"].pk, kind, start, evidence="成绩单 2026-018", actor=house["fang"].pk, at=AT, **more
    )


@pytest.mark.parametrize(("start", "months", "last"), [
    (date(2028, 2, 29), 12, date(2029, 2, 28)), (date(2028, 2, 29), 48, date(2032, 2, 29)),
    (date(2026, 3, 1), 12, date(2027, 3, 1)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)),
])  # fmt: skip
def test_a_period_ends_on_the_corresponding_day_or_the_month_s_last(start, months, last):
    assert valid_until(start, months) == last


def test_a_gate_counts_from_its_first_through_its_last_day(house):
    passed(house, start=date(2028, 2, 29))

    on = [date(2028, 2, 28), date(2028, 2, 29), date(2029, 2, 28), date(2029, 3, 1)]
    assert [bool(gates_of(house["lin"].pk, day)) for day in on] == [False, True, True, False]


def test_a_revoked_gate_counts_no_more_from_that_day_but_did_before(house):
    key = passed(house)
    assert actions.revoke_gate(key, actor=house["fang"].pk, at=datetime(2026, 5, 4, 2, 0, tzinfo=UTC))

    assert gates_of(house["lin"].pk, date(2026, 5, 3)) == {"exam"}
    assert gates_of(house["lin"].pk, date(2026, 5, 4)) == frozenset()


def test_a_gate_needs_evidence_another_person_and_days_in_order(house):
    with pytest.raises(Refusal):
        actions.record_gate(house["fang"].pk, "nda", date(2026, 1, 1), evidence="x", actor=house["fang"].pk, at=AT)
    with pytest.raises(Refusal):
        actions.record_gate(house["lin"].pk, "nda", date(2026, 1, 1), evidence=" ", actor=house["fang"].pk, at=AT)
    with pytest.raises(Refusal):
        passed(house, until=date(2026, 3, 1))
    passed(house)
    with pytest.raises(Refusal, match="gate-recorded"):
        passed(house)


def test_as_the_web_role_nobody_records_the_own_gate_and_a_collector_none(house):
    as_web()
    with acting_as(house["fang"]):
        passed(house)
    with acting_as(house["luo"]):
        assert Gate.objects.count() == 0
    with acting_as(house["lin"]):
        assert gates_of(house["lin"].pk, date(2026, 3, 2)) == {"exam"}
        with pytest.raises(DatabaseError), transaction.atomic():
            Gate.objects.create(
                user=house["lin"], kind="nda", valid_from=AT, valid_until=AT, evidence="x", recorded_at=AT,
                recorded_by=house["lin"],
            )  # fmt: skip


def test_a_branch_belongs_to_a_lender_and_names_are_taken_once(house):
    by = {"actor": house["deng"].pk, "at": AT}
    actions.add_organisation("华东分部", OrganisationKind.BRANCH, parent=house["lender"], **by)

    for wrong in (
        ("西南分部", OrganisationKind.BRANCH, None), ("某律所", OrganisationKind.LAW_FIRM, house["lender"]),
        ("华东分部", OrganisationKind.BRANCH, house["lender"]), ("", OrganisationKind.YARD, None),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            actions.add_organisation(wrong[0], wrong[1], parent=wrong[2], **by)


def test_an_organisation_closes_only_when_nobody_works_in_it(house):
    by = {"actor": house["deng"].pk, "at": AT}
    with pytest.raises(Refusal, match="still-in-use"):
        actions.change_organisation(house["agency"], name="远山委外", is_active=False, **by)
    User.objects.filter(organisation=house["agency"]).update(is_active=False)
    actions.change_organisation(house["agency"], name="远山委外", is_active=False, **by)

    assert not Organisation.objects.get(pk=house["agency"]).is_active


def test_one_team_of_an_organisation_takes_new_cases(house):
    by = {"actor": house["deng"].pk, "at": AT}
    second = actions.add_team("二组", house["lender"], **by)
    actions.change_team(second, name="二组", takes_new=True, is_active=True, **by)

    assert Team.objects.get(organisation=house["lender"], takes_new=True).pk == second
    with pytest.raises(Refusal, match="still-in-use"):
        actions.change_team(house["team"], name="一组", takes_new=False, is_active=False, **by)


PAGES = ["/staff/", "/staff/new/", "/staff/organisations/", "/staff/approvals/", "/staff/tokens/", "/staff/tokens/new/"]
OPEN = {
    "deng": PAGES, "fang": ["/staff/", "/staff/approvals/"], "song": ["/staff/", "/staff/approvals/"],
    "luo": ["/staff/", "/staff/new/", "/staff/approvals/"], "lin": [], "shen": ["/staff/approvals/"], "hu": [],
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_each_role_opens_its_pages_and_no_other(client, house, name):
    client.force_login(house[name])

    assert [page for page in PAGES if client.get(page).status_code == 200] == OPEN[name]


def test_an_administrator_adds_a_user_who_then_chooses_a_password(client, house):
    client.force_login(house["deng"])
    form = {"username": "wang", "display_name": "王", "role": "collector", "organisation": house["lender"], "team": ""}
    shown = client.post("/staff/new/", form)
    client.post("/logout")

    assert client.post("/login", {"username": "wang", "password": shown.context["password"]}).status_code == 302
    assert client.get("/account/").url.startswith("/account/password/")
    assert client.post("/staff/new/", form).status_code in (302, 403)


def test_every_act_on_a_user_has_its_page(client, house):
    client.force_login(house["deng"])
    base = f"/staff/{house['lin'].pk}/"
    assert client.get(base).status_code == 200
    assert client.post(f"{base}password/").context["password"]
    assert client.post(f"{base}sessions/").status_code == 302
    client.post(f"{base}leave/")
    assert not User.objects.get(username="lin").is_active
    client.post(f"{base}come-back/")
    assert User.objects.get(username="lin").is_active
    assert client.post(f"/staff/{house['deng'].pk}/leave/").status_code == 403


def test_a_gate_is_recorded_and_revoked_on_the_page(client, house):
    client.force_login(house["fang"])
    base = f"/staff/{house['lin'].pk}/gates/"
    client.post(f"{base}new/", {"kind": "nda", "valid_from": "2026-01-31", "valid_until": "", "evidence": "协议 7"})
    gate = Gate.objects.get()
    assert gate.valid_until == date(2029, 1, 31)
    client.post(f"{base}{gate.pk}/revoke/")

    assert Gate.objects.get().revoked_at is not None
    assert client.post(f"{base}new/", {"kind": "sport", "valid_from": "x"}).status_code == 422


def test_a_token_s_secret_is_on_one_page_once(client, house):
    client.post("/login", {"username": "deng", "password": PASSWORD})
    form = {"name": "远山", "organisation": house["agency"], "scopes": ["case.view"], "days": 30, "per_minute": 60}
    shown = client.post("/staff/tokens/new/", form)
    token = ApiToken.objects.get()

    assert shown.context["secret"].startswith(f"hl_{token.pk}_")
    assert shown.context["secret"] not in client.get(f"/staff/tokens/{token.pk}/").content.decode()
    assert client.post("/staff/tokens/new/", {**form, "scopes": []}).status_code == 422
    client.post(f"/staff/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked_at is not None
