"""Making a weekly pack (生成周会材料): its document in both languages, its files, one journal entry."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.reports.actions.workbook import workbook
from huilong.rooms.reports.models import Pack, PackFile
from huilong.rooms.reports.queries.gathering import newest_week, pack_facts
from huilong.rooms.reports.queries.packs import LANGUAGES, pack_file, pack_press, pack_row
from huilong.rooms.reports.queries.words import saying
from huilong.rooms.reports.rules.pack import document
from huilong.rooms.reports.terms.packs import PackDocument, PackForm, PackRow


def make_pack(at: datetime, *, team: int | None = None, on: date | None = None) -> PackRow:
    """Make the pack of the newest whole week up to `on` (生成材料), of the house or a team; the one there is, if equal.

    Raises Refusal `no-week` where no whole week has rows, `no-such-team`.
    """
    week = newest_week(on)
    if week is None:
        raise Refusal(
            "no-week", zh="还没有完整的一周明细,无法生成周会材料。",
            en="No whole week has rows yet: a pack cannot be made.",
            remedy_zh="周明细在周日的跑批后生成,请先运行周日的跑批。",
            remedy_en="The rows of a week come with the night of its Sunday; run that night first.",
        )  # fmt: skip
    facts, word = pack_facts(week, team), saying()
    documents = {language: document(facts, language, word, settings.PUBLIC_URL) for language in LANGUAGES}
    content = {language: plain(one) for language, one in documents.items()}
    print_ = hashlib.sha256(canonical(content)).hexdigest()
    kept = Pack.objects.filter(on=week.on, team=team, fingerprint=print_).first()
    if kept is not None:
        return pack_row(kept.pk)
    files = _files(documents)
    who = acting()
    with transaction.atomic():
        pack = Pack.objects.create(
            from_on=week.from_on, on=week.on, team=team, content=content, fingerprint=print_,
            made_by=who.actor if who else "night", made_at=at,
        )  # fmt: skip
        for form, language, body in files:
            PackFile.objects.create(
                pack=pack, form=form.value, language=language, body=body, sha256=hashlib.sha256(body).hexdigest()
            )
        detail = {"week": week.on.isoformat(), "team": team, "fingerprint": print_, "files": len(files)}
        record(verb="pack.made", subject=("pack", pack.pk), at=at, detail=detail)
    return pack_row(pack.pk)


def take_pack(key: int, form: PackForm, language: str, at: datetime) -> tuple[bytes, str]:
    """Take a pack away as a file (下载材料), written into the journal. Refuses `no-such-pack`, `no-such-file`."""
    body, sha256 = pack_file(key, form, language)
    with transaction.atomic():
        record(verb="pack.taken", subject=("pack", key), at=at,
               detail={"form": form.value, "language": language, "sha256": sha256})  # fmt: skip
    return body, sha256


def plain(one: PackDocument) -> dict[str, Any]:
    """A document as JSON keeps it; the address of the house is no part of it."""
    told = asdict(one)
    told.pop("host")
    told["on"] = one.on.isoformat()
    return told


def canonical(content: Any) -> bytes:
    """Content as the bytes a fingerprint is taken of: keys sorted, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _files(documents: dict[str, PackDocument]) -> list[tuple[PackForm, str, bytes]]:
    """The files of a pack; without a font for Chinese there is no PDF, and the workbook is all there is."""
    found = [(PackForm.XLSX, language, workbook(one)) for language, one in documents.items()]
    try:
        press = pack_press()
    except Refusal as refusal:
        if refusal.code != "no-chinese-font":
            raise
        press = None
    if press is not None:
        found += [(PackForm.PDF, language, press.pdf(one)) for language, one in documents.items()]
    return found
