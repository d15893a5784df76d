"""Words of files (文件): kinds, a file as it is listed, what a check of the store found."""

from dataclasses import dataclass
from datetime import datetime

from huilong.kernel.glossary import Worded


class FileKind(Worded):
    """What a file is for (文件类别)."""

    EVIDENCE = "evidence"
    LETTER = "letter"
    CONTRACT = "contract"
    IDENTITY = "identity"
    PHOTO = "photo"
    RECORDING = "recording"
    OTHER = "other"


@dataclass(frozen=True)
class FileRow:
    """One file of a case (文件). `size` in bytes; `state` is kept, withdrawn or erased."""

    id: int
    case: str
    kind: FileKind
    name: str
    content_type: str
    size: int
    note: str
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""
    erased_at: datetime | None = None


@dataclass(frozen=True)
class Checked:
    """What a check of the store found (文件核验): `broken` lists files that are missing or do not open."""

    files: int
    blobs: int
    broken: tuple[str, ...]
    orphans: tuple[str, ...]
