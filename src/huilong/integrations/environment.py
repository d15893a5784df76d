"""Settings of integrations (对接设置), from the environment: what must be there, where to, whom to believe."""

import json
import os
import ssl
from urllib.parse import SplitResult, urlsplit

from huilong.kernel.refusal import Refusal
from huilong.shell.given import given

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def needed(name: str) -> str:
    """A setting that must be there (必填设置), itself or as NAME_FILE; refuses `channel-unset` if it is not."""
    if value := given(name):
        return value
    raise refused("channel-unset", f"缺少设置 {name}。", f"The setting {name} is missing.")


def address(name: str) -> SplitResult:
    """A setting that is a web address (网址). Refuses others, and plain HTTP to another machine."""
    url = urlsplit(needed(name))
    if not url.hostname or url.scheme not in ("http", "https"):
        raise misled(name, "不是网址", "is no web address")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise refused(
            "channel-in-clear", f"{name} 不是 https,号码与内容会以明文传送。",
            f"{name} is not https: numbers and texts would travel in clear.",
        )  # fmt: skip
    return url


def seconds(name: str, otherwise: float, most: float = 120) -> float:
    """A setting that is a number of seconds (秒数), above 0 and up to `most`."""
    try:
        value = float(os.environ.get(name) or otherwise)
    except ValueError:
        value = 0
    if not 0 < value <= most:
        raise misled(name, f"不是 0 至 {most:g} 之间的数", f"is no number between 0 and {most:g}")
    return value


def table(name: str) -> dict[str, str]:
    """A setting that is a JSON object of texts (对照表); empty if it is not given."""
    try:
        value = json.loads(os.environ.get(name) or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise misled(name, "不是由文本组成的 JSON 对象", "is no JSON object of texts")
    return value


def trusted(name: str) -> ssl.SSLContext:
    """The authorities believed (信任的证书): the system's, or those in the file `name` gives."""
    file = os.environ.get(name) or None
    try:
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        raise misled(name, "不是证书文件", "is no file of certificates") from error


def misled(name: str, zh: str, en: str) -> Refusal:
    """A setting that says something else than it should (设置有误)."""
    return refused("channel-misled", f"{name} {zh}。", f"{name} {en}.")


def refused(code: str, zh: str, en: str) -> Refusal:
    """A refusal that points to the page on channels."""
    return Refusal(
        code, zh=zh, en=en, remedy_zh="见 docs/how-to/channels.md。", remedy_en="See docs/how-to/channels.md."
    )
