"""A tender in the world of strangers (招标): one firm is invited, asks, and has a bid under seal; it is still open."""

import uuid
from datetime import timedelta

from django.utils import timezone

from .world import ON, World

STRATUM = {
    "code": "S01", "buckets": [1], "bands": [[0, None]], "regions": ["乙标区"], "cases": 60, "fen": 6_000_000,
    "days": 20, "joined": 0, "expected_ppm": 500_000, "basis": "estimate", "history": [],
}  # fmt: skip


def tenders(world: World) -> None:
    from huilong.rooms.tenders.models import Asker, Invitation, Paper, Question, SealedBid, Seed, Tender

    now, firm = timezone.now(), world.keys["organisation"]["agency_b"]
    tender = Tender.objects.create(
        number="TD20268255", title="乙方招标题", trade="agency", rules={}, strata=[STRATUM], cases=60, fen=6_000_000,
        tier=1, entry_on=ON, exit_on=ON + timedelta(days=90), seed_mark="8" * 64, made_by=world.viewers["manager"].user,
        made_at=now, published_at=now, questions_until=now + timedelta(days=1), closes_at=now + timedelta(days=2),
        reveals_until=now + timedelta(days=3),
    )  # fmt: skip
    Seed.objects.create(tender=tender, seed="82558255" * 8)
    Invitation.objects.create(tender=tender, organisation_id=firm, invited_at=now)
    paper = Paper.objects.create(
        tender=tender, title="乙方资料题", name="a.pdf", body=b"8255-paper-body", sha256="a" * 64, added_at=now,
        added_by=1,
    )  # fmt: skip
    asker = Asker.objects.create(ref=uuid.uuid4(), tender=tender, organisation_id=firm, by=1)
    question = Question.objects.create(tender=tender, ref=asker.ref, text="乙方所提之问", asked_at=now)
    SealedBid.objects.create(
        tender=tender, organisation_id=firm, commitment="8256" * 16, nonce=b"n" * 12, ciphertext=b"c" * 2064,
        sealed_at=now, by=world.viewers["chief_b"].user,
    )  # fmt: skip
    world.keys["tender"] = {"agency_b": tender.number}
    world.keys["tender_paper"], world.keys["question"] = {"agency_b": paper.pk}, {"agency_b": question.pk}
    told = ("乙标区", "乙方资料题", "8255-paper-body", "乙方所提之问")
    world.mark("tender", "agency_b", tender.number, tender.title, *told)
    world.mark("sealed", "agency_b", "8256" * 16)
    world.mark("clear", "agency_b", "82558255" * 8)
