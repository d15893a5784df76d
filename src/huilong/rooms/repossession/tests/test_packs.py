"""Evidence packs: everything of one recovery in one file, which a stranger with the key checks; any change shows."""

import importlib.util
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import keep, seal
from huilong.rooms.journal.models import Entry
from huilong.rooms.journal.queries import public_key
from huilong.rooms.repossession.actions.packing import make_pack, open_pack
from huilong.rooms.repossession.rules.packing import canonical

from .acting import at_work
from .conftest import AT
from .spotting import SETTER, stored

pytestmark = pytest.mark.django_db(transaction=True)
VERIFIER = Path(__file__).resolve().parents[5] / "tools/verify_journal.py"
LATER = AT + timedelta(days=1)


def stranger():
    """The stand-alone script, as a stranger would run it."""
    spec = importlib.util.spec_from_file_location("verify_journal", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pack(cast, crews, settings, tmp_path):
    """A pack of a car that stands in the yard, sealed and written."""
    settings.TYPESETTER = SETTER
    key = stored(cast, crews["firm"])
    with at_work(cast["fang"]):
        made = make_pack(key, user=cast["fang"].pk, at=LATER)
        with pytest.raises(Refusal, match="pack-not-sealed"):
            open_pack(made, at=LATER)
    keep(timezone.now())
    seal(timezone.now())
    out = tmp_path / "pack.zip"
    with at_work(cast["fang"]), open_pack(made, at=LATER) as body:
        out.write_bytes(body.read())
    return out


def said(path, capsys, key: str = "") -> tuple[int, str]:
    code = stranger().main([str(path), "--key", key or public_key().hex()])
    return code, capsys.readouterr().out


def rewritten(pack, out, change):
    """The pack with its members changed by `change(name, body)`; None leaves one out."""
    with zipfile.ZipFile(pack) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            body = change(name, before.read(name))
            if body is not None:
                after.writestr(name, body)
    return out


def kept_line(body: bytes) -> bytes:
    return next(line for line in body.splitlines() if b"recovery.kept" in line)


def test_a_pack_is_whole_and_every_change_of_it_shows(pack, tmp_path, capsys):
    code, told = said(pack, capsys)
    assert (code, told.split()[0]) == (0, "WHOLE")

    with zipfile.ZipFile(pack) as packed:
        names = packed.namelist()
        verdicts = json.loads(packed.read("verdicts.json"))
        verbs = [json.loads(line)["entry"]["body"]["verb"] for line in packed.read("proof.jsonl").splitlines()
                 if "entry" in json.loads(line)]  # fmt: skip
        photo = next(name for name in names if "photo" in name)
        manifest = packed.read("manifest.json")
    assert {"order.json", "steps.json", "authorities.json", "belongings.json", "yard.json"} <= set(names)
    assert any("CN-REPO-010" in one["rules"] for one in verdicts)
    assert {"recovery.take", "recovery.authority_issued", "recovery.kept", "recovery.packed", "law.asked"} <= set(verbs)
    assert Entry.objects.filter(verb="export", detail__format="zip").count() == 1

    tampered = {
        photo: lambda name, body: body + b"x" if name == photo else body,
        "left out": lambda name, body: None if name == photo else body,
        "verdict": lambda name, body: body.replace(b"true", b"null", 1) if name == "verdicts.json" else body,
        "manifest": lambda name, body: (
            canonical({**json.loads(body), "vin": "X"}) if name == "manifest.json" else body
        ),
        "entry": lambda name, body: (
            body.replace(b"recovery.kept", b"recovery.lept", 1) if name == "proof.jsonl" else body
        ),
        "entry gone": lambda name, body: (
            b"".join(line + b"\n" for line in body.splitlines() if b'"recovery.take"' not in line)
            if name == "proof.jsonl" else body
        ),
        "other entry": lambda name, body: (
            body + kept_line(body).replace(b'"seq": ', b'"seq": 1') + b"\n"
            if name == "proof.jsonl" else body
        ),
        "seal": lambda name, body: body.replace(b'"links": ', b'"links": 1', 1) if name == "proof.jsonl" else body,
    }  # fmt: skip
    for what, change in tampered.items():
        code, told = said(rewritten(pack, tmp_path / "changed.zip", change), capsys)
        assert (code, told.split()[0]) == (1, "BROKEN"), what

    with zipfile.ZipFile(io.BytesIO(pack.read_bytes())) as packed:
        assert packed.read("manifest.json") == manifest
    with zipfile.ZipFile(pack, "a") as packed:
        packed.writestr("files/9999-more.txt", b"put in")
    assert said(pack, capsys)[0] == 1
    assert said(pack, capsys, "00" * 32)[0] == 1


def test_a_pack_above_what_one_person_may_take_waits_for_a_second(cast, crews, settings):
    settings.TYPESETTER, settings.EXPORT_ALONE_ROWS = SETTER, 3
    key = stored(cast, crews["firm"])
    with at_work(cast["fang"]), pytest.raises(Refusal, match="export-needs-second-person"):
        make_pack(key, user=cast["fang"].pk, at=LATER)


def test_nothing_anybody_typed_is_in_the_journal_s_part(pack):
    with zipfile.ZipFile(pack) as packed:
        assert "王小梅".encode() not in packed.read("proof.jsonl")
        assert "王小梅".encode() in packed.read("belongings.json")
