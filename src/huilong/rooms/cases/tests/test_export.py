"""Taking many cases away asks for a second person first (批量导出复核)."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.web_export import refuse_unapproved_export
from huilong.rooms.people.actions import decide, ensure_organisation, ensure_user
from huilong.rooms.people.models import Approval, User
from huilong.rooms.people.terms import OrganisationKind, Role

pytestmark = pytest.mark.django_db
LIST = {"table": "cases", "format": "csv", "rows": 3, "filters": "state=open"}


@pytest.fixture
def staff(settings):
    settings.EXPORT_ALONE_ROWS = 2
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for role in (Role.MANAGER, Role.COMPLIANCE):
        ensure_user(role.value, display_name="", role=role, organisation=lender, password="a-long-enough-one")
    return {user.role: user for user in User.objects.all()}


def test_a_large_export_waits_for_a_second_person(staff):
    request = SimpleNamespace(user=staff["manager"])
    refuse_unapproved_export(request, {**LIST, "rows": 2})
    with pytest.raises(Refusal, match="export-needs-second-person"):
        refuse_unapproved_export(request, LIST)

    asked = Approval.objects.get(kind="bulk_export")
    decide(asked.pk, approve=True, actor=staff["compliance"].pk, at=timezone.now())

    refuse_unapproved_export(request, LIST)
    with pytest.raises(Refusal, match="export-needs-second-person"):
        refuse_unapproved_export(request, {**LIST, "filters": ""})  # the consent was to another list
    with pytest.raises(Refusal, match="export-needs-second-person"):
        refuse_unapproved_export(SimpleNamespace(user=staff["compliance"]), LIST)  # and to another person


def test_asking_twice_is_told_to_wait(staff):
    request = SimpleNamespace(user=staff["manager"])
    with pytest.raises(Refusal, match="export-needs-second-person"):
        refuse_unapproved_export(request, LIST)
    with pytest.raises(Refusal, match="approval-waits"):
        refuse_unapproved_export(request, LIST)
