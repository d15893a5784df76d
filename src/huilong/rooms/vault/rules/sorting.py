"""Sort key of a masked name (排序键): the order of the pinyin of what is shown, so that it tells nothing more."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=4096)
def sort_key(masked: str) -> str:
    """The pinyin of the characters a masked name shows.

    >>> sort_key("林**"), sort_key("M** L**"), sort_key("")
    ('lin', 'm l', '')
    """
    shown = masked.replace("*", "").strip()
    return " ".join(lazy_pinyin(shown, style=Style.NORMAL)).lower()[:128]
