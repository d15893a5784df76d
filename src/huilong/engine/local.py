"""This machine as an engine (本机引擎): one thread a core, one bucket a task."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Result = TypeVar("Result")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    task: Callable[[int], Result], buckets: Iterable[int], *, workers: int | None = None
) -> Iterator[tuple[int, Result]]:
    """Run `task(bucket)` for each bucket on all cores; yield `(bucket, result)` as they finish.

    The laws and Parquet release the interpreter's lock, so threads do. At most two tasks a worker are in hand, which
    bounds memory. The first exception stops the rest and is raised; closing the iterator stops the rest too.
    """
    workers = workers or cores()
    todo = iter(buckets)
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="bucket")
    running: dict[Future[Result], int] = {}
    try:
        for bucket in todo:
            running[pool.submit(task, bucket)] = bucket
            if len(running) >= workers * 2:
                yield from _finished(running)
        while running:
            yield from _finished(running)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _finished(running: dict[Future[Result], int]) -> Iterator[tuple[int, Result]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        bucket = running.pop(future)
        yield bucket, future.result()
