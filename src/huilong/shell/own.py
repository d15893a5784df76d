"""What an installation may say by a file of its own (自带文件): the file a setting names, or the one of the room."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal

T = TypeVar("T")


def own_file(
    setting: str, default: Path, read: Callable[[Any, str], T], code: str, *, zh: str, en: str
) -> T:  # fmt: skip
    """What `read` makes of the YAML file that `setting` names, or of `default`; read anew when it changed.

    Raises Refusal `code` for a file that cannot be read; `zh` and `en` say what the file is.
    """
    file = Path(getattr(settings, setting, "") or default)
    try:
        return _read(str(file), file.stat().st_mtime_ns, read)
    except OSError as error:
        why = str(error.strerror)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())[:200]
    raise Refusal(
        code, status=422, where=file.name, zh=f"{zh} {file.name} 无法读取:{why}。",
        en=f"The {en} {file.name} cannot be read: {why}.", remedy_zh=f"请检查 {setting} 所指的 YAML 文件。",
        remedy_en=f"Look at the YAML file that {setting} names.",
    )  # fmt: skip


@lru_cache(maxsize=16)
def _read(file: str, _written: int, read: Callable[[Any, str], Any]) -> Any:
    return read(yaml.safe_load(Path(file).read_text(encoding="utf-8")), Path(file).name)
