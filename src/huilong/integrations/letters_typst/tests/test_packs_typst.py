"""The weekly pack in type: the same document is the same bytes, its words can be read, its links are there."""

import io

import pytest
from pypdf import PdfReader

from huilong.integrations.letters_typst import pack_press
from huilong.rooms.reports.rules.pack import document
from huilong.rooms.reports.tests.facts import facts, word


@pytest.fixture(scope="module")
def press():
    """The press, its fonts read once."""
    return pack_press()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_pack_is_printed_the_same_twice_with_its_figures_and_links(press, language):
    told = document(facts(), language, word, "https://huilong.example.com")
    body = press.pdf(told)

    assert body == press.pdf(told)
    pages = PdfReader(io.BytesIO(body)).pages
    text = "".join(page.extract_text() for page in pages)
    assert all(part in text for part in (told.title, "1,234.56", "=HYPERLINK(1)", *(s.title for s in told.sections)))
    links = [note.get_object()["/A"]["/URI"] for page in pages for note in page.get("/Annots", [])]
    assert "https://huilong.example.com/portfolio/?on=2026-03-08" in links


def test_without_an_address_there_are_no_links(press):
    pages = PdfReader(io.BytesIO(press.pdf(document(facts(), "zh-hans", word, "")))).pages

    assert not [note for page in pages for note in page.get("/Annots", [])]
