"""Folders (收件夹): which files lie there, which day each is of, and which may be opened at all."""

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huilong.kernel.refusal import Refusal
from huilong.rooms.book.intake.profile import Profile
from huilong.rooms.book.intake.source import format_of, stem_of

DATED = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart")
OURS = ("taken", "refused")


@dataclass(frozen=True)
class Item:
    """One file that may be taken: its slot is its day and its name without endings."""

    path: Path
    known_on: date | None
    slot: str

    @property
    def stem(self) -> str:
        """The file's name without endings."""
        return stem_of(self.path.name)


@dataclass(frozen=True)
class Delivery:
    """The files of one day (一日来件), data files and control file."""

    known_on: date | None
    items: tuple[Item, ...]
    control: Path | None


def day_in(name: str) -> date | None:
    """The date written in a name (`2026-01-05`, `receipts_20260105.csv`), or None."""
    for found in DATED.finditer(name):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            continue
    return None


def deliveries(
    path: Path, profile: Profile, known_on: date | None = None, until: date | None = None, *, strangers: bool = False
) -> list[Delivery]:
    """The days in a folder, oldest first: folders named by a date, and loose files by the date in their name.

    `known_on` is the day of loose files that name none; `until` leaves later days alone. Beside folders of days, loose
    files that are no tables (a README) are passed over unless `strangers` are asked for. Refuses what is not a folder.
    """
    if not path.is_dir():
        raise Refusal(
            "no-such-folder", zh=f"没有文件夹 {path}。", en=f"There is no folder {path}.",
            remedy_zh="请检查路径。", remedy_en="Check the path.", where=str(path), status=404,
        )  # fmt: skip
    found = []
    for folder in sorted(p for p in path.iterdir() if p.is_dir() and not p.is_symlink()):
        day = day_in(folder.name) if DATED.fullmatch(folder.name) else None
        if day is not None:
            found.append(_delivery(sorted(folder.iterdir()), profile, day))
    loose = [p for p in sorted(path.iterdir()) if not stat.S_ISDIR(p.lstat().st_mode)]
    if found and not strangers:
        loose = [p for p in loose if format_of(p.name) is not None]
    own = day_in(path.name) if DATED.fullmatch(path.name) else None
    found += _loose(loose, profile, known_on or own)
    if until is not None:
        found = [d for d in found if d.known_on is None or d.known_on <= until]
    return sorted(found, key=lambda d: (d.known_on is not None, d.known_on or date.min))


def _loose(paths: Sequence[Path], profile: Profile, known_on: date | None) -> list[Delivery]:
    by_day: dict[date | None, list[Path]] = {}
    for path in paths:
        by_day.setdefault(day_in(path.name) or known_on, []).append(path)
    return [d for day, held in by_day.items() if (d := _delivery(held, profile, day)).items]


def _delivery(paths: Sequence[Path], profile: Profile, day: date | None) -> Delivery:
    items, control = [], None
    for path in paths:
        if path.name.startswith(".") or path.name.lower().endswith(UNFINISHED):
            continue
        stem = _bare(path.name)
        if stem.lower() == profile.control:
            control = path if stat.S_ISREG(path.lstat().st_mode) else None
            continue
        if not stat.S_ISDIR(path.lstat().st_mode):
            items.append(Item(path, day, f"{day or '-'}/{stem}"))
    return Delivery(day, tuple(items), control)


def _bare(name: str) -> str:
    """A file's name without endings and without the date in it, so that a corrected file finds its slot."""
    stem = stem_of(name)
    day = day_in(stem)
    if day is None:
        return stem
    return DATED.sub("", stem, count=1).strip("_-. ") or stem


def bare_stem(item: Item) -> str:
    """What the profile matches: the name without endings and date."""
    return _bare(item.path.name)
