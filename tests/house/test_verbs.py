"""Every verb the house writes into the journal says something a reader understands."""

import ast
from pathlib import Path

import huilong
from huilong.rooms.journal.rules.verbs import LOOKS, VERBS

SOURCE = Path(huilong.__file__).parent


def written() -> set[str]:
    """The verbs given to the journal as words, wherever the source names one."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return found


def test_every_verb_has_its_words():
    assert "person.revealed" in written()
    assert sorted(written() - set(VERBS) - {""}) == []
    assert set(LOOKS) <= set(VERBS)
