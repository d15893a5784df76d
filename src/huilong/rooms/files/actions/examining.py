"""Examining (查验内容): what a file is, by all its bytes. Nothing is run, and nothing of it is unpacked to the disk."""

import codecs
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from django.conf import settings

from huilong.rooms.files.rules.types import (
    HEAD,
    LIMITS_MB,
    MOST_MEMBERS,
    MOST_UNPACKED,
    bomb,
    damaged,
    not_allowed,
    office_type,
    plain_text,
    refuse_too_long,
    text_type,
    type_of_head,
)
from huilong.rooms.files.terms import Family, FileType, Member

PIECE = 256 * 1024
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
"""What the zip reader raises over damaged, locked or foreign archives."""


def limits() -> Mapping[Family, int]:
    """The longest a file of each family may be, in MB: those of FILE_LIMITS before our own."""
    return {**LIMITS_MB, **{Family(name): int(most) for name, most in getattr(settings, "FILE_LIMITS", {}).items()}}


def examine(file: BinaryIO, size: int, name: str) -> FileType:
    """What the bytes are; refuses what is not kept, too long, damaged or a bomb. `name` only tells csv from text."""
    file.seek(0)
    kept = type_of_head(file.read(HEAD))
    if kept is not None:
        refuse_too_long(size, kept, limits())
        return kept
    file.seek(0)
    if file.read(4) == b"PK\x03\x04":
        kept = _office(file)
        refuse_too_long(size, kept, limits())
        return kept
    kept = text_type(name)
    refuse_too_long(size, kept, limits())
    _insist_on_text(file)
    return kept


def _office(file: BinaryIO) -> FileType:
    """The office document a zip is. Every member is unpacked once, counted, and forgotten: headers can lie."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            if len(packed.infolist()) > MOST_MEMBERS:
                raise bomb()
            found = office_type([Member(one.filename, one.compress_size, one.file_size) for one in packed.infolist()])
            unpacked = 0
            for one in packed.infolist():
                with packed.open(one) as member:
                    while piece := member.read(PIECE):
                        unpacked += len(piece)
                        if unpacked > MOST_UNPACKED:
                            raise bomb()
    except _UNREADABLE as error:
        raise damaged() from error
    return found


def _insist_on_text(file: BinaryIO) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            if not plain_text(piece):
                raise not_allowed("binary")
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise not_allowed("not UTF-8") from error
