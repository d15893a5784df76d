"""What may be kept (允许的类型): found in the bytes, held against a list; how long a file of each family may be."""

from collections.abc import Collection, Mapping, Sequence

import filetype

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.terms import Family, FileType, Member

HEAD = 8192
"""How many of the first bytes tell what a file is."""
MB = 1024 * 1024
LIMITS_MB: Mapping[Family, int] = {
    Family.DOCUMENT: 20, Family.IMAGE: 15, Family.AUDIO: 60, Family.VIDEO: 200, Family.TEXT: 5,
}  # fmt: skip

PDF = FileType(Family.DOCUMENT, "application/pdf", "pdf")
TEXT = FileType(Family.TEXT, "text/plain", "txt")
CSV = FileType(Family.TEXT, "text/csv", "csv")
_OFFICE = "application/vnd.openxmlformats-officedocument"
OFFICE = {
    "word/document.xml": FileType(Family.DOCUMENT, f"{_OFFICE}.wordprocessingml.document", "docx"),
    "xl/workbook.xml": FileType(Family.DOCUMENT, f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
}
"""Zip-based documents, by the member that makes them one."""
ALLOWED = {
    "application/pdf": PDF,
    "image/jpeg": FileType(Family.IMAGE, "image/jpeg", "jpg"),
    "image/png": FileType(Family.IMAGE, "image/png", "png"),
    "image/webp": FileType(Family.IMAGE, "image/webp", "webp"),
    "image/heic": FileType(Family.IMAGE, "image/heic", "heic"),
    "audio/mpeg": FileType(Family.AUDIO, "audio/mpeg", "mp3"),
    "audio/x-wav": FileType(Family.AUDIO, "audio/wav", "wav"),
    "audio/mp4": FileType(Family.AUDIO, "audio/mp4", "m4a"),
    "video/mp4": FileType(Family.VIDEO, "video/mp4", "mp4"),
}
"""What `filetype` calls it, and what we do."""
BY_MEDIA = {one.media: one for one in (*ALLOWED.values(), *OFFICE.values(), TEXT, CSV)}
"""Every type kept, by its media type."""
ENDINGS = {"jpg": ("jpg", "jpeg"), "txt": ("txt", "log", "md"), "heic": ("heic", "heif")}
"""Endings a name may keep beside a type's own."""
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
"""What a browser may show by itself, in a sandbox; everything else is saved."""

MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 2000, 200 * MB, 200
"""Of a zip-based document: members, clear bytes in all, and for each packed one. Office files stay far below."""
_ACTIVE = ("vbaproject.bin", "activex/", "embeddings/")
"""Parts of an office document that run, or hide another file."""
_PLAIN = frozenset(range(32)) - {9, 10, 12, 13}


def type_of_head(first: bytes) -> FileType | None:
    """What the first bytes say a file is; None for zip and for what may be text: both take a look at the whole.

    Raises Refusal `file-type` for what is known and not allowed.
    """
    guess = filetype.guess(bytes(first))
    if guess is None or guess.mime == "application/zip" or first.startswith(b"PK\x03\x04"):
        return None
    kept = ALLOWED.get(guess.mime)
    if kept is None:
        raise not_allowed(guess.extension)
    return kept


def text_type(name: str) -> FileType:
    """Which text a file is: bytes cannot tell commas from sentences, so here the name may."""
    return CSV if name.lower().endswith(".csv") else TEXT


def plain_text(piece: bytes) -> bool:
    """Whether bytes hold no control characters but tabs and line ends; UTF-8 is checked by who decodes them.

    >>> plain_text("日期,金额\\r\\n".encode()), plain_text(b"a" + bytes(1)), plain_text(b"esc" + bytes([27]))
    (True, False, False)
    """
    return _PLAIN.isdisjoint(piece)


def office_type(members: Sequence[Member]) -> FileType:
    """Which office document a zip is. Refuses bombs (`file-bomb`), programs inside, and any other zip (`file-type`)."""
    unpacked = sum(one.size for one in members)
    packed = sum(one.packed for one in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 4096):
        raise bomb()
    names = {one.name for one in members}
    found = [kept for part, kept in OFFICE.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise not_allowed("zip")
    if any(part in name.lower() for name in names for part in _ACTIVE):
        raise Refusal(
            "file-active", status=422, where="file", zh="文档中含有宏或嵌入的文件,不能保存。",
            en="The document holds macros or other files and is not kept.",
            remedy_zh="请另存为不含宏的文档,或导出为 PDF。",
            remedy_en="Save it without macros, or export it as a PDF.",
        )  # fmt: skip
    return found[0]


def refuse_too_long(size: int, kept: FileType, limits: Mapping[Family, int]) -> None:
    """Refuse nothing at all (`file-empty`) and more than the family's limit (`file-too-large`); limits in MB."""
    if size == 0:
        raise Refusal(
            "file-empty", status=422, where="file", zh="文件是空的。", en="The file is empty.",
            remedy_zh="请重新选择文件。", remedy_en="Choose the file again.",
        )  # fmt: skip
    if size > limits[kept.family] * MB:
        raise too_long(limits[kept.family])


def saved_name(name: str, kept: FileType) -> str:
    """The name a file is saved under: its own, with an ending that says what the bytes are.

    >>> saved_name("车辆照片.jpeg", ALLOWED["image/jpeg"]), saved_name("invoice.pdf.exe", PDF), saved_name("", PDF)
    ('车辆照片.jpeg', 'invoice.pdf.exe.pdf', 'file.pdf')
    """
    known: Collection[str] = ENDINGS.get(kept.ending, (kept.ending,))
    ending = name.rpartition(".")[2].lower()
    return name if "." in name and ending in known else f"{name or 'file'}.{kept.ending}"


def clean_name(name: str, most: int) -> str:
    """A file's name without folders, control characters and leading dots, its end kept when it is too long.

    >>> clean_name("..\\\\..\\\\etc/passwd\\n.pdf", 40), clean_name("C:\\\\a\\\\欠条.jpg", 6), clean_name("..", 9)
    ('passwd.pdf', '欠条.jpg', '')
    """
    own = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in own if one.isprintable()).strip(" .")[-most:]


def too_long(megabytes: int) -> Refusal:
    """The refusal of a file longer than its family may be."""
    return Refusal(
        "file-too-large", status=413, where="file", zh=f"文件超过 {megabytes} MB 的上限。",
        en=f"The file is longer than {megabytes} MB.",
        remedy_zh="请压缩、截取或分成几份后再上传。", remedy_en="Shrink, cut or split it and send it again.",
    )  # fmt: skip


def bomb() -> Refusal:
    """The refusal of a zip that unpacks to far more than it is."""
    return Refusal(
        "file-bomb", status=422, where="file", zh="文档解压后过大或成员过多,不能保存。",
        en="The document unpacks to too much and is not kept.",
        remedy_zh="请导出为 PDF 后再上传。", remedy_en="Export it as a PDF and send that.",
    )  # fmt: skip


def damaged() -> Refusal:
    """The refusal of a document that cannot be read."""
    return Refusal(
        "file-damaged", status=422, where="file", zh="文件已损坏或加了密码,无法检查内容。",
        en="The file is damaged or locked; its content cannot be checked.",
        remedy_zh="请去掉密码或重新导出后再上传。", remedy_en="Remove the password, or export it again.",
    )  # fmt: skip


def not_allowed(found: str) -> Refusal:
    """The refusal of a type that is not kept; `found` is what the bytes look like."""
    return Refusal(
        "file-type", status=415, where="file", zh=f"不保存此类文件({found[:12]})。",
        en=f"Files of this kind ({found[:12]}) are not kept.",
        remedy_zh="可用:PDF、JPEG、PNG、WebP、HEIC、MP3、WAV、M4A、MP4、XLSX、DOCX、UTF-8 文本和 CSV。",
        remedy_en="Kept are PDF, JPEG, PNG, WebP, HEIC, MP3, WAV, M4A, MP4, XLSX, DOCX, and UTF-8 text and CSV.",
    )  # fmt: skip
