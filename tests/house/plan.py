"""What the house allows to stand where (房间布局). Each check takes a source root and returns findings; none is good.

The checks take the root as an argument so that tests can plant a violation in a copy and see it found.
"""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

DOORS = {"web.py", "rest.py", "commands.py"}
PLAN_FILES = DOORS | {"__init__.py", "apps.py", "night.py", "actions.py", "queries.py", "models.py", "terms.py"}
PLAN_FOLDERS = {"migrations", "rules", "templates", "tests", "actions", "queries", "models", "terms"}
"""Terms, actions, queries or models that outgrow one file become a folder of the same name."""
SHELVES = {"book": {"store", "intake", "profiles"}, "tracking": {"store"}}
PART_OF_A_DOOR = re.compile(r"(web|rest|commands)_[a-z]+\.py")
"""A door of many pages may be built of several files: `web_holding.py` beside `web.py`."""
READ_AS_DATA = {".yaml", ".md", ".json", ".sql"}
STRAY_STEMS = {"utils", "util", "helpers", "helper", "misc", "common", "stuff", "lib", "tools", "manager", "managers"}
EMPTY_WORDS = re.compile(r"(Manager|Helper|Util|Utils|Processor|Info|Data)$")
MAX_FILE_LINES, MAX_TEST_FILE_LINES = 300, 400
MAX_FUNCTION_LINES = 60
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
}
CLOCK_KEEPERS = {
    "rooms/journal/actions.py": "an entry says when it was written",
    "rooms/book/store/place.py": "half-written files are swept by their age on disk, not by business days",
}


def python_files(root: Path) -> Iterator[Path]:
    """Every Python file of ours under `root`."""
    return (path for path in sorted(root.rglob("*.py")) if "vendor" not in path.parts)


def misplaced_in_rooms(rooms: Path) -> list[str]:
    """Files and folders of a room (房间) that its plan does not know."""
    found = []
    for room in sorted(path for path in rooms.iterdir() if path.is_dir() and path.name != "__pycache__"):
        folders = PLAN_FOLDERS | SHELVES.get(room.name, set()) | {"__pycache__"}
        for path in sorted(room.iterdir()):
            planned = path.name in PLAN_FILES or PART_OF_A_DOOR.fullmatch(path.name)
            known = path.name in folders if path.is_dir() else planned
            if not known and not (path.is_file() and path.suffix in READ_AS_DATA):
                found.append(f"{room.name}/{path.name}: not in the plan of a room")
    return found


def undeclared_rooms(rooms: Path, contracts: Path) -> list[str]:
    """Rooms without a place, a plan or walls in the contracts (.importlinter), and declared rooms not built."""
    config = configparser.ConfigParser()
    config.read(contracts)
    prefix = "importlinter:contract:"
    placed = config[f"{prefix}rooms"]["layers"].split()
    planned = {
        container.rpartition(".")[2]
        for name in config.sections()
        if name.startswith(f"{prefix}plan")
        for container in config[name]["containers"].split()
    }
    walled = {name.removeprefix(f"{prefix}walls-of-") for name in config.sections() if "walls-of-" in name}
    built = {path.parent.name for path in rooms.glob("*/__init__.py")}
    found = [f"{room}: declared, not built" for room in sorted(set(placed) - built)]
    for room in sorted(built):
        for kind, known in (("place", placed), ("plan", planned), ("walls", walled)):
            if room not in known:
                found.append(f"{room}: no {kind} in .importlinter")
    return found


def rooms_without_readme(rooms: Path) -> list[str]:
    """Rooms whose README is missing, lacks a heading of the plan, or does not fit on a page (60 lines)."""
    headings = ["Words", "Laws", "Tables", "Verbs", "At night", "Asks", "Never", "To change"]
    found = []
    for room in sorted(path.parent for path in rooms.glob("*/__init__.py")):
        readme = room / "README.md"
        if not readme.exists():
            found.append(f"{room.name}: no README.md")
            continue
        lines = readme.read_text(encoding="utf-8").splitlines()
        told = [line.lstrip("# ").strip() for line in lines if line.startswith("## ")]
        if told != headings:
            found.append(f"{room.name}/README.md: headings are {told}")
        if len(lines) > 60:
            found.append(f"{room.name}/README.md: longer than a page")
    return found


def stray_names(root: Path) -> list[str]:
    """Files and classes named for nothing in particular (无义名称): utils.py, a Manager, a Helper."""
    found = [f"{path.relative_to(root)}: stray name" for path in python_files(root) if path.stem in STRAY_STEMS]
    for path in python_files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and EMPTY_WORDS.search(node.name):
                found.append(f"{path.relative_to(root)}: class {node.name} says nothing of the trade")
    return found


def too_long(root: Path) -> list[str]:
    """Files over 300 lines (of tests, 400) and functions over 60 (过长). There is no list of exceptions."""
    found = []
    for path in python_files(root):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        most = MAX_TEST_FILE_LINES if "tests" in path.parts else MAX_FILE_LINES
        if lines > most and "migrations" not in path.parts:
            found.append(f"{path.relative_to(root)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    found.append(f"{path.relative_to(root)}: {node.name} has {length} lines")
    return found


def clocks_read(root: Path) -> list[str]:
    """Calls that read a clock (读时钟) in kernel, engine, the plan of the night, or a room but not at its door."""
    found = []
    for path in python_files(root):
        place = path.relative_to(root)
        if not _must_be_told_the_time(place):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and not node.args and _dotted_end(node.func) in CLOCKS:
                found.append(f"{place}:{node.lineno}: reads a clock; take `on` or `at` as an argument")
    return found


def _must_be_told_the_time(place: Path) -> bool:
    door = place.name in DOORS or PART_OF_A_DOOR.fullmatch(place.name)
    if "tests" in place.parts or door or place.as_posix() in CLOCK_KEEPERS:
        return False
    return place.parts[0] in {"kernel", "engine", "rooms"} or place.as_posix() == "night/plan.py"


def _dotted_end(func: ast.expr) -> tuple[str, str] | None:
    if not isinstance(func, ast.Attribute):
        return None
    owner = func.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name, func.attr


def inline_code_in_templates(root: Path) -> list[str]:
    """Inline scripts, handlers and styles in templates (内联代码), which `default-src 'self'` forbids."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']", re.IGNORECASE)
    found = []
    for path in sorted(root.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if inline.search(line) and 'type="application/json"' not in line:
                found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:80]}")
    return found
