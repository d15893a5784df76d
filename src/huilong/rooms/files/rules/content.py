"""What a file is by its content (文件类型识别): never by its name, and only kinds the trade needs.

Types are recognised by the library `filetype` from the first bytes; text must be whole UTF-8
without control characters. A document that is a zip archive and would unpack into something huge is refused.
"""

from collections.abc import Sequence

import filetype

from huilong.kernel.refusal import Refusal

MEBIBYTE = 1 << 20
TYPES: dict[str, tuple[str, int]] = {
    "application/pdf": ("pdf", 25 * MEBIBYTE),
    "image/jpeg": ("jpg", 25 * MEBIBYTE),
    "image/png": ("png", 25 * MEBIBYTE),
    "image/webp": ("webp", 25 * MEBIBYTE),
    "image/heic": ("heic", 25 * MEBIBYTE),
    "audio/mpeg": ("mp3", 50 * MEBIBYTE),
    "audio/x-wav": ("wav", 50 * MEBIBYTE),
    "audio/mp4": ("m4a", 50 * MEBIBYTE),
    "audio/amr": ("amr", 50 * MEBIBYTE),
    "video/mp4": ("mp4", 50 * MEBIBYTE),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", 10 * MEBIBYTE),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", 10 * MEBIBYTE),
    "text/plain": ("txt", 2 * MEBIBYTE),
}
"""Media types taken, with the ending of their names and the most bytes of each."""
MOST_BYTES = max(most for _ending, most in TYPES.values())
SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What a browser draws without running anything; all else is only handed over for saving."""
MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 2000, 200 * MEBIBYTE, 200
_CONTROLS = frozenset(chr(code) for code in range(32)) - {"\t", "\n", "\r", "\f"}


def recognised(content: bytes) -> str:
    """The media type of a file. Raises Refusal `file-empty`, `file-type`, `file-too-large`.

    >>> recognised("收车确认书".encode())
    'text/plain'
    """
    if not content:
        raise Refusal(
            "file-empty", status=422, where="file", zh="文件是空的。", en="The file is empty.",
            remedy_zh="请重新选择文件。", remedy_en="Choose the file again.",
        )  # fmt: skip
    found = filetype.guess(content)
    media = found.mime if found else "text/plain"
    if media not in TYPES or (media == "text/plain" and not _is_text(content)):
        raise Refusal(
            "file-type", status=422, where="file", zh="不接受这种文件。", en="This type of file is not taken.",
            remedy_zh=f"可接受:{', '.join(_endings())};按内容识别,改名无用。",
            remedy_en=f"Taken are {', '.join(_endings())}; its content counts, not its name.",
        )  # fmt: skip
    if len(content) > TYPES[media][1]:
        raise too_large(TYPES[media][1])
    return media


def is_packed(media: str) -> bool:
    """Whether files of this type are zip archives."""
    return media.startswith("application/vnd.openxmlformats")


def too_large(most: int) -> Refusal:
    """The refusal of a file of more than `most` bytes."""
    return Refusal(
        "file-too-large", status=413, where="file", zh=f"文件超过 {most // MEBIBYTE} MiB。",
        en=f"The file is larger than {most // MEBIBYTE} MiB.", remedy_zh="请压缩或拆分后再上传。",
        remedy_en="Make it smaller or split it.",
    )  # fmt: skip


def _endings() -> list[str]:
    return [ending for ending, _most in TYPES.values()]


def _is_text(content: bytes) -> bool:
    try:
        return not _CONTROLS & set(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def refuse_bomb(members: Sequence[int], size: int) -> None:
    """Refuse an archive of `size` bytes whose members, of so many bytes each unpacked, would fill a disk."""
    unpacked = sum(members)
    if not members or len(members) > MOST_MEMBERS or unpacked > min(MOST_UNPACKED, MOST_RATIO * size):
        raise Refusal(
            "file-bomb", status=422, where="file", zh="压缩内容异常,未接受。",
            en="Its packed content is not plausible.", remedy_zh="请用 Office 重新保存后再上传。",
            remedy_en="Save it anew with an office program.",
        )  # fmt: skip
