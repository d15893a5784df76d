"""What pages promise (文档承诺): commands, make targets, paths and links named in Markdown."""

import re
from pathlib import Path

SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"(?ms)^```[a-z]*\n(.*?)^```")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ROOTS = ("src/", "docs/", "tests/", "benchmarks/", ".ci/")


def pages(root: Path) -> list[Path]:
    """Every Markdown page a reader may open (文档页)."""
    found = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("src/huilong/**/README.md")]
    return sorted([*found, *root.glob("benchmarks/*.md")])


def code_of(text: str) -> list[str]:
    """Inline code and the lines of code blocks."""
    fenced = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return SPAN.findall(FENCE.sub("", text)) + [line for line in fenced if line]


def commands_of(text: str) -> list[list[str]]:
    """The words of every `huilong …` command line named in a page, up to the first option or placeholder."""
    found = []
    for code in code_of(text):
        match = re.match(r"(?:\$ )?(?:\.venv/bin/)?huilong ((?:[a-z][a-z-]*(?: |$))+)", code)
        if match:
            found.append(match[1].split())
    return found


def targets_of(text: str) -> list[str]:
    """The targets of every `make …` named in a page."""
    lines = (re.match(r"(?:\$ )?make ([a-z][a-z-]*)", code) for code in code_of(text))
    return [line[1] for line in lines if line]


def missing_paths(root: Path, page: Path) -> list[str]:
    """Paths in code and links of a page that lead nowhere. Paths with a placeholder or a star are not looked at."""
    text = page.read_text(encoding="utf-8")
    found = []
    for code in SPAN.findall(FENCE.sub("", text)):
        if code.startswith(ROOTS) and not re.search(r"[*<{…\s]|NAME|YYYY", code) and not (root / code).exists():
            found.append(f"{page.relative_to(root)}: `{code}`")
    for link in LINK.findall(text):
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists():
            found.append(f"{page.relative_to(root)}: link to {link}")
    return found


def missing_modules(root: Path, page: Path) -> list[str]:
    """Dotted `huilong.…` names in a page whose module is not there."""
    found = []
    for name in re.findall(r"\bhuilong(?:\.[a-z_]+)+", " ".join(code_of(page.read_text(encoding="utf-8")))):
        parts = name.split(".")
        stems = [root / "src" / Path(*parts[:n]) for n in (len(parts), len(parts) - 1) if n > 1 or len(parts) == 1]
        if not any(stem.is_dir() or stem.with_suffix(".py").exists() for stem in stems):
            found.append(f"{page.relative_to(root)}: {name}")
    return found
