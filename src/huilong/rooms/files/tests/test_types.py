"""Types (内容类型): found in the bytes, whatever the name says; what is not kept is refused by name."""

import io
import struct

import openpyxl
import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions.examining import examine
from huilong.rooms.files.rules import types

from .conftest import PDF, PNG, docx, zipped


def xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00" + brand + b"mp42" + bytes(40)


KEPT = {
    "pdf": PDF, "jpg": b"\xff\xd8\xff\xe0" + bytes(60), "png": PNG, "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(40),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40), "mp3": b"ID3\x03" + bytes(60),
    "wav": b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(40), "m4a": ftyp(b"M4A "), "mp4": ftyp(b"isom"), "docx": docx(),
    "xlsx": xlsx(), "txt": "今日上门,无人应答。\n".encode(), "csv": "日期,金额\r\n2026-06-30,12.00\r\n".encode(),
}  # fmt: skip


def look(body: bytes, name: str = "x"):
    return examine(io.BytesIO(body), len(body), name)


@pytest.mark.parametrize("ending", KEPT)
def test_what_is_kept_is_known_by_its_bytes(ending):
    assert look(KEPT[ending], "list.csv" if ending == "csv" else "anything.exe").ending == ending


def lying() -> bytes:
    """A docx whose directory says that a member of a megabyte has nine bytes."""
    body = bytearray(docx(**{"word/big.xml": bytes(1_000_000)}))
    size = struct.pack("<I", 1_000_000)
    at = body.find(size)
    while at >= 0:
        body[at : at + 4] = struct.pack("<I", 9)
        at = body.find(size)
    return bytes(body)


def twice_the_end(body: bytes) -> bytes:
    return body[: len(body) // 2]


REFUSED = {
    "a program": (b"MZ" + bytes(80), "file-type"),
    "a page": (b"<html><script>alert(1)</script>" + bytes(3), "file-type"),
    "a moving picture": (b"GIF89a" + bytes(40), "file-type"),
    "a drawing with code in it": (b"\x00<svg onload=alert(1)>", "file-type"),
    "another zip": (zipped({"a.exe": b"MZ"}), "file-type"),
    "another writing than UTF-8": ("金额".encode("gbk"), "file-type"),
    "half a letter at the end": ("金额".encode()[:-1], "file-type"),
    "nothing": (b"", "file-empty"),
    "macros": (docx(**{"word/vbaProject.bin": b"x"}), "file-active"),
    "a file inside": (docx(**{"word/embeddings/a.bin": b"x"}), "file-active"),
    "a bomb": (docx(**{"word/media/a": bytes(30_000_000)}), "file-bomb"),
    "a crowd": (docx(**{f"word/{n}": b"" for n in range(2100)}), "file-bomb"),
    "a directory that lies": (lying(), "file-damaged"),
    "half a document": (twice_the_end(docx()), "file-damaged"),
}


@pytest.mark.parametrize(("body", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_kept_is_refused_in_both_languages(body, code):
    with pytest.raises(Refusal) as said:
        look(body, "innocent.pdf")
    assert said.value.code == code
    assert said.value.says.zh and said.value.says.en and said.value.remedy.zh and said.value.remedy.en


def test_each_family_has_its_own_limit_and_the_house_may_set_another(settings):
    with pytest.raises(Refusal, match="file-too-large"):
        examine(io.BytesIO(PDF), 21 * types.MB, "a.pdf")
    settings.FILE_LIMITS = {"document": 25}
    assert examine(io.BytesIO(PDF), 21 * types.MB, "a.pdf").ending == "pdf"
    assert examine(io.BytesIO(KEPT["mp4"]), 21 * types.MB, "a.pdf").ending == "mp4"


@pytest.mark.parametrize("media", types.BY_MEDIA)
def test_a_file_is_saved_with_the_ending_of_what_it_is(media):
    kept = types.BY_MEDIA[media]
    assert types.saved_name("a.html", kept) == f"a.html.{kept.ending}"
    assert types.saved_name(f"b.{kept.ending.upper()}", kept) == f"b.{kept.ending.upper()}"
