"""Writes of files (文件): add one to a case, open one, withdraw one, erase those of people erased."""

import io
import secrets
import zipfile
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import cases_of_loans, key_of_case, loans_of_cases
from huilong.rooms.files.models import File
from huilong.rooms.files.queries import SEALING, address_of, content_of, no_such_file, shelf
from huilong.rooms.files.rules.content import TYPES, is_packed, recognised, refuse_bomb
from huilong.rooms.files.rules.sealed import SALT_BYTES, sealed
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import data_key, loans_with_people

LONGEST_NAME, LONGEST_NOTE = 120, 200


@transaction.atomic
def add_file(number: str, kind: FileKind, name: str, content: bytes, *, note: str, actor: str, at: datetime) -> int:
    """Keep a file with a case; its key. Equal content is kept once, whoever brings it.

    Raises Refusal `no-such-case`, `file-empty`, `file-type`, `file-too-large`, `file-bomb`. The blob is laid down
    before the row: a kill in between leaves an orphan, which `huilong files check` finds, never a row without its blob.
    """
    case = key_of_case(number)
    media = recognised(content)
    if is_packed(media):
        refuse_bomb(_members(content), len(content))
    address = address_of(content)
    key_id, key = data_key(SEALING)
    shelf().put(address, sealed(content, key_id, key, secrets.token_bytes(SALT_BYTES)))
    kept = File.objects.create(
        case_id=case, kind=kind.value, name=_plain(name, media), content_type=media, size=len(content),
        address=address, note=note.strip()[:LONGEST_NOTE], added_by=actor, added_at=at,
    )  # fmt: skip
    detail = {"file": kept.pk, "kind": kind.value, "bytes": len(content), "address": address}
    record(verb="file.added", subject=("case", number), actor=actor, at=at, detail=detail)
    return kept.pk


@transaction.atomic
def open_file(file_id: int, *, actor: str, at: datetime) -> tuple[str, str, bytes]:
    """A file's name, media type and content, for somebody; journaled. Raises Refusal `no-such-file`, `file-gone`."""
    file = File.objects.filter(pk=file_id).select_related("case").first()
    if file is None:
        raise no_such_file()
    if file.erased_at or file.withdrawn_at:
        raise Refusal(
            "file-gone", status=410, zh="文件已撤下或已按规定删除。", en="The file was withdrawn, or erased by rule.",
            remedy_zh="记录仍在案件的文件列表中。", remedy_en="Its record stays in the list of the case's files.",
        )  # fmt: skip
    content = content_of(file.address)
    record(verb="file.opened", subject=("case", file.case.number), actor=actor, at=at, detail={"file": file.pk})
    return file.name, file.content_type, content


@transaction.atomic
def withdraw(file_id: int, why: str, *, actor: str, at: datetime) -> str:
    """Take a file out of use for a reason (撤下), keeping row and content; the case's number.

    Raises Refusal `no-such-file`, `reason-missing`, `file-gone`.
    """
    why = why.strip()[:LONGEST_NOTE]
    if not why:
        raise Refusal(
            "reason-missing", status=422, where="why", zh="撤下文件必须说明原因。", en="Say why it is withdrawn.",
            remedy_zh="请填写原因。", remedy_en="Write the reason.",
        )  # fmt: skip
    file = File.objects.select_for_update(of=("self",)).filter(pk=file_id).select_related("case").first()
    if file is None:
        raise no_such_file()
    if not file.withdrawn_at and not file.erased_at:
        File.objects.filter(pk=file_id).update(withdrawn_at=at, withdrawn_by=actor, withdrawn_why=why)
        record(
            verb="file.withdrawn", subject=("case", file.case.number), actor=actor, at=at,
            detail={"file": file.pk, "kind": file.kind},
        )  # fmt: skip
    return file.case.number


def erase_of(loan_ids: Collection[str]) -> int:
    """Erase the files of cases none of whose people are left in the vault (随客户资料删除); how many.

    Rows stay, nameless. The caller's transaction erases the people; content goes when that is
    committed, unless another row needs it.
    """
    numbers = set(cases_of_loans(loan_ids).values())
    others = loans_of_cases(numbers)
    kept = loans_with_people({loan for loans in others.values() for loan in loans} - set(loan_ids))
    gone = [number for number in numbers if not kept & set(others.get(number, ()))]
    files = File.objects.filter(case__number__in=gone, erased_at=None)
    addresses = set(files.values_list("address", flat=True))
    counted = files.update(erased_at=Now(), name="", note="")
    if counted:
        record(verb="file.erased", subject=("list", "files"), detail={"files": counted, "cases": len(gone)})
        transaction.on_commit(lambda: _drop(addresses))
    return counted


def _drop(addresses: Collection[str]) -> None:
    needed = set(File.objects.filter(address__in=addresses, erased_at=None).values_list("address", flat=True))
    store = shelf()
    for address in set(addresses) - needed:
        store.drop(address)


def _members(content: bytes) -> list[int]:
    """How large the members of an archive say they are unpacked; nothing is unpacked. None for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return [member.file_size for member in packed.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _plain(name: str, media: str) -> str:
    """A file's name without a path or control characters, ending as its content says."""
    stem = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip(". ")
    ending = TYPES[media][0]
    stem = stem[: -len(ending) - 1] if stem.lower().endswith(f".{ending}") else stem
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'file'}.{ending}"
