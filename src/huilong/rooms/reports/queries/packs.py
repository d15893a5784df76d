"""Reads of weekly packs, schedules and deliveries (周会材料与投递)."""

from collections.abc import Collection
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from huilong.kernel.refusal import Refusal
from huilong.rooms.reports.models import Delivery, Mailbox, Pack, PackFile, Schedule
from huilong.rooms.reports.terms.packs import (
    Carrier,
    CellKind,
    Content,
    DeliveryRow,
    DeliveryState,
    PackCell,
    PackForm,
    PackPress,
    PackRow,
    ScheduleRow,
)

LANGUAGES = ("zh-hans", "en")


def packs_page(*, page: int = 1, size: int = 50) -> tuple[list[PackRow], int]:
    """One page of the packs one may see (材料列表), newest week first, and how many there are."""
    found = Pack.objects.order_by("-on", "-made_at", "-pk")
    shown = list(found.defer("content")[(page - 1) * size : page * size])
    files = _files([one.pk for one in shown])
    return [_pack(one, files.get(one.pk, ())) for one in shown], found.count()


def pack_row(key: int) -> PackRow:
    """One pack. Refuses `no-such-pack`."""
    one = Pack.objects.filter(pk=key).defer("content").first()
    if one is None:
        raise no_such_pack()
    return _pack(one, _files([key]).get(key, ()))


def pack_content(key: int, language: str) -> Content:
    """The document of a pack as it was kept, in a language (材料正文). Refuses `no-such-pack`."""
    one = Pack.objects.filter(pk=key).first()
    if one is None:
        raise no_such_pack()
    told: Content = one.content["zh-hans" if language.startswith("zh") else "en"]
    return told


def pack_file(key: int, form: PackForm, language: str) -> tuple[bytes, str]:
    """A pack as a file: its bytes and their SHA-256 (材料文件). Refuses `no-such-pack`, `no-such-file`."""
    pack_row(key)
    one = PackFile.objects.filter(pack_id=key, form=form.value, language=language).first()
    if one is None:
        raise Refusal(
            "no-such-file", status=404, zh="这份材料没有该格式的文件。", en="This pack has no file of that form.",
            remedy_zh="请下载 Excel,或请管理员安装中文字体后重新生成。",
            remedy_en="Take the Excel file, or have an administrator install a Chinese font and make the pack again.",
        )  # fmt: skip
    return bytes(one.body), one.sha256


def cells_of(rows: list[list[dict[str, object]]]) -> list[list[PackCell]]:
    """The cells of a kept table."""
    return [[PackCell(CellKind(str(one["kind"])), one["value"], str(one["opens"]), str(one["mood"]))  # type: ignore[arg-type]
             for one in row] for row in rows]  # fmt: skip


def schedules() -> list[ScheduleRow]:
    """The schedules there are (投递计划), those that run first, then the newest."""
    return [
        ScheduleRow(
            one.pk, one.weekday, one.hour, tuple(one.roles), tuple(one.users), one.attach, one.active, one.made_at
        )
        for one in Schedule.objects.order_by("-active", "-made_at", "-pk")
    ]  # fmt: skip


def deliveries_page(*, page: int = 1, size: int = 50) -> tuple[list[DeliveryRow], int]:
    """One page of deliveries (投递记录), newest first, and how many there are."""
    found = Delivery.objects.order_by("-due_at", "-pk")
    return [_delivery(one) for one in found[(page - 1) * size : page * size]], found.count()


def notices_for(user: int) -> list[DeliveryRow]:
    """The packs a colleague was told of and has not opened yet (未读材料), newest first."""
    found = Delivery.objects.filter(user=user, carrier=Carrier.NOTICE.value, seen_at=None).order_by("-due_at")
    return [_delivery(one) for one in found[:10]]


def mailbox_of(user: int) -> str:
    """The address a colleague takes reports at (收件邮箱); "" for none. Pages see one's own only."""
    return Mailbox.objects.filter(user=user).values_list("address", flat=True).first() or ""


def pack_press() -> PackPress | None:
    """Who prints packs as PDF, if the settings name one (材料排版). Refuses `no-chinese-font`."""
    return _press(settings.PACK_PRESS) if settings.PACK_PRESS else None


def no_such_pack() -> Refusal:
    """There is no such pack, or it is not the reader's to see."""
    return Refusal("no-such-pack", status=404, zh="没有这份材料。", en="There is no such pack.")


@lru_cache(maxsize=2)
def _press(path: str) -> PackPress:
    made: PackPress = import_string(path)()
    return made


def _files(keys: Collection[int]) -> dict[int, tuple[tuple[PackForm, str, str], ...]]:
    found: dict[int, tuple[tuple[PackForm, str, str], ...]] = {}
    rows = PackFile.objects.filter(pack_id__in=list(keys)).order_by("pack_id", "-language", "form")
    for key, form, language, sha256 in rows.values_list("pack_id", "form", "language", "sha256"):
        found[key] = (*found.get(key, ()), (PackForm(form), language, sha256))
    return found


def _pack(one: Pack, files: tuple[tuple[PackForm, str, str], ...]) -> PackRow:
    return PackRow(one.pk, one.from_on, one.on, one.team, one.fingerprint, one.made_by, one.made_at, files)


def _delivery(one: Delivery) -> DeliveryRow:
    return DeliveryRow(
        one.pk, one.pack_id, one.user, Carrier(one.carrier), DeliveryState(one.state), one.attempts, one.due_at,
        one.code, one.done_at, one.seen_at,
    )  # fmt: skip
