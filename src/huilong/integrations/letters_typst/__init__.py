"""Letters and packs as PDF by Typst (信函与材料排版): TYPESETTER=….typesetter, PACK_PRESS=….pack_press."""

from huilong.integrations.letters_typst.adapter import typesetter
from huilong.integrations.letters_typst.packs import pack_press

__all__ = ["pack_press", "typesetter"]
