"""Pages built from their sources (文档生成): docs/glossary.md and docs/rooms.md.

`python -m huilong.shell.docs` writes them; with `--check` it only names the stale ones and exits with 1.
"""

import re
import sys
from pathlib import Path

from huilong.kernel.glossary import SUBJECTS
from huilong.kernel.values import ENUMS
from huilong.kernel.words import Word

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ROOT / "src" / "huilong" / "rooms"
ROOM_ORDER = (
    "reports", "replay", "performance", "disposal", "auctions", "repossession", "tracking", "collateral",
    "settlement", "tenders", "agencies",
    "relief", "contact", "files", "cases", "strategy", "forecast", "scores", "compliance", "ledger", "book", "vault",
    "people", "journal",
)
BUILT_BY = "<!-- Built by `python -m huilong.shell.docs`; edit the sources named there, not this page. -->\n"


def glossary_page() -> str:
    """The glossary page (术语表), one table for each subject and one for each enum."""
    parts = [
        "# Glossary\n",
        BUILT_BY,
        "One word, one meaning. The code is the name in code; the Chinese is what the screen says first.\n"
        "The words live in `src/huilong/kernel/glossary.py` and `values.py`, where the rooms' enums find them too.\n",
    ]
    for subject, words in SUBJECTS.items():
        parts += [f"## {subject}\n", _table(words)]
    if ENUMS:
        parts.append("## Values\n")
    for enum, words in sorted(ENUMS.items()):
        parts += [f"### {enum}\n", _table(words)]
    return "\n".join(parts)


def rooms_page() -> str:
    """The rooms page (房间一览): every room's README, top floor first, its headings one level down."""
    parts = ["# Rooms\n", BUILT_BY, "Top floor first: a room knows the rooms below it, never one above.\n"]
    for room in ROOM_ORDER:
        readme = ROOMS / room / "README.md"
        if readme.exists():
            parts.append(re.sub(r"(?m)^#", "##", readme.read_text(encoding="utf-8").strip()) + "\n")
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Each built page's path with the text it should have."""
    return {ROOT / "docs" / "glossary.md": glossary_page(), ROOT / "docs" / "rooms.md": rooms_page()}


def stale_pages() -> list[Path]:
    """The built pages (过期页面) whose file differs from its sources."""
    return [
        path
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the stale pages, or with `--check` only name them. Returns the exit code."""
    stale = stale_pages()
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if "--check" not in arguments:
            path.write_text(pages()[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


def _table(words: tuple[Word, ...]) -> str:
    rows = [f"| {word.zh} | {word.en} | `{word.code}` | {word.meaning} |" for word in words]
    return "\n".join(["| 中文 | English | code | meaning here |", "|---|---|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
