"""Messages (界面文字): English in the code, Chinese in one catalogue, complete in both directions.

`python -m huilong.shell.messages` gathers every marked text of templates and modules, adds what is missing to
`locale/zh_Hans/LC_MESSAGES/django.po`, says what has no translation or is no longer used, and compiles the `.mo`.
`--check` writes nothing. Pure Python: no gettext programs are needed.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PO = Path(__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
MARKS = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy"}
HEADER = (
    "Project-Id-Version: huilong\nLanguage: zh_Hans\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
_TEMPLATE_CALL = re.compile(r"""\bgettext\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.S)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
Catalogue = dict[str, str]


def in_module(source: str) -> Iterator[str]:
    """The marked texts of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def in_template(source: str) -> Iterator[str]:
    """The marked texts of a template."""
    from django.utils.translation.template import templatize

    for found in _TEMPLATE_CALL.finditer(templatize(source)):
        yield ast.literal_eval(found[1])


def gathered() -> dict[str, str]:
    """Every marked text of the source tree, with the first file that says it."""
    texts: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix not in (".py", ".html") or "tests" in path.parts or path == Path(__file__).resolve():
            continue
        find = in_module if path.suffix == ".py" else in_template
        for text in find(path.read_text("utf-8")):
            texts.setdefault(text, path.relative_to(ROOT).as_posix())
    return texts


def read(path: Path = PO) -> Catalogue:
    """A catalogue file as a mapping; the header and comments are left out."""
    texts: Catalogue = {}
    key, value, part = "", "", ""
    for line in [*path.read_text("utf-8").splitlines(), ""] if path.exists() else []:
        if line.startswith("msgid "):
            key, value, part, line = "", "", "key", line[6:]
        elif line.startswith("msgstr "):
            part, line = "value", line[7:]
        if line.startswith('"'):
            said = ast.literal_eval(line)
            key, value = (key + said, value) if part == "key" else (key, value + said)
        elif not line and key:
            texts[key] = value
            key = ""
    return texts


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def write(texts: Catalogue, places: dict[str, str], path: Path = PO) -> None:
    """Write a catalogue in the order of its texts, each with the file that says it."""
    lines = ['msgid ""', 'msgstr ""', *(_quoted(line + "\n") for line in HEADER.splitlines()), ""]
    for text in sorted(texts):
        lines += [f"#: {places.get(text, '')}", f"msgid {_quoted(text)}", f"msgstr {_quoted(texts[text])}", ""]
    path.write_text("\n".join(lines), "utf-8")


def compiled(texts: Catalogue) -> bytes:
    """The catalogue as a GNU .mo file, the same bytes for the same texts."""
    entries = sorted((k.encode(), v.encode()) for k, v in {"": HEADER, **texts}.items() if v)
    start = 28 + 16 * len(entries)
    keys = b"".join(key + b"\0" for key, _value in entries)
    index: list[tuple[int, int]] = []
    place = start
    for key, _value in entries:
        index.append((len(key), place))
        place += len(key) + 1
    for _key, value in entries:
        index.append((len(value), place))
        place += len(value) + 1
    table = b"".join(struct.pack("<2I", *pair) for pair in index)
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, start)
    return head + table + keys + b"".join(value + b"\0" for _key, value in entries)


def faults(places: dict[str, str], texts: Catalogue) -> list[str]:
    """What is wrong with the catalogue: missing, unused, or a placeholder lost; one line each."""
    found = [f"{places[t]}: no translation of {t!r}" for t in sorted(places) if not texts.get(t)]
    found += [f"no longer used: {t!r}" for t in sorted(set(texts) - set(places))]
    found += [
        f"placeholders differ: {key!r}" for key, value in sorted(texts.items())
        if value and sorted(_PLACEHOLDER.findall(key)) != sorted(_PLACEHOLDER.findall(value))
    ]  # fmt: skip
    return found


def main(arguments: list[str]) -> int:
    """Gather, complete and compile; with `--check` only judge, the compiled file too."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    places, texts, binary = gathered(), read(), PO.with_suffix(".mo")
    if "--check" not in arguments:
        texts = {text: texts.get(text, "") for text in [*places, *texts]}
        if "--prune" in arguments:
            texts = {text: said for text, said in texts.items() if text in places}
        PO.parent.mkdir(parents=True, exist_ok=True)
        write(texts, places)
        binary.write_bytes(compiled(texts))
    found = faults(places, texts)
    if not binary.exists() or binary.read_bytes() != compiled(texts):
        found.append("the compiled catalogue is stale: run python -m huilong.shell.messages")
    sys.stdout.write("".join(f"{line}\n" for line in found) or f"{len(texts)} texts, all translated\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
