"""The words of the trade (术语): one source for enums, screens and docs/glossary.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One term: its name in code, its Chinese and English on screen, and what it means here."""

    code: str
    zh: str
    en: str
    meaning: str = ""
