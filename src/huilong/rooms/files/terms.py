"""Words of files (文件): what a file is of, what its bytes are, why one is withdrawn; what is learned of a borrower."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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


class LearnedKind(Worded):
    """What the desk learns of a borrower (客户情况)."""

    INCOME = "income"
    RESIDENCE = "residence"
    EMPLOYER = "employer"
    OCCUPATION = "occupation"


class LearnedSource(Worded):
    """Where it was learned (情况来源): lawful sources only."""

    BORROWER = "borrower"
    PAPER = "paper"
    LENDER = "lender"
    PUBLIC = "public"


class Residence(Worded):
    """How a borrower lives (居住情况)."""

    OWNED = "owned"
    MORTGAGED = "mortgaged"
    RENTED = "rented"
    FAMILY = "family"
    PROVIDED = "provided"


class FileItem(Worded):
    """What a borrower's file should hold (档案要件)."""

    IDENTITY = "identity"
    CONTRACT = "contract"
    INCOME = "income"
    RESIDENCE = "residence"
    WORK = "work"
    CONTACT = "contact"


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


@dataclass(frozen=True)
class LearnedRow:
    """One thing learned of a borrower (客户情况), opened. `value`: see `rules/learned.py`; `standing`: none newer."""

    id: int
    kind: LearnedKind
    value: Mapping[str, Any]
    source: LearnedSource
    evidence: int | None
    evidence_counts: bool
    said_on: date
    learned_at: datetime
    learned_by: int
    standing: bool


@dataclass(frozen=True)
class Completeness:
    """How complete a borrower's file is (档案完整度): percent of what its product wants, and what is missing."""

    percent: int
    missing: tuple[FileItem, ...]
