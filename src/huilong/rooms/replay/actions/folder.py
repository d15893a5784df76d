"""The working files of a replay (回放工作文件): beside the database, named by the run, made again if lost.

Every file is written whole under another name and then renamed: a process killed at any moment leaves whole files only.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def folder_of(run: int) -> Path:
    """Where the files of a run are."""
    place = Path(settings.HUILONG_HOME) / "replay" / str(run)
    place.mkdir(parents=True, exist_ok=True)
    return place


def put(place: Path, write: Callable[[Path], None]) -> None:
    """Write a file whole: `write` is given a name beside it, which then takes its place."""
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    write(part)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.replace(place)


def forget(run: int) -> None:
    """Delete the files of a run that is done; what it came to is in the database."""
    shutil.rmtree(folder_of(run), ignore_errors=True)
