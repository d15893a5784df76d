"""Templates: checked before they are submitted, approved by somebody else, one version at a time; people erased."""

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import templates as actions
from huilong.rooms.contact.actions.messages import forget_texts, queue_message
from huilong.rooms.contact.actions.outbox import run_outbox
from huilong.rooms.contact.models import Message, Template
from huilong.rooms.contact.terms import Channel
from huilong.rooms.people.actions import decide, ensure_user
from huilong.rooms.people.models import Approval, User
from huilong.rooms.people.terms import Role
from tests.meeting import meeting_as

from .conftest import TEN
from .counting import Counting, allow

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "【{lender_name}】您的借据 {loan_id} 逾期 {overdue_amount:money} 元,异议请致电 {hotline}。"


@pytest.fixture
def officers(writing) -> list[User]:
    """Two of compliance: one writes, one approves."""
    for name in ("fang", "shen"):
        ensure_user(name, display_name=name, role=Role.COMPLIANCE, organisation=writing.lin.organisation_id,
                    password="x" * 12)  # fmt: skip
    return list(User.objects.filter(role=Role.COMPLIANCE).order_by("username"))


def doing(user) -> Acting:
    return Acting(user.pk, user.organisation_id, user.role)


def drafted(author, body=BODY, key="overdue_notice") -> int:
    with meeting_as("web"), act_as(doing(author)):
        return actions.draft_template(key, Channel.SMS, "zh-hans", "", body, at=TEN)


def approved(author, second, pk) -> None:
    with meeting_as("web"):
        with act_as(doing(author)):
            asked = actions.submit_template(pk, TEN)
        with act_as(doing(second)):
            decide(asked, approve=True, actor=second.pk, at=TEN)


def test_a_second_person_s_approval_puts_a_version_in_the_place_of_the_last(officers):
    fang, shen = officers
    pk = drafted(fang)
    approved(fang, shen, pk)
    states = dict(Template.objects.filter(key="overdue_notice", language="zh-hans").values_list("version", "state"))
    assert states == {1: "retired", 2: "approved"}
    assert Template.objects.get(pk=pk).approved_by == shen.pk


def test_nobody_approves_the_own_template(officers):
    fang, _ = officers
    pk = drafted(fang)
    with meeting_as("web"), act_as(doing(fang)):
        asked = actions.submit_template(pk, TEN)
        with pytest.raises(Refusal, match="not-a-second-person"):
            decide(asked, approve=True, actor=fang.pk, at=TEN)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update contact_template set state = 'approved', approved_at = now() where id = %s", [pk])
    assert Template.objects.get(pk=pk).state == "waiting"


def test_what_does_not_pass_is_not_submitted_and_told_where(officers):
    pk = drafted(officers[0], BODY + "\n不还就等着坐牢")
    with meeting_as("web"), act_as(doing(officers[0])), pytest.raises(Refusal) as refused:
        actions.submit_template(pk, TEN)
    assert refused.value.code == "template-findings"
    assert "body:2:1" in refused.value.says.en and "坐牢" in refused.value.says.zh
    assert Approval.objects.count() == 0


def test_what_was_submitted_stays_as_it_is(officers):
    fang, shen = officers
    pk = drafted(fang)
    with meeting_as("web"), act_as(doing(fang)):
        actions.revise_template(pk, "", BODY + "谢谢。", at=TEN)
        with pytest.raises(Refusal, match="template-in-work"):
            actions.draft_template("overdue_notice", Channel.SMS, "zh-hans", "", BODY, at=TEN)
    approved(fang, shen, pk)
    with meeting_as("web"), act_as(doing(fang)):
        with pytest.raises(Refusal, match="template-stands"):
            actions.revise_template(pk, "", BODY, at=TEN)
        with pytest.raises(DatabaseError), transaction.atomic():
            Template.objects.filter(pk=pk).update(body="anything")
    assert Template.objects.get(pk=pk).body.endswith("谢谢。")


def test_the_shipped_ones_are_put_in_once_and_never_over_a_house_s_own(officers):
    before = Template.objects.count()
    assert before == 12 and actions.ensure_default_templates(TEN) == 0
    pk = Template.objects.get(key="call_back", language="en").pk
    with act_as(doing(officers[0])):
        actions.retire_template(pk, TEN)
    assert actions.ensure_default_templates(TEN) == 0


def test_a_key_belongs_to_one_channel(officers):
    with meeting_as("web"), act_as(doing(officers[0])), pytest.raises(Refusal, match="no-such-channel"):
        actions.draft_template("overdue_notice", Channel.LETTER, "en", "x", BODY, at=TEN)


def test_texts_go_with_the_people_they_name(writing):
    with act_as(writing.acts(writing.lin)):
        queue_message(writing.mei.number, writing.people["borrower"], "overdue_notice", at=TEN)
    with meeting_as("night"):
        run_outbox({Channel.SMS: Counting()}, TEN, 5, ask=allow)
        assert bytes(Message.objects.get().body)
        forget_texts(("LN-MEI",))
    kept = Message.objects.get()
    assert (bytes(kept.body), kept.shown, kept.state) == (b"", "", "sent")
