"""Looking (查看明文): one value, for a purpose, counted and journaled; and exact search, which opens nothing."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, acting, for_purpose
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import digested, record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.vault.models import Blind, Person, Sealed
from huilong.rooms.vault.queries.keys import PEOPLE, data_key_by_id, keys_of
from huilong.rooms.vault.rules.allowance import MORE, allowed
from huilong.rooms.vault.rules.normal import normal
from huilong.rooms.vault.rules.sealing import blind, place, unseal
from huilong.rooms.vault.terms import FIELDS, SEARCHED, FoundPerson, PersonRole, RevealPurpose, Seen

REVEAL, SEARCH = "reveal", "search"
"""Purposes stated to the database: without them it shows the pages no sealed value and no blind index."""
MOST_FOUND = 50


@transaction.atomic
def reveal(person_id: int, field: str, *, purpose: str, at: datetime) -> Seen:
    """One unmasked value of one person, for a purpose (查看明文): counted, journaled, or neither and refused.

    Whoever acts needs an allowance left for the day and sight of the loan. Raises Refusal `reveal-purpose-missing`,
    `allowance-spent`, `no-such-person`; ValueError for a field there is not.
    """
    if field not in FIELDS:
        raise ValueError(f"no such field: {field}")
    who = _acting()
    if purpose not in list(RevealPurpose):
        raise Refusal(
            "reveal-purpose-missing", status=422, where="purpose", zh="查看明文必须说明用途。",
            en="A purpose is needed to see this.", remedy_zh="请从列表中选择用途。",
            remedy_en="Choose the purpose from the list.",
        )  # fmt: skip
    left = _count_a_look(who, timezone.localdate(at))
    row = Person.objects.filter(pk=person_id).first()
    with for_purpose(REVEAL):
        sealed = Sealed.objects.filter(person_id=person_id).first() if row else None
        if row is None or sealed is None:
            raise _no_such_person()
        detail = {"person": person_id, "field": field, "purpose": purpose}
        record(verb="person.revealed", subject=("loan", row.loan_id), detail=detail, at=at)
    value = bytes(getattr(sealed, field))
    bound = place(row.loan_id, row.role, bytes(row.digest), field)
    return Seen(unseal(data_key_by_id(sealed.key_id), value, bound).decode() if value else "", left)


@transaction.atomic
def handed_over(person_id: int, field: str, *, purpose: str, to: str, at: datetime) -> str:
    """One value of one person for a machine to use, such as a number to dial (明文交系统使用): journaled, unseen.

    No allowance is spent, since nobody sees it. `to` names the system. Raises Refusal `no-such-person`.
    """
    row = Person.objects.filter(pk=person_id).first()
    with for_purpose(REVEAL):
        sealed = Sealed.objects.filter(person_id=person_id).first() if row else None
        if row is None or sealed is None:
            raise _no_such_person()
        detail = {"person": person_id, "field": field, "purpose": RevealPurpose(purpose).value, "to": to}
        record(verb="person.handed_over", subject=("loan", row.loan_id), detail=detail, at=at)
    value = bytes(getattr(sealed, field))
    bound = place(row.loan_id, row.role, bytes(row.digest), field)
    return unseal(data_key_by_id(sealed.key_id), value, bound).decode() if value else ""


@transaction.atomic
def find_people(text: str, *, at: datetime) -> list[FoundPerson]:
    """The people, of those the one who acts may see, of whom a whole value is exactly this (精确查找).

    Searched: name, ID number, phone, plate and bank card, however typed. Opens nothing; the journal keeps a digest.
    """
    wanted = [
        blind(key, field, normal(field, text)) for key in keys_of(PEOPLE).values() for field in SEARCHED
        if normal(field, text)
    ]  # fmt: skip
    with for_purpose(SEARCH):
        hits = dict(Blind.objects.filter(blind__in=wanted).values_list("person_id", "field")) if wanted else {}
    rows = Person.objects.filter(pk__in=list(hits), superseded_on=None).order_by("loan_id", "id")[:MOST_FOUND]
    found = [FoundPerson(row.pk, row.loan_id, hits[row.pk], row.name_masked, PersonRole(row.role)) for row in rows]
    record(verb="person.searched", subject=("person", digested(text)), detail={"found": len(found)}, at=at)
    return found


def ask_for_more(at: datetime) -> int:
    """Ask a second person for more values today (申请增加查看额度); the key of the request."""
    who, on = _acting(), timezone.localdate(at)
    if not allowed(who.role):
        raise _spent(0)
    detail = {"on": on.isoformat(), "more": MORE}
    subject = f"looks:{who.user}:{on.isoformat()}"
    return ask_approval(ApprovalKind.REVEAL_ALLOWANCE, subject, detail, actor=who.user, at=at)


def more_looks(told: Approved) -> None:
    """Add to the asker's allowance what a second person agreed to; for the day it was asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into vault_looks ("user", "on", used, raised) values (%s, %s, 0, %s)'
            ' on conflict ("user", "on") do update set raised = vault_looks.raised + excluded.raised',
            [told.asked_by, date.fromisoformat(told.detail["on"]), MORE],
        )


def _acting() -> Acting:
    who = acting()
    if who is None or not who.user:
        raise Refusal(
            "nobody-acts", status=403, zh="未说明由谁查看。", en="Nobody said who looks.",
            remedy_zh="请登录后查看。", remedy_en="Sign in to look.",
        )  # fmt: skip
    return who


def _count_a_look(who: Acting, on: date) -> int:
    """Count one value against the day's allowance, in one statement two windows cannot race; how many are left."""
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into vault_looks ("user", "on", used, raised) values (%s, %s, 1, 0)'
            ' on conflict ("user", "on") do update set used = vault_looks.used + 1 returning used, raised',
            [who.user, on],
        )
        used, raised = cursor.fetchone()
    most = allowed(who.role, raised)
    if used > most:
        raise _spent(most)
    return most - int(used)


def _spent(most: int) -> Refusal:
    return Refusal(
        "allowance-spent", status=403, rule="reveal-allowance",
        zh=f"今日查看明文的额度({most})已用完。" if most else "您的角色没有查看明文的额度。",
        en=f"Today's allowance of {most} values is used up." if most else "Your role has no allowance to see values.",
        remedy_zh="可申请复核增加当日额度,或联系合规。" if most else "请联系有额度的同事。",
        remedy_en="Ask a second person for more today, or talk to compliance." if most
        else "Ask a colleague whose role has one.",
    )  # fmt: skip


def _no_such_person() -> Refusal:
    return Refusal(
        "no-such-person", status=404, zh="没有此人,或不在您的职责范围内。", en="No such person, or not of your duty.",
        remedy_zh="请从您的案件中打开。", remedy_en="Open a case you hold.",
    )  # fmt: skip
