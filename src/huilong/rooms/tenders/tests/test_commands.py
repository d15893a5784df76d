"""The commands work without the house: what they seal is what pages take, and anybody can verify it."""

import json
import stat

import pytest

from huilong.rooms.tenders.rules.bids import bid_of
from huilong.rooms.tenders.rules.sealing import read, unseal
from huilong.rooms.tenders.web_bids import key_from, sealed_from
from huilong.site.cli import main

BID = {
    "tender": "TD20260001", "firm": 7, "fee": {"form": "rate", "rate_ppm": 180_000},
    "lines": [{"stratum": "S01", "most": 40}], "capacity": 40, "explanation": "",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    (tmp_path / "bid.json").write_text(json.dumps(BID))
    return {name: tmp_path / f"{name}.json" for name in ("bid", "sealed", "key")}


def sealed(files) -> int:
    return main(["tender", "seal", str(files["bid"]), "--out", str(files["sealed"]), "--key", str(files["key"])])


def test_what_is_sealed_offline_is_what_the_pages_take_and_open(files, capsys):
    assert sealed(files) == 0
    sent, kept = (json.loads(files[name].read_text()) for name in ("sealed", "key"))
    assert "180000" not in files["sealed"].read_text()
    assert kept["key"] not in files["sealed"].read_text()
    assert stat.S_IMODE(files["key"].stat().st_mode) == 0o600
    bid = bid_of(read(unseal(sealed_from(sent), key_from(kept["key"]))))
    assert (bid.tender, bid.firm, bid.fee.rate_ppm) == ("TD20260001", 7, 180_000)
    assert main(["tender", "verify", str(files["sealed"]), "--key", str(files["key"])]) == 0
    assert sent["commitment"] in capsys.readouterr().out


@pytest.mark.parametrize("part", ["commitment", "ciphertext", "nonce"])
def test_what_was_changed_after_sealing_does_not_verify(files, part):
    sealed(files)
    sent = json.loads(files["sealed"].read_text())
    sent[part] = ("0" if sent[part][0] != "0" else "1") + sent[part][1:]
    files["sealed"].write_text(json.dumps(sent))
    assert main(["tender", "verify", str(files["sealed"]), "--key", str(files["key"])]) == 2


def test_a_key_file_is_never_written_over(files):
    sealed(files)
    before = files["key"].read_text()
    assert sealed(files) != 0
    assert files["key"].read_text() == before


def test_a_bid_that_lacks_something_is_not_sealed(files):
    files["bid"].write_text(json.dumps({name: value for name, value in BID.items() if name != "capacity"}))
    assert sealed(files) == 2
    assert not files["key"].exists()
