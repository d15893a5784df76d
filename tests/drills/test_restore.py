"""A home restored from a pack goes on as the one it came from; what does not fit is refused and changes nothing."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pyarrow as pa
import pytest

from huilong.site import pack
from tests.drills.conftest import HEARD, LAST, NIGHTS
from tests.drills.home import ROOT, Home
from tests.drills.test_night_drill import left

pytestmark = pytest.mark.slow
NEXT = NIGHTS[0]


def refused(home: Home, *words: str, **environment: str) -> str:
    """What a refused command says."""
    done = subprocess.run(
        [sys.executable, "-m", "huilong.site.cli", *words], env=home.environment | environment, cwd=ROOT, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    return done.stderr.splitlines()[0]


def made_anew(file: Path, out: Path, told=lambda told: None, without: str = "") -> Path:
    """A whole pack like `file` whose manifest says something else, or that lacks a member."""
    stream = pa.CompressedInputStream(pa.OSFile(str(file)), "zstd")
    with stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    manifest = json.loads(members[pack.MANIFEST])
    told(manifest)
    with pack.writing(out, manifest) as writer:
        for name, content in members.items():
            if name not in (pack.HEADER, pack.MANIFEST, without):
                writer.add_bytes(name, content)
    return out


def test_a_restored_home_runs_the_next_night_as_the_one_it_came_from(restored, tmp_path, village):
    """Backed up while a server writes, restored twice (once from its own backup), the next night is the same."""
    first = restored("first")
    writer = first.start("tests.drills.actors", "write", "W", out=(tmp_path / "said").open("w"))
    while not (tmp_path / "said").stat().st_size:
        assert writer.poll() is None
    first.huilong("backup", str(tmp_path / "second.tar.zst"))
    assert writer.poll() is None
    writer.kill()
    writer.wait()
    assert "✓" in first.huilong("backup", "--check", str(tmp_path / "second.tar.zst"))
    last = json.loads((first.place / "backups/last.json").read_text())
    assert last["file"] == str(tmp_path / "second.tar.zst")
    assert oct((tmp_path / "second.tar.zst").stat().st_mode)[-3:] == "600"

    second = Home(tmp_path / "second", Path(first.environment["NUMBA_CACHE_DIR"]))
    second.environment["BACKUP_PASSPHRASE"] = "a-phrase-for-drills"
    second.huilong("restore", str(tmp_path / "second.tar.zst"), "--into", str(second.place))
    whole = restored("whole")
    with second.open():
        second.receipts_and_entries_are_one()
        assert second.rows("select count(*) from ledger_desk_receipt")[0][0] > 0
        for home in (whole, second):
            home.huilong("night", "--on", NEXT)
            home.verify()
        desk, other = left(whole), left(second)
        for one in (desk, other):  # the receipts, of loans nobody knows, were written in one home only
            one["journal"] = [entry for entry in one["journal"] if not entry[0].startswith("receipt")]
        waits = [row for row in other["reports_notice"] if "suspense_waits" in row[0]]
        assert len(waits) == 1
        other["reports_notice"].remove(waits[0])
        assert desk == other
        paths = [path for (path,) in second.rows("select path from book_importfile")]
        assert paths and all(path.startswith(f"{second.place}/incoming/") for path in paths)
        journal = [verb for (verb,) in second.rows("select verb from journal_entry where subject_kind = 'backup'")]
        assert sorted(journal) == ["home.restored", "home.restored"]  # its own, and that of the home it came from


def test_positions_come_back_from_parquet_and_from_the_log(restored):
    home = restored("heard")
    assert home.actor("track") == {
        "places": [[f"{day}T12:00:00+00:00", 300_000_000, 1_200_000_000] for day in HEARD], "waiting": [LAST],
    }  # fmt: skip
    later = home.actor("heard", *HEARD, NEXT)  # what was told before, told again, and one more
    assert [place[0][:10] for place in later["places"]] == [*HEARD, NEXT]


def test_what_does_not_fit_is_refused_and_leaves_nothing(village, laws, tmp_path):
    home = Home(tmp_path / "home", laws)
    into = ("--into", str(home.place))
    right = {"BACKUP_PASSPHRASE": "a-phrase-for-drills"}
    newer = made_anew(village, tmp_path / "newer", lambda told: told["migrations"].append("cases.9999_later"))
    fewer = made_anew(village, tmp_path / "fewer", lambda told: told["rows"].update(cases_case=1))
    bare = made_anew(village, tmp_path / "bare", without=pack.KEYS)
    (tmp_path / "other-keys").mkdir()
    (tmp_path / "other-keys/secret.key").write_text("another")

    said = {
        "passphrase-wrong": refused(home, "restore", str(village), *into, BACKUP_PASSPHRASE="another-phrase-it-is"),
        "passphrase-missing": refused(home, "restore", str(village), *into),
        "pack-newer": refused(home, "restore", str(newer), *into, **right),
        "rows-differ": refused(home, "restore", str(fewer), *into, **right),
        "keys-missing": refused(home, "restore", str(bare), *into, **right),
        "other-keys": refused(home, "restore", str(bare), *into, "--keys", str(tmp_path / "other-keys")),
        "no-such-file": refused(home, "restore", str(tmp_path / "none"), *into),
        "night-at-work": while_a_night_works(village, laws, tmp_path),
    }

    assert {code: words.split()[1] for code, words in said.items()} == {code: code for code in said}
    assert not home.place.exists()
    assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


def while_a_night_works(village: Path, laws: Path, tmp_path: Path) -> str:
    """What a backup says while a night holds the lock; checked with keys kept apart, and with a home replaced."""
    import psycopg

    from huilong.night.queries import LOCK_KEY
    from huilong.site import postgres

    home = Home(tmp_path / "busy", laws)
    home.environment["BACKUP_PASSPHRASE"] = "a-phrase-for-drills"
    home.huilong("restore", str(village), "--into", str(home.place))
    bare = tmp_path / "bare"
    home.huilong("restore", str(bare), "--into", str(home.place), "--replace", "--keys", str(home.place / "keys"))
    [before] = tmp_path.glob("busy.before-*")
    assert (before / "keys/vault.key").read_bytes() == (home.place / "keys/vault.key").read_bytes()
    with home.open(), psycopg.connect(postgres.place(home.place).url(), autocommit=True) as night:
        assert home.rows("select count(*) from night_run where state = 'done' and \"on\" = %s", LAST) == [(1,)]
        night.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        return refused(home, "backup", str(tmp_path / "never.tar.zst"))
