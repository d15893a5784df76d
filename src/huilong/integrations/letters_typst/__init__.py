"""Letters as PDF by Typst (信函排版): TYPESETTER=huilong.integrations.letters_typst.typesetter."""

from huilong.integrations.letters_typst.adapter import typesetter

__all__ = ["typesetter"]
