"""Profiles (文件格式): how one lender writes files, as data (`profiles/*.yaml`; a path to another works too).

A profile names the files it knows; each becomes either one table of the book (`table`) or, for a tape whose rows
describe loans or months, several tables by a named `derive`. Columns come from the header by a small fixed vocabulary.
"""

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.book.intake import cells
from huilong.rooms.book.intake.fields import TABLES, Field, Table
from huilong.rooms.book.intake.tape import CASH, TAPE

SHELF = Path(__file__).resolve().parents[1] / "profiles"
ORDERS = {"ymd": cells.YMD, "mdy": cells.MDY, "dmy": cells.DMY, "my": cells.MY, "ym": cells.YM}
VOCABULARY = frozenset({"column", "month", "constant", "digest", "join", "equals"})
DERIVED = {"tape": TAPE, "cash": CASH}


@dataclass(frozen=True)
class Transform:
    """Where a field comes from: `how` is a word of the vocabulary, `columns` header names, `value` its constant."""

    how: str
    columns: tuple[str, ...] = ()
    value: str = ""
    order: int = cells.YMD


@dataclass(frozen=True)
class FileKind:
    """One kind of file: what it is called, which table it fills, and where each field comes from."""

    match: tuple[str, ...]
    table: Table
    sources: dict[str, Transform]
    options: tuple[tuple[str, Any], ...] = ()

    def option(self, name: str, default: Any = None) -> Any:
        """An option of the derivation."""
        return dict(self.options).get(name, default)


@dataclass(frozen=True)
class Profile:
    """How one lender writes files (文件格式)."""

    name: str
    says: Says
    files: tuple[FileKind, ...]
    untouched: tuple[str, ...] = ()
    control: str = "control"
    nulls: tuple[str, ...] = ()

    def kind_of(self, stem: str) -> FileKind | None:
        """The kind of file with this name (without endings), or None."""
        lower = stem.lower()
        return next((k for k in self.files if any(fnmatch(lower, m) for m in k.match)), None)

    def leaves(self, stem: str) -> bool:
        """Whether files of this name are not ours to read (the people file)."""
        return any(fnmatch(stem.lower(), m) for m in self.untouched)


def normal(name: str) -> str:
    """A column name for comparing: without blanks around, lower case, blanks and hyphens as underscores."""
    return name.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")


def profile_names() -> list[str]:
    """The profiles shipped, sorted."""
    return sorted(p.stem for p in SHELF.glob("*.yaml"))


@lru_cache(maxsize=16)
def load_profile(name: str) -> Profile:
    """The profile of this name, or of this path to a YAML file. Refuses an unknown or faulty one."""
    path = SHELF / f"{name}.yaml" if name in profile_names() else Path(name)
    if path.suffix != ".yaml" or not path.is_file():
        known = ", ".join(profile_names())
        raise Refusal(
            "unknown-profile",
            zh=f"没有名为“{name}”的文件格式。", en=f"There is no profile called “{name}”.",
            remedy_zh=f"可用：{known}；也可给出 YAML 文件的路径。",
            remedy_en=f"Known: {known}; or give the path of a YAML file.",
            status=404,
        )  # fmt: skip
    try:
        return _profile(yaml.safe_load(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as trouble:
        raise Refusal(
            "bad-profile",
            zh=f"文件格式“{path.name}”写得不对：{trouble}。",
            en=f"The profile “{path.name}” is not well written: {trouble}.",
            remedy_zh="请对照已附带的格式修改。",
            remedy_en="Correct it, with the shipped ones as examples.", where=path.name,
        ) from trouble  # fmt: skip


def _profile(told: dict[str, Any]) -> Profile:
    order = ORDERS[told.get("dates", "ymd")]
    kinds = tuple(_kind(entry, told.get("columns", {}), order) for entry in told["files"])
    return Profile(
        told["name"],
        Says(told["says"]["zh"], told["says"]["en"]),
        kinds,
        tuple(told.get("untouched", ())),
        told.get("control", "control"),
        tuple(str(n) for n in told.get("nulls", ())),
    )


def _kind(entry: dict[str, Any], shared: dict[str, Any], order: int) -> FileKind:
    table = TABLES.get(entry["table"]) or DERIVED[entry["table"]]
    own = entry.get("columns", {})
    sources = {}
    for field in table.fields:
        told = own.get(field.name, shared.get(table.name, {}).get(field.name, shared.get("*", {}).get(field.name, [])))
        sources[field.name] = _transform(field, told, order)
    unknown = set(own) - set(sources)
    if unknown:
        raise ValueError(f"no such field: {sorted(unknown)}")
    return FileKind(tuple(entry["match"]), table, sources, tuple(entry.get("options", {}).items()))


def _transform(field: Field, told: Any, order: int) -> Transform:
    """A list is other names of the field's own column, a string its column, a mapping a word and its argument."""
    if isinstance(told, list):
        return Transform("column", (field.name, *told), order=order)
    if isinstance(told, str):
        return Transform("column", (told,), order=order)
    ((how, argument),) = told.items()
    if how not in VOCABULARY:
        raise ValueError(f"unknown transform: {how}")
    if how == "constant":
        return Transform(how, value=str(argument), order=order)
    if how == "equals":
        return Transform(how, (argument[0],), value=str(argument[1]))
    if how == "month":
        return Transform("column", (argument,), order=cells.MY if order == cells.MDY else cells.YM)
    columns = tuple(argument) if isinstance(argument, list) else (argument,)
    return Transform(how, columns, order=order)
