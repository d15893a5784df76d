"""Evidence packs (证据包): put together under an entry that says what is in one, handed out once that is sealed."""

import hashlib
import json
import tempfile
import zipfile
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions.exporting import refuse_unapproved_export
from huilong.rooms.files import actions as files
from huilong.rooms.files.queries import file_row
from huilong.rooms.files.rules.types import BY_MEDIA
from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.journal.queries import bodies_of, proofs, public_key
from huilong.rooms.journal.rules.chain import digest
from huilong.rooms.repossession.models import Pack
from huilong.rooms.repossession.queries.orders import grounds_of, stored
from huilong.rooms.repossession.queries.packing import entries_of_order, parts_of
from huilong.rooms.repossession.queries.spot import evidence_of
from huilong.rooms.repossession.rules.packing import canonical, manifest, mark_of
from huilong.rooms.vault.queries import opened_note, sealed_note

IN_MEMORY = 8 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
MANIFEST, PROOF = "manifest.json", "proof.jsonl"


def make_pack(key: int, *, user: int, at: datetime) -> int:
    """Put an evidence pack of an order together (制作证据包); its key. Every file is opened, which leaves its entry.

    Beyond the rows one person may take away alone, a second one has to agree. Raises Refusal
    `export-needs-second-person`, `no-such-order`, and what files refuse.
    """
    order = stored(key)
    held = _files_of(key)
    told = {"table": f"recovery-{key}", "format": "zip", "filters": {"order": key}}
    entries = entries_of_order(key, held)
    refuse_unapproved_export({**told, "rows": len(entries) + len(held)}, user=user, at=at)
    kept = [_measured(one, no, at) for no, one in enumerate(held, start=1)]
    with transaction.atomic():
        texts = parts_of(key, at)
        about = {"order": key, "case": order.case.number, "vin": order.vin, "made_at": at.isoformat(),
                 "made_by": user}  # fmt: skip
        list_of = manifest(about, texts, kept, [digest(body).hex() for _, body in entries])
        mark = mark_of(list_of)
        key_id, sealed = sealed_note(json.dumps({name: body.decode() for name, body in texts.items()}), _bound(mark))
        made = Pack.objects.create(
            order=order, made_by=user, made_at=at, sha256=mark, key_id=key_id or 0, texts=sealed, manifest={
                **list_of, "keys": [[one["file"], one["name"]] for one in kept],
                "entry_keys": [one[0] for one in entries],
            },
        )  # fmt: skip
        said = {"order": key, "pack": made.pk, "manifest": mark, "files": len(kept), "entries": len(entries)}
        record(verb="recovery.packed", subject=("case", order.case.number), at=at, detail=said)
    return int(made.pk)


def open_pack(pack: int, *, at: datetime) -> IO[bytes]:
    """A pack as one zip file, at its start (导出证据包): handed out once the seals cover every entry; journalled.

    Raises Refusal `no-such-pack`, `pack-not-sealed` until the keeper has sealed, which takes minutes at most.
    """
    row = Pack.objects.filter(pk=pack).first()
    if row is None:
        raise Refusal("no-such-pack", status=404, zh="没有这份证据包。", en="There is no such evidence pack.")
    order = stored(row.order_id)
    mine = [
        entry for entry, body in bodies_of(("case", order.case.number))
        if body["verb"] == "recovery.packed" and body["detail"]["manifest"] == row.sha256
    ]  # fmt: skip
    found, seals, waiting = proofs([*row.manifest["entry_keys"], *mine])
    if waiting or not mine:
        raise Refusal(
            "pack-not-sealed", zh="留痕尚未签章,证据包还不能导出。", en="The journal has not sealed this pack yet.",
            remedy_zh="请几分钟后再试;管理员可运行 huilong journal keep。",
            remedy_en="Try again in some minutes; an administrator may run huilong journal keep.",
        )  # fmt: skip
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        listed = {name: value for name, value in row.manifest.items() if name not in ("keys", "entry_keys")}
        _put(packed, MANIFEST, canonical(listed))
        texts = json.loads(opened_note(row.key_id, bytes(row.texts), _bound(row.sha256)))
        for name, text in texts.items():
            _put(packed, name, text.encode())
        for file, name in row.manifest["keys"]:
            with packed.open(zipfile.ZipInfo(name, EPOCH), "w") as into:
                for piece in files.open_file(file, withdrawn=True, at=at).pieces:
                    into.write(piece)
        _put(packed, PROOF, _proof(found, seals))
    record_export({"table": f"recovery-{row.order_id}", "format": "zip", "rows": len(found), "pack": pack,
                   "manifest": row.sha256})  # fmt: skip
    out.seek(0)
    return out


def _files_of(key: int) -> list[int]:
    """The files of an order: what was kept at the car, and what the taking rests on."""
    found = [one.file_id for one in evidence_of(key)]
    found += [int(file) for one in grounds_of(key) for file in one.files.values()]
    return list(dict.fromkeys(found))


def _measured(file: int, no: int, at: datetime) -> dict[str, Any]:
    """A file's name in the pack, its size and its hash: nothing anybody typed is in the name."""
    row, hashed, size = file_row(file), hashlib.sha256(), 0
    for piece in files.open_file(file, withdrawn=True, at=at).pieces:
        hashed.update(piece)
        size += len(piece)
    name = f"files/{no:04d}-{row.kind.value}.{BY_MEDIA[row.media].ending}"
    return {"file": file, "name": name, "size": size, "sha256": hashed.hexdigest()}


def _proof(found: list[dict[str, Any]], seals: list[dict[str, Any]]) -> bytes:
    lines: list[dict[str, Any]] = [{"pack": 1, "public_key": public_key().hex()}]
    lines += [{"seal": one} for one in seals]
    lines += [{"entry": one} for one in found]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def _put(packed: zipfile.ZipFile, name: str, body: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, EPOCH), body)


def _bound(mark: str) -> str:
    return f"recovery-pack:{mark}"
