"""The words of the trade (术语): one source for enums, screens and docs/glossary.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One term: its name in code, its Chinese and English on screen, and what it means here."""

    code: str
    zh: str
    en: str
    meaning: str = ""


def words(lines: str) -> tuple[Word, ...]:
    """Words (术语) from lines of `code | 中文 | English | meaning`.

    >>> words("loan | 借据 | loan | one contract")[0].zh
    '借据'
    """
    return tuple(
        Word(*(cell.strip() for cell in line.split("|"))) for line in lines.splitlines() if line.strip()
    )
