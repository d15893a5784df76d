"""What a phone sends (手机表单): when and where it was, signals, numbers and texts, read or refused with the field."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from huilong.kernel.refusal import Refusal
from huilong.rooms.repossession.terms.spot import Captured, StopSignal


def captured_of(request: HttpRequest, now: datetime) -> Captured:
    """When and where the phone says it was; without a word, now."""
    try:
        happened = parse_datetime(request.POST.get("at", ""))
    except ValueError:
        happened = None
    sha256 = request.POST.get("sha256", "")
    if sha256 and (len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef")):
        raise unreadable("sha256")
    lat, lon = degrees(request, "lat", 90), degrees(request, "lon", 180)
    accuracy = request.POST.get("accuracy", "")
    return Captured(
        happened if happened is not None and happened.tzinfo else now, sha256, lat, lon,
        min(int(accuracy), 1_000_000) if accuracy.isdigit() else None,
    )  # fmt: skip


def sent_file(request: HttpRequest) -> UploadedFile:
    """The file that was sent (上传的文件). Raises Refusal `file-missing`, for one too long to be read as well."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal(
            "file-missing", status=422, where="file", zh="没有文件,或文件过大。",
            en="There is no file, or it is too long.",
            remedy_zh="请重新拍摄或截短后再传。", remedy_en="Take it again, or shorten it.",
        )  # fmt: skip
    return file


def degrees(request: HttpRequest, name: str, most: int) -> int | None:
    """Degrees in 1e-7, WGS-84 as browsers tell them; None where the phone has no place."""
    try:
        degrees = float(request.POST.get(name, "") or "nan")
    except ValueError:
        return None
    return round(degrees * 10_000_000) if abs(degrees) <= most else None


def signals_of(request: HttpRequest) -> list[StopSignal]:
    """The stop signals that were seen (停止信号). Raises Refusal `field-unreadable`."""
    seen = request.POST.get("signals", "").split()
    if not set(seen) <= {one.value for one in StopSignal}:
        raise unreadable("signals")
    return [StopSignal(one) for one in seen]


def whole(request: HttpRequest, name: str) -> int:
    """A whole number from 0 on (整数). Raises Refusal `field-unreadable` with the field."""
    text = request.POST.get(name, "").strip()
    if not text.isdecimal() or len(text) > 10:
        raise unreadable(name)
    return int(text)


def text_of(request: HttpRequest, name: str) -> str:
    """A text of one line that must be there (文本). Raises Refusal `field-unreadable` with the field."""
    text = request.POST.get(name, "").strip()
    if not text or len(text) > 120 or not text.isprintable():
        raise unreadable(name)
    return text


def unreadable(where: str) -> Refusal:
    """The refusal of a field that cannot be read (无法识别)."""
    return Refusal(
        "field-unreadable", status=422, where=where, zh="这一项填写不正确。", en="This cannot be read.",
        remedy_zh="请检查后重新填写。", remedy_en="Check it and fill it in again.",
    )  # fmt: skip
