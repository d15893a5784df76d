"""A pack is whole or refused; its names stay inside a home; its keys open with the passphrase only."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.site import pack, sealed_keys
from huilong.site.restore import restore
from huilong.site.roles import derived

TOLD = {"format": pack.FORMAT, "huilong": "0.1.0", "at": "2026-03-31T00:00:00+00:00"}
PHRASE = "a phrase nobody guesses"


def written(file: Path, **more: object) -> dict:
    told = TOLD | more
    with pack.writing(file, told) as writer:
        writer.add_bytes(pack.DATABASE, b"rows" * 5000)
        writer.add_bytes("book/manifest/00000001.json", b"{}")
        writer.add_bytes("incoming/2026-03-31/还款.csv", "借据号\n".encode())
    return told


def forged(file: Path, *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    """A pack made by somebody else who knows how."""
    out = pa.CompressedOutputStream(pa.OSFile(str(file), "wb"), "zstd")
    with out, tarfile.open(fileobj=out, mode="w|") as tar:
        header = json.dumps(TOLD).encode()
        for info, content in [(named(pack.HEADER), header), *entries]:
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))
    file.write_bytes(file.read_bytes() + pack.SKIPPED + hashlib.sha256(file.read_bytes()).digest())
    return file


def named(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def test_a_pack_gives_back_what_was_put_in(tmp_path):
    told = written(tmp_path / "a.pack")

    found = pack.read(tmp_path / "a.pack", tmp_path / "out")

    assert found == {name: value for name, value in told.items() if name != "sha256"}
    assert (tmp_path / "out/incoming/2026-03-31/还款.csv").read_text() == "借据号\n"
    assert (tmp_path / "out/database.dump").read_bytes() == b"rows" * 5000
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").rglob("*") if path.is_file()} == {0o600}


def test_a_pack_is_its_owner_s_alone_and_leaves_nothing_unfinished(tmp_path):
    written(tmp_path / "a.pack")

    assert [path.name for path in tmp_path.iterdir()] == ["a.pack"]
    assert (tmp_path / "a.pack").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="file-there"):
        written(tmp_path / "a.pack")


def test_a_pack_cut_off_in_the_making_is_not_there(tmp_path):
    with pytest.raises(KeyboardInterrupt), pack.writing(tmp_path / "a.pack", dict(TOLD)) as writer:
        writer.add_bytes(pack.DATABASE, b"rows")
        raise KeyboardInterrupt

    assert list(tmp_path.iterdir()) == []


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(tmp_path, data):
    whole, changed = tmp_path / "whole.pack", tmp_path / "changed.pack"
    if not whole.exists():
        written(whole)
    raw = bytearray(whole.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    changed.write_bytes(raw)

    with pytest.raises(Refusal, match="pack-damaged"):
        pack.read(changed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_pack_cut_short_is_refused(tmp_path, data):
    whole, cut = tmp_path / "whole.pack", tmp_path / "cut.pack"
    if not whole.exists():
        written(whole)
    raw = whole.read_bytes()
    cut.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])

    with pytest.raises(Refusal, match="pack-damaged"):
        pack.read(cut)


@pytest.mark.parametrize("name", [
    "../outside", "book/../../outside", "/etc/cron.d/x", "keys/vault.key", "book//x", "book/a\\b", "pg/cluster/x",
    "book",
])  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    file = forged(tmp_path / "x.pack", (named(name), b"x"))

    with pytest.raises(Refusal, match="pack-unsafe"):
        pack.read(file, tmp_path / "out")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.pack"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(tmp_path, kind):
    with pytest.raises(Refusal, match="pack-unsafe"):
        pack.read(forged(tmp_path / "x.pack", (named("book/x", kind), b"")), tmp_path / "out")


def test_a_member_twice_or_one_too_many_is_refused(tmp_path):
    twice = forged(tmp_path / "twice", (named("book/x"), b"1"), (named("book/x"), b"2"))
    manifest = json.dumps(TOLD | {"members": {}}).encode()
    extra = forged(tmp_path / "extra", (named("book/x"), b"1"), (named(pack.MANIFEST), manifest))
    after = forged(tmp_path / "after", (named(pack.MANIFEST), manifest), (named("book/x"), b"1"))

    for file, code in ((twice, "pack-unsafe"), (extra, "pack-damaged"), (after, "pack-damaged")):
        with pytest.raises(Refusal, match=code):
            pack.read(file)


def test_a_pack_of_a_newer_format_is_refused_before_anything_is_laid(tmp_path):
    written(tmp_path / "new.pack", format=pack.FORMAT + 1)

    with pytest.raises(Refusal, match="pack-newer"):
        pack.read(tmp_path / "new.pack", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"not a pack", b"\x28\xb5\x2f\xfd"])
def test_what_is_no_pack_is_refused(tmp_path, content):
    (tmp_path / "x").write_bytes(content)

    with pytest.raises(Refusal, match="pack-damaged"):
        pack.read(tmp_path / "x")
    with pytest.raises(Refusal, match="no-such-file"):
        pack.read(tmp_path / "none")


def test_keys_open_with_their_passphrase_only(monkeypatch):
    keys = {"vault.key": b"\x00" * 32, "secret.key": b"s"}
    text = sealed_keys.sealed(keys, PHRASE)

    assert sealed_keys.unsealed(text, PHRASE) == keys
    assert b"vault" not in text
    for phrase, code in ((PHRASE + "!", "passphrase-wrong"), (None, "passphrase-missing")):
        with pytest.raises(Refusal, match=code):
            sealed_keys.unsealed(text, phrase)
    with pytest.raises(Refusal, match="passphrase-wrong"):
        sealed_keys.unsealed(text[:-1] + bytes([text[-1] ^ 1]), PHRASE)


def test_the_passphrase_comes_from_the_environment_or_a_file(monkeypatch, tmp_path):
    monkeypatch.delenv("BACKUP_PASSPHRASE", raising=False)
    monkeypatch.delenv("BACKUP_PASSPHRASE_FILE", raising=False)
    assert sealed_keys.passphrase() is None
    (tmp_path / "phrase").write_text(PHRASE + "\n")
    monkeypatch.setenv("BACKUP_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    assert sealed_keys.passphrase() == PHRASE
    monkeypatch.delenv("BACKUP_PASSPHRASE_FILE")
    monkeypatch.setenv("BACKUP_PASSPHRASE", "short")
    with pytest.raises(Refusal, match="passphrase-short"):
        sealed_keys.passphrase()


def test_a_home_that_is_not_empty_or_in_use_is_left_alone(tmp_path):
    from datetime import UTC, datetime

    from huilong.site import postgres

    home, at = tmp_path / "home", datetime(2026, 3, 31, tzinfo=UTC)
    home.mkdir()
    (home / "demo.json").write_text("{}")
    with pytest.raises(Refusal, match="home-not-empty"):
        restore(tmp_path / "x", home, at)
    place = home / "pg"
    place.mkdir()
    with (place / "holders.lock").open("ab") as held:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(Refusal, match="home-in-use"):
            restore(tmp_path / "x", home, at, replace=True)
    assert not postgres.is_running(postgres.place(home))
    with pytest.raises(Refusal, match="no-such-file"):  # and a failed restore leaves nothing beside it
        restore(tmp_path / "x", home, at, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert (home / "demo.json").read_text() == "{}"


def test_the_mark_of_the_keys_does_not_tell_them():
    assert derived("a", "backup-mark") != derived("b", "backup-mark")
    assert derived("a", "backup-mark") != derived("a", "journal")
