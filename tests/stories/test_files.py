"""Evidence on a case (案件文件故事): added and opened by a collector, told by the timeline, withdrawn by compliance."""

import struct
import zlib

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def photo() -> bytes:
    """A grey picture of two by two points."""
    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\x00\x80\x80" * 2))
            + part(b"IEND", b""))  # fmt: skip


def test_a_photo_is_added_opened_and_withdrawn(visit):
    collector = visit("collector")
    page = collector.page
    collector.open("/cases/")
    case = page.get_attribute("tbody tr td:first-child a", "href")
    collector.open(case)
    page.click(f"nav.tabs a[href='{case}files/']")
    page.wait_for_selector(".empty")

    page.set_input_files("input[name=file]", {"name": "车辆.exe", "mimeType": "text/html", "buffer": photo()})
    page.select_option("select[name=kind]", "photo")
    page.fill("input[name=note]", "停车场")
    page.click("form.ask button")
    page.wait_for_selector("table.rows")
    assert "车辆.exe" in page.inner_text("table.rows")
    assert "停车场" in page.inner_text("table.rows")
    assert collector.violations() == []

    page.click("tbody a >> nth=0")
    page.wait_for_selector("#file-title")
    assert collector.violations() == []
    file = page.url.split(collector.site)[1]
    assert page.query_selector("select[name=why]") is None, "a collector withdraws nothing"
    page.goto(f"{collector.site}{file}content")
    assert page.evaluate("document.images[0].naturalWidth") == 2
    answer = page.request.get(f"{collector.site}{file}content?save=1")
    assert answer.body() == photo()
    assert ".exe.png" in answer.headers["content-disposition"]
    collector.open(f"{case}?tab=timeline")
    assert "打开了文件" in page.content()

    compliance = visit("compliance")
    compliance.open(file)
    compliance.page.select_option("select[name=why]", "wrong_file")
    compliance.page.click("form.ask button")
    compliance.page.wait_for_selector("table.rows")
    assert "传错文件" in compliance.page.inner_text("table.rows")
    assert page.request.get(f"{collector.site}{file}content").status == 410
