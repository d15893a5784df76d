"""What a file is, its content says; what is too large, packed to harm or of no use here is refused."""

import io
import zipfile

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions import _members
from huilong.rooms.files.rules.content import is_packed, recognised, refuse_bomb

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(300)
PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(300)
EXE = b"MZ" + bytes(600)
ELF = b"\x7fELF" + bytes(600)


def office(member: bytes = b"<w/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<Types><Override PartName="/word/document.xml"/></Types>')
        packed.writestr("_rels/.rels", "<r/>")
        packed.writestr("word/document.xml", member)
    return out.getvalue()


@pytest.mark.parametrize(("content", "media"), [
    (PNG, "image/png"), (PDF, "application/pdf"), (JPEG, "image/jpeg"), ("收车".encode(), "text/plain"),
])  # fmt: skip
def test_types_of_the_trade_are_recognised(content, media):
    assert recognised(content) == media


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file-empty"), (EXE, "file-type"), (ELF, "file-type"), (b"\x00\x01\x02", "file-type"),
    ("文本".encode("gb18030"), "file-type"), (b"a" * (2 * 1024 * 1024 + 1), "file-too-large"),
    (b"GIF89a" + bytes(300), "file-type"),
])  # fmt: skip
def test_what_is_not_taken_is_refused_with_a_way_out(content, code):
    with pytest.raises(Refusal, match=code) as refused:
        recognised(content)
    assert refused.value.remedy.zh
    assert refused.value.remedy.en


def test_a_page_of_html_is_text_and_never_html():
    assert recognised(b"<html><script>alert(1)</script></html>") == "text/plain"


def test_a_document_that_unpacks_into_gigabytes_is_refused_unopened():
    assert is_packed(recognised(office()))
    refuse_bomb(_members(office()), len(office()))
    bomb = office(bytes(60 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(Refusal, match="file-bomb"):
        refuse_bomb(_members(bomb), len(bomb))
    with pytest.raises(Refusal, match="file-bomb"):
        refuse_bomb(_members(b"PK no archive"), 13)
