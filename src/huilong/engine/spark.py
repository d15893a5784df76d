"""Apache Spark as an engine (Spark 引擎): the same task, one bucket each, on the machines of a cluster.

No law is translated. A worker imports huilong, compiles the law it was given and runs it, so it must have the same
Python, huilong and packages as the driver, and must reach the book at the same address. Each bucket is one Spark job
of one task: finished buckets are told at once, and after a stop or an error no further bucket is begun. Spark may run
a bucket again after losing a worker; a task that writes by atomic rename leaves the same result.
"""

import atexit
import functools
import hashlib
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, TypeVar

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException

from huilong.engine import local
from huilong.kernel.refusal import Refusal

Result = TypeVar("Result")

PASSED_ON = ("HUILONG_HOME", "BOOK_URL", "BOOK_BUCKETS", "NUMBA_CACHE_DIR")
"""Settings a worker needs as the driver has them; credentials are each machine's own."""
EXACT_PACKAGES = ("numba", "numpy", "pyarrow")
"""Packages whose version must be the driver's, so that the bytes are too."""
RUN_BY_WORKERS = ("kernel", "engine", "rooms/book/rules", "rooms/book/store")
"""Our code that a task may run on a worker."""


@dataclass(frozen=True)
class Checked(Generic[Result]):
    """A task (任务) as sent to a worker: it runs only where the build is the driver's."""

    task: Callable[[int], Result]
    expected: str

    def __call__(self, bucket: int) -> tuple[str, Result | None]:
        """The worker's build and, if it is the expected one, the result for `bucket`."""
        here = build()
        return here, self.task(bucket) if here == self.expected else None


def run(task: Callable[[int], Result], buckets: Iterable[int], *, master: str) -> Iterator[tuple[int, Result]]:
    """Run `task(bucket)` for each bucket on the Spark cluster at `master`; yield `(bucket, result)` as they finish.

    `task` must be picklable, write its large output to the book itself and return something small. Refuses with
    `spark-unreachable` when no cluster answers, `spark-differs` when a worker would run other code than this one.
    """
    context = _context(master)
    checked = Checked(task, build())

    def on_cluster(bucket: int) -> Any:
        there, result = context.parallelize([bucket], 1).map(checked).collect()[0]
        if there != checked.expected:
            raise _differs(checked.expected, there)
        return result

    return local.run(on_cluster, buckets, workers=2 * max(context.defaultParallelism, 2))


@functools.cache
def build() -> str:
    """What this process would run (代码版本): Python, exact packages, the source of laws and store."""
    digest = hashlib.sha256()
    home = Path(__file__).resolve().parents[1]
    for file in sorted(file for part in RUN_BY_WORKERS for file in (home / part).rglob("*.py")):
        if "tests" not in file.parts:
            digest.update(file.relative_to(home).as_posix().encode() + file.read_bytes())
    packages = " ".join(f"{name} {version(name)}" for name in EXACT_PACKAGES)
    return f"Python {platform.python_version()} {platform.machine()} {packages} huilong {digest.hexdigest()[:12]}"


_contexts: dict[str, SparkContext] = {}


def _context(master: str) -> SparkContext:
    """The session with `master`, kept until this process ends: starting one takes longer than ageing a book."""
    found = _contexts.get(master)
    if found is None:
        stop()
        try:
            found = SparkContext(conf=_conf(master))
        except (Py4JError, PySparkException, OSError) as error:
            raise _unreachable(master, str(error)) from error
        found.setLogLevel("ERROR")
        _contexts[master] = found
    return found


def stop() -> None:
    """End the session and the processes Spark started for it (结束会话)."""
    while _contexts:
        _contexts.popitem()[1].stop()


atexit.register(stop)


def _conf(master: str) -> SparkConf:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    conf = SparkConf().setMaster(master).setAppName("huilong")
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    for name in PASSED_ON:
        if name in os.environ:
            conf.set(f"spark.executorEnv.{name}", os.environ[name])
    return conf


def _unreachable(master: str, detail: str) -> Refusal:
    return Refusal(
        "spark-unreachable",
        zh=f"无法在 {master} 启动 Spark 会话。",
        en=f"No Spark session could be started at {master}.",
        remedy_zh="检查 ENGINE 的地址、网络和 Java 17;或设 ENGINE=local 在本机计算。",
        remedy_en="Check the address in ENGINE, the network and Java 17; or set ENGINE=local to age on this machine.",
        where=detail[:500],
        status=503,
    )


def _differs(expected: str, there: str) -> Refusal:
    return Refusal(
        "spark-differs",
        zh=f"Spark 工作节点的代码与本机不同:本机 {expected};节点 {there}。",
        en=f"A Spark worker has other code than this machine: here {expected}; there {there}.",
        remedy_zh="在每个节点安装相同版本的 Python、依赖和回笼。",
        remedy_en="Install the same Python, packages and huilong on every node.",
        status=503,
    )
