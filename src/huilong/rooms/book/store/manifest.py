"""The manifest (清单): which files make up the book at one version. The highest number wins; a commit adds one.

A manifest is written whole under a new number, after every file it names is on the disk: a crash before that leaves the
old book, and the files that were never named are swept away later.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import pairwise

from huilong.kernel.days import FOREVER, DayNumber
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.store.place import Place

FORMAT = 1


@dataclass(frozen=True)
class Source:
    """A file the lender sent (来源文件). `slot` says whose place it takes: a later file in the same slot supersedes."""

    name: str
    sha256: str
    known_on: DayNumber
    slot: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    number: int = 0


@dataclass(frozen=True)
class Span:
    """Where one bucket's rows are in a file: first row, row count, first row group, row group count."""

    first_row: int
    rows: int
    first_group: int
    groups: int


@dataclass(frozen=True)
class DataFile:
    """One Parquet file of one table (数据文件), its rows sorted by bucket, loan and the table's order."""

    table: str
    path: str
    rows: int
    known: tuple[int, int]
    sources: tuple[int, int]
    distinct: bool
    constants: dict[str, int]
    latest: int
    spans: dict[int, Span]

    def as_json(self) -> dict[str, object]:
        """Plain values for the manifest file."""
        told = {k: v for k, v in self.__dict__.items() if k != "spans"}
        return told | {"spans": [[b, s.first_row, s.rows, s.first_group, s.groups] for b, s in self.spans.items()]}

    @classmethod
    def of_json(cls, told: dict[str, object]) -> "DataFile":
        """Back from plain values."""
        spans = {row[0]: Span(*row[1:]) for row in told["spans"]}  # type: ignore[attr-defined]
        rest = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items() if k != "spans"}
        return cls(**rest, spans=spans)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Manifest:
    """The book at one version (某一版本的借据库): its sources and its files, oldest commit first."""

    version: int
    buckets: int
    sources: tuple[Source, ...] = ()
    files: tuple[DataFile, ...] = ()

    def files_of(self, table: str) -> list[DataFile]:
        """The files of a table, oldest commit first."""
        return [f for f in self.files if f.table == table]

    @cached_property
    def digests(self) -> frozenset[str]:
        """The sha256 of every file ever taken."""
        return frozenset(s.sha256 for s in self.sources)

    @cached_property
    def superseded_on(self) -> dict[int, DayNumber]:
        """Source number → the day a corrected file of its slot became known; that day on, its rows do not count.

        Worked out from the sources alone, so that the order in which files arrived does not matter: the last known of a
        slot wins, ties go to the later commit.
        """
        held = sorted((s for s in self.sources if s.slot), key=lambda s: (s.slot, s.known_on, s.number))
        pairs = pairwise(held)
        return {old.number: new.known_on for old, new in pairs if old.slot == new.slot}

    @property
    def latest_known_on(self) -> DayNumber | None:
        """The last day on which anything was learned; None for an empty book."""
        days = [f.known[1] for f in self.files] + [s.known_on for s in self.sources]
        return max((d for d in days if d < FOREVER), default=None)

    def to_bytes(self) -> bytes:
        """The manifest file."""
        told = {
            "format": FORMAT,
            "version": self.version,
            "buckets": self.buckets,
            "sources": [asdict(s) for s in self.sources],
            "files": [f.as_json() for f in self.files],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _name(version: int) -> str:
    return f"manifest/{version:08d}.json"


def versions(place: Place) -> list[int]:
    """The committed versions, oldest first."""
    return sorted(int(n[:8]) for n in place.names("manifest") if n.endswith(".json") and n[:8].isdigit())


def load(place: Place, buckets: int, version: int | None = None) -> Manifest:
    """The manifest of `version` (the newest by default); an empty book if none. Refuses another bucket count."""
    held = versions(place)
    if not held:
        return Manifest(0, buckets)
    told = json.loads(place.read(_name(version if version is not None else held[-1])))
    if told["format"] != FORMAT or (buckets and told["buckets"] != buckets):
        raise Refusal(
            "book-other-buckets",
            zh=f"借据库有 {told['buckets']} 个分桶(格式 {told['format']}),设置为 {buckets} 个。",
            en=f"The book has {told['buckets']} buckets (format {told['format']}); the setting says {buckets}.",
            remedy_zh="把 BOOK_BUCKETS 设为借据库的分桶数,或换一个 BOOK_URL。",
            remedy_en="Set BOOK_BUCKETS to the book's own count, or use another BOOK_URL.",
            where=place.url,
        )
    return Manifest(
        told["version"],
        told["buckets"],
        tuple(Source(**s) for s in told["sources"]),
        tuple(DataFile.of_json(f) for f in told["files"]),
    )


def commit(place: Place, manifest: Manifest) -> None:
    """Make `manifest` the book. Raises Refusal `book-moved` if another writer took its number first."""
    place.make("manifest")
    if not place.put_new(_name(manifest.version), manifest.to_bytes()):
        raise Refusal(
            "book-moved",
            zh="另一个写入先完成了,这次没有写入任何内容。",
            en="Another writer finished first; nothing of this write was taken.",
            remedy_zh="重新导入即可。",
            remedy_en="Run the import again.",
            where=place.url,
        )


def sweep(place: Place, keep: Iterable[Manifest], tables: Iterable[str], grace_seconds: float) -> int:
    """Delete manifests and data files that none of `keep` names and that are older than the grace; returns how many."""
    kept = list(keep)
    named = {f.path for m in kept for f in m.files}
    numbers = {m.version for m in kept}
    gone = [_name(v) for v in versions(place) if v not in numbers]
    gone += [p for t in tables for n in place.names(f"data/{t}") if (p := f"data/{t}/{n}") not in named]
    gone = [path for path in gone if place.age_seconds(path) >= grace_seconds]
    for path in gone:
        place.delete(path)
    return len(gone)
