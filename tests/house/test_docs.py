"""Docs cannot rot: what they name exists, built pages are fresh, both READMEs tell the same."""

import argparse
import re
from pathlib import Path

import pytest

from huilong.shell.docs import ROOM_ORDER, ROOMS, stale_pages
from huilong.site.cli import build_parser
from tests.house import docs

ROOT = Path(__file__).resolve().parents[2]
PAGES = docs.pages(ROOT)


def unknown_command(words: list[str], parser: argparse.ArgumentParser) -> str | None:
    """The first word that is no command below its parent; None if all are, or the rest are arguments."""
    for word in words:
        below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not below:
            return None
        if word not in below[0].choices:
            return word
        parser = below[0].choices[word]
    return None


def targets() -> set[str]:
    return set(re.findall(r"(?m)^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    parser = build_parser()

    assert [words for words in docs.commands_of(text) if unknown_command(words, parser)] == []
    assert [target for target in docs.targets_of(text) if target not in targets()] == []
    assert docs.missing_paths(ROOT, page) == []
    assert docs.missing_modules(ROOT, page) == []


def test_pages_built_from_sources_are_up_to_date():
    assert stale_pages() == [], "run python -m huilong.shell.docs"


def test_both_readmes_have_the_same_headings_and_the_same_commands():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))

    def levels(text: str) -> list[str]:
        return re.findall(r"(?m)^(#+) ", docs.FENCE.sub("", text))

    assert levels(english) == levels(chinese)
    assert docs.commands_of(english) == docs.commands_of(chinese)
    assert docs.targets_of(english) == docs.targets_of(chinese)


def test_a_page_that_promises_too_much_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Run `huilong fly now` and `make coffee`; see `src/huilong/none.py`, [here](no.md), `huilong.rooms.attic.x`.\n"
        "```\n$ huilong dance --on 2026-01-01\n```\n",
        encoding="utf-8",
    )
    text = page.read_text(encoding="utf-8")

    assert [unknown_command(words, build_parser()) for words in docs.commands_of(text)] == ["fly", "dance"]
    assert docs.targets_of(text) == ["coffee"]
    assert len(docs.missing_paths(tmp_path, page)) == 2
    assert docs.missing_modules(tmp_path, page) == ["page.md: huilong.rooms.attic.x"]


def test_every_room_has_its_place_on_the_page_of_rooms():
    assert set(ROOM_ORDER) == {path.parent.name for path in ROOMS.glob("*/__init__.py")}
