"""Vendored assets (第三方静态资源): fetched once by a developer, checked against a lock, never at run time.

`python -m huilong.shell.vendor` packs each package of `vendor.lock.json` with the npm client, refuses it
unless its sha512 is the locked one, and copies the named files with their licences. `--check` only verifies
what is on disk.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "vendor.lock.json"
ROOT = HERE.parents[2]
PLACES = {"static": HERE / "static/vendor", "tests": ROOT / "tests/stories/vendor"}
"""Where a package may land: `static` is shipped and served, `tests` stays in the source tree."""


def digest(content: bytes) -> str:
    """The sha512 of `content` in the form package locks use: `sha512-<base64>`.

    >>> digest(b"")[:13]
    'sha512-z4PhNX'
    """
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def packages() -> list[dict]:
    """The locked packages: name, version, sha512 of archive and files, licence, place."""
    return json.loads(LOCK.read_text("utf-8"))["packages"]


def folder(package: dict) -> Path:
    """Where the files of one package lie."""
    return PLACES[package["place"]] / package["name"].removesuffix(".org").removesuffix("-core")


def place(package: dict, inside: str) -> Path:
    """Where one file of a package lies; licences get `.txt`, so that they travel in the wheel."""
    name = Path(inside).name
    return folder(package) / (name if "." in name else f"{name}.txt")


def differences() -> list[str]:
    """What on disk differs from the lock: missing or changed files, one phrase each."""
    found = []
    for package in packages():
        if package["place"] == "tests" and not (ROOT / "tests").is_dir():
            continue  # an installed wheel carries no tests
        for inside, sha512 in package["files"].items():
            path = place(package, inside)
            if not path.is_file():
                found.append(f"missing: {path.name} of {package['name']}")
            elif digest(path.read_bytes()) != sha512:
                found.append(f"changed: {path.name} of {package['name']}")
    return found


def fetch(package: dict, update: bool = False) -> None:
    """Pack one package with npm, check it, copy its files; with `update` note the found sums in `package`."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to refresh vendored assets; nothing else needs it")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(  # noqa: S603 - the name and version come from our own lock
            [npm, "pack", "--silent", f"{package['name']}@{package['version']}"],
            cwd=scratch, check=True, stdout=subprocess.DEVNULL,
        )
        [archive] = Path(scratch).glob("*.tgz")
        found = digest(archive.read_bytes())
        if not update and found != package["sha512"]:
            raise SystemExit(f"{package['name']}: the archive is not the locked one ({found})")
        package["sha512"] = found
        folder(package).mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            for inside in package["files"]:
                member = tar.extractfile(f"package/{inside}")
                if member is None:
                    raise SystemExit(f"{package['name']}: {inside} is not a file")
                content = member.read()
                place(package, inside).write_bytes(content)
                if update:
                    package["files"][inside] = digest(content)


def main(arguments: list[str]) -> int:
    """Refresh or `--check` the vendored assets; `--update` accepts new sums after a version was changed."""
    if "--check" not in arguments:
        locked = packages()
        for package in locked:
            fetch(package, update="--update" in arguments)
        LOCK.write_text(json.dumps({"packages": locked}, indent=2) + "\n", "utf-8")
    found = differences()
    sys.stdout.write("\n".join(found or ["vendored assets match the lock"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
