"""One source of words: every enum member has its word, every list of words has its enum."""

from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from huilong.kernel import values
from huilong.kernel.glossary import SUBJECTS, WORDS, Worded
from huilong.kernel.values import ENUMS
from huilong.shell import messages

SOURCE = Path(__file__).resolve().parents[2] / "src" / "huilong"


def worded_enums() -> list[type[Worded]]:
    """Every worded enum, after importing every terms.py and rules module."""
    kept = ("rooms/*/terms/*.py", "rooms/*/rules/*.py", "rooms/*/intake/*.py")
    for path in [*SOURCE.rglob("terms.py"), *(file for place in kept for file in SOURCE.glob(place))]:
        import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    return [enum for enum in Worded.__subclasses__() if enum.__module__.startswith("huilong.")]


def enums_of_ours() -> dict[str, type[Worded]]:
    return {enum.__name__: enum for enum in worded_enums()}


def twice(names) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def wordless(enums: dict[str, type[Worded]]) -> list[str]:
    found = []
    for name, enum in enums.items():
        for member in enum:
            if f"{name}.{member.value}" not in WORDS and member.value not in WORDS:
                found.append(f"{name}.{member.name}")
    return found


def test_every_member_of_an_enum_has_its_word():
    assert wordless(enums_of_ours()) == []


def test_every_list_of_values_belongs_to_an_enum():
    enums = enums_of_ours()

    assert sorted(set(ENUMS) - set(enums)) == []
    for name, words in ENUMS.items():
        assert {word.code for word in words} == {member.value for member in enums[name]}, name


def test_no_two_rooms_have_an_enum_of_the_same_name():
    """Words are found by the enum's name: the second of a name would speak with the words of the first."""
    described = [
        name
        for module in iter_modules(values.__path__, f"{values.__name__}.")
        for told in vars(import_module(module.name)).values() if isinstance(told, dict)
        for name, entries in told.items() if isinstance(entries, tuple)
    ]  # fmt: skip

    assert twice(enum.__name__ for enum in worded_enums()) == []
    assert twice(described) == [], "two lists of words of one name: the later hides the other"
    assert set(described) == set(ENUMS)
    assert twice(["Grade", "Clock", "Grade"]) == ["Grade"]


def test_a_member_without_a_word_is_found():
    class Weather(Worded):
        RAIN = "rain"

    assert wordless({"Weather": Weather}) == ["Weather.RAIN"]
    with pytest.raises(KeyError):
        _ = Weather.RAIN.word


def test_no_code_means_two_things_and_every_word_is_whole():
    codes = [word.code for words in SUBJECTS.values() for word in words]

    assert len(codes) == len(set(codes))
    for key, word in WORDS.items():
        assert word.zh and word.en and word.meaning, key


def test_enums_look_their_words_up_instead_of_keeping_them():
    keepers = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if " Word(" in path.read_text(encoding="utf-8") and "kernel" not in path.parts and "tests" not in path.parts
    ]
    assert keepers == []


def test_a_roll_rate_is_called_by_its_name_in_every_text():
    """迁徙率 is by balance, 滚动率 the matrix by count: a page that says one and shows the other misleads."""
    rate, matrix = WORDS["roll_rate"].zh, WORDS["transition_matrix"].zh
    texts = {english: chinese for english, chinese in messages.read().items() if "roll rate" in english.lower()}
    assert len(texts) >= 3
    assert [english for english, chinese in texts.items() if rate not in chinese or matrix in chinese] == []
