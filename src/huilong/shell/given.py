"""Secrets given to a process (密钥来源): by NAME in the environment, or in the file NAME_FILE names.

A file is what container platforms and systemd hand out; it stays out of `ps`, crash reports and child processes.
"""

import os
from pathlib import Path

from huilong.kernel.refusal import Refusal


def given(name: str) -> str | None:
    """The value of NAME, or the text of the file NAME_FILE names without the line's end; None if neither is given.

    Refuses when both are given, and when the file cannot be read.
    """
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if not file:
        return value or None
    if value:
        raise Refusal(
            "secret-twice", zh=f"{name} 与 {name}_FILE 不能同时设置。", en=f"{name} and {name}_FILE are both set.",
            remedy_zh="请只保留其中一个。", remedy_en="Keep one of them.",
        )  # fmt: skip
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "secret-unread", zh=f"{name}_FILE 指向的文件无法读取:{file}。", en=f"{name}_FILE cannot be read: {file}.",
            remedy_zh="请检查路径与权限。", remedy_en="Look at its path and permissions.",
        ) from error  # fmt: skip
