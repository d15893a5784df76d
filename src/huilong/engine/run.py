"""Which engine runs a task over the buckets (选择引擎): this machine, or Apache Spark by configuration."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from huilong.engine import local
from huilong.kernel.refusal import Refusal

Result = TypeVar("Result")


def run(
    task: Callable[[int], Result], buckets: Iterable[int], *, engine: str = "local"
) -> Iterator[tuple[int, Result]]:
    """Run `task(bucket)` for every bucket on `engine`; yield `(bucket, result)` as they finish, in any order.

    `engine` is `local` (every core), `local:N` (N threads) or a Spark master such as `spark://host:7077` or
    `local-cluster[2,1,2048]`. A task must be picklable (a frozen dataclass with `__call__`), write its large output
    itself to where the book lives, and return something small.
    """
    if engine == "local":
        return local.run(task, buckets)
    if engine.startswith("local:"):
        return local.run(task, buckets, workers=max(1, int(engine.removeprefix("local:"))))
    try:
        import huilong.engine.spark as spark
    except ImportError as error:
        raise Refusal(
            "no-spark",
            zh=f"引擎 {engine} 需要 Apache Spark,但未安装。",
            en=f"The engine {engine} needs Apache Spark, which is not installed.",
            remedy_zh="安装 huilong[spark] 和 Java 17,或设 ENGINE=local。",
            remedy_en="Install huilong[spark] and Java 17, or set ENGINE=local.",
            where=str(error),
            status=503,
        ) from error
    return spark.run(task, buckets, master=engine)
