"""Commands of contact (触达命令): send what is due, take call logs in, put the shipped templates in."""

import argparse
import signal
import threading
from pathlib import Path


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    contact = subparsers.add_parser("contact", help="触达:发送消息、导入话单 / send messages, take call logs in")
    verbs = contact.add_subparsers(metavar="VERB", required=True)
    send = verbs.add_parser("send", help="发送到期消息 / send what is due")
    send.add_argument("--every", type=int, metavar="SECONDS", help="持续运行,每隔几秒查看 / keep on, look that often")
    send.set_defaults(run=_send)
    templates = verbs.add_parser("templates", help="装入自带模板 / put the shipped templates in")
    templates.set_defaults(run=_templates)
    calls = verbs.add_parser("calls", help="话单 / call logs")
    of_calls = calls.add_subparsers(metavar="VERB", required=True)
    take_in = of_calls.add_parser("import", help="导入话单 / take a call log in")
    take_in.add_argument("file", type=Path)
    take_in.set_defaults(run=_import)


def _send(options: argparse.Namespace) -> int:
    from collections import Counter

    from huilong.rooms.contact.queries.outlets import letter_press, outlets

    channels, press = outlets(), letter_press()
    names = [one.value for one in channels] + (["letter"] if press else [])
    print(f"通道 / channels: {', '.join(names) or '—'}", flush=True)
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: stopping.set())
    while True:
        counts: Counter[str] = Counter()
        while not stopping.is_set() and _one(counts):
            pass
        if counts:
            print("  ".join(f"{name} {n}" for name, n in sorted(counts.items())), flush=True)
        if options.every is None or stopping.wait(max(1, options.every)):
            return 0


def _one(counts: "dict[str, int]") -> bool:
    """Look at one thing, by the clock of its own moment; whether there was any."""
    import logging

    from django.db import close_old_connections
    from django.utils import timezone

    from huilong.rooms.contact.actions.activities import settle_outcomes
    from huilong.rooms.contact.actions.batches import work_on_batches
    from huilong.rooms.contact.actions.outbox import run_outbox
    from huilong.rooms.contact.queries.outlets import letter_press, outlets

    try:
        settle_outcomes(timezone.now())
        looked = work_on_batches(timezone.now())
        worked = run_outbox(outlets(), timezone.now(), 1, press=letter_press())
    except Exception:  # one message that cannot be worked on must not keep the others: its lease brings it back
        logging.getLogger(__name__).exception("a message could not be worked on")
        close_old_connections()
        counts["errors"] = counts.get("errors", 0) + 1
        return False
    for name, n in worked.counts.items():
        counts[name] = counts.get(name, 0) + n
    return bool(looked or worked.taken)


def _templates(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.contact.actions.templates import ensure_default_templates

    print(f"新装入 / new: {ensure_default_templates(timezone.now())}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.kernel.refusal import Refusal
    from huilong.rooms.contact.actions.calllog import import_calls

    try:
        body = options.file.read_bytes()
    except OSError as error:
        raise Refusal("no-such-file", status=404, zh=f"没有文件 {options.file}。",
                      en=f"There is no file {options.file}.") from error  # fmt: skip
    came = import_calls(options.file.name, body, timezone.now())
    if came.again:
        print("此前已导入,未作改动 / taken in before, nothing has changed")
    print(f"行 / rows {came.rows}, 新 / new {came.new}, 匹配 / matched {came.matched}, 坏行 / bad {len(came.bad)}")
    for line, reason in came.bad:
        print(f"  {line}: {reason}")
    return 0
