"""The recovery policy of this installation (收车口径): RECOVERY_FILE, or the one that comes with the room."""

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.repossession.rules.policy import Policy, read

DEFAULT = Path(__file__).parents[1] / "recovery_default.yaml"


def policy() -> Policy:
    """The recovery policy; read anew when its file changed. Raises Refusal `bad-recovery`."""
    file = Path(getattr(settings, "RECOVERY_FILE", "") or DEFAULT)
    try:
        return _read(str(file), file.stat().st_mtime_ns)
    except OSError as error:
        raise _unreadable(file.name, str(error.strerror)) from None


@lru_cache(maxsize=4)
def _read(file: str, _written: int) -> Policy:
    name = Path(file).name
    try:
        told = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(name, " ".join(str(error).split())[:200]) from None
    return read(told, name)


def _unreadable(name: str, why: str) -> Refusal:
    return Refusal(
        "bad-recovery", status=422, where=name, zh=f"收车口径 {name} 无法读取:{why}。",
        en=f"The recovery policy {name} cannot be read: {why}.",
        remedy_zh="请检查 RECOVERY_FILE 所指的 YAML 文件。",
        remedy_en="Look at the YAML file that RECOVERY_FILE names.",
    )  # fmt: skip
