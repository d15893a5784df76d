"""Completeness (档案完整度): what of the things a product wants is in a borrower's file."""

from collections.abc import Collection, Mapping, Sequence

from huilong.rooms.files.terms import Completeness, FileItem


def wanted(product: str, by_product: Mapping[str, Sequence[str]], default: Sequence[str]) -> tuple[FileItem, ...]:
    """What the file of a borrower of this product should hold (档案要件); a product not named follows the default.

    >>> wanted("used", {"new": ["contract"]}, ["identity"])
    (<FileItem.IDENTITY: 'identity'>,)
    """
    return tuple(FileItem(item) for item in by_product.get(product, default))


def completeness(items: Sequence[FileItem], there: Collection[FileItem]) -> Completeness:
    """How complete a file is (完整度): percent, rounded down, of `items` that are `there`; nothing wanted is complete.

    >>> completeness([FileItem.IDENTITY, FileItem.WORK, FileItem.CONTACT], {FileItem.WORK}).percent
    33
    """
    missing = tuple(item for item in dict.fromkeys(items) if item not in there)
    whole = len(dict.fromkeys(items))
    return Completeness(100 if not whole else (whole - len(missing)) * 100 // whole, missing)
