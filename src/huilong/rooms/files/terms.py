"""Words of files (文件): what a file is of, what its bytes are, why one is withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.glossary import Worded


class FileKind(Worded):
    """What a file shows or is (文件种类)."""

    EVIDENCE = "evidence"
    LETTER = "letter"
    CONTRACT = "contract"
    IDENTITY = "identity"
    PHOTO = "photo"
    RECORDING = "recording"
    PAYMENT = "payment"
    COURT = "court"
    OTHER = "other"


class Family(Worded):
    """What the bytes of a file are, as far as limits go (文件类型): found in the bytes, never in the name."""

    DOCUMENT = "document"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"


class WithdrawReason(Worded):
    """Why a file no longer counts (撤下原因)."""

    WRONG_CASE = "wrong_case"
    WRONG_FILE = "wrong_file"
    REPLACED = "replaced"
    UNLAWFUL = "unlawful"


MOST_OF_A_NAME = 120
MOST_OF_A_NOTE = 200


@dataclass(frozen=True)
class FileType:
    """What some bytes are (内容类型): family, media type, and the ending a saved file is given."""

    family: Family
    media: str
    ending: str


@dataclass(frozen=True)
class Member:
    """One file inside a zip-based document, as its directory declares it (压缩包成员)."""

    name: str
    packed: int
    size: int


@dataclass(frozen=True)
class FileRow:
    """One file of a case (案件文件). `name` and `note` were sealed and are shown to who may see the case."""

    id: int
    number: str
    kind: FileKind
    family: Family
    media: str
    size: int
    name: str
    note: str
    added_by: int
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: WithdrawReason | None

    @property
    def standing(self) -> str:
        """`withdrawn`, or nothing."""
        return "withdrawn" if self.withdrawn_at else ""


@dataclass(frozen=True)
class FilePage:
    """One page of a case's files, and how many there are."""

    rows: tuple[FileRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Added:
    """What came of adding a file (添加结果): its key, and whether the case did not have these bytes before."""

    id: int
    new: bool


@dataclass(frozen=True)
class Opened:
    """A file opened (打开的文件): its row, the name it is saved under, and its clear bytes, piece by piece."""

    row: FileRow
    save_as: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Sound:
    """What came of a check of the store (文件核验): addresses by what is wrong with them."""

    rows: int
    blobs: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]
    unfinished: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every row has its blob and every blob opens to what it is named for."""
        return not (self.missing or self.damaged)
