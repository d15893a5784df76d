"""The command `huilong night` (夜间跑批)."""

import argparse
from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from huilong.night.counted import count_text, count_word
from huilong.night.terms import StepName, StepState
from huilong.shell.asked import asked_day


def register(subparsers: Any) -> None:
    """Add `huilong night` to the command line."""
    parser = subparsers.add_parser("night", help="run the night for a date / 夜间跑批")
    parser.add_argument(
        "--on",
        type=asked_day,
        default=None,
        metavar="DATE",
        help="the date it is for; default: yesterday, the last day that is over",
    )
    parser.add_argument("--no-catch-up", action="store_true", help="leave out the days missed before it")
    parser.add_argument(
        "--again", action="store_true", help="run a completed date once more, say after corrected files"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the night asked for, with its progress in the terminal."""
    from django.utils import timezone

    from huilong.night.plan import PLAN
    from huilong.night.run import run_nights

    on = options.on or timezone.localdate() - timedelta(days=1)
    with Terminal() as terminal:
        made = run_nights(
            PLAN, on, catch_up=not options.no_catch_up, again=options.again, asked_by="cli", watcher=terminal
        )
    if not made:
        terminal.console.print(
            f"{on}: 已完成,无事可做;--again 可重跑 / already done, nothing to do; --again runs it once more"
        )
    return 0


class Terminal:
    """A watcher that draws the running step with a bar and leaves a line for each one done (终端进度)."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        self.drawn = Progress(
            TextColumn("  {task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> "Terminal":
        self.drawn.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.drawn.stop()

    def step(self, on: date, name: StepName, state: StepState, counts: Any) -> None:
        """Draw a step that began, or the line of one that ended."""
        title = f"{on} {name.word.zh} {name.word.en}"
        if state == StepState.RUNNING:
            self.task = self.drawn.add_task(title, total=None)
            return
        if self.task is not None:
            self.drawn.remove_task(self.task)
            self.task = None
        mark = "[green]✓[/]" if state == StepState.DONE else "[red]✗[/]"
        said = ", ".join(f"{_named(key)} {count_text(key, value)}" for key, value in counts.items())
        self.console.print(f"{mark} {title}: [dim]{escape(said)}[/]")

    def progress(self, done: int, total: int) -> None:
        """Draw how far the running step is."""
        if self.task is not None:
            self.drawn.update(self.task, completed=done, total=total)


def _named(code: str) -> str:
    word = count_word(code)
    return f"{word.zh} {word.en}"
