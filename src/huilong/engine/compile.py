"""Compiling a law (编译): the same plain function, as machine code, with the lock of the interpreter released.

A law is an ordinary function over integers and arrays. `compiled(law)` gives its numba twin; functions of ours that
the law calls are found and taken along, so that no law needs a decorator. Machine code is kept between runs in a
directory named by the source of the law *and of everything it calls*: a changed law is never answered from an old
cache. Compiled int64 arithmetic wraps silently, so bound the inputs before calling (`kernel.money.MAX_FEN`).
"""

import hashlib
import inspect
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

Law = TypeVar("Law", bound=Callable[..., Any])

_lock = threading.RLock()
_compiled: dict[Callable[..., Any], Callable[..., Any]] = {}


def compiled(law: Law, *, allocates: bool = True) -> Law:
    """The compiled twin of `law` (编译后的函数), made once; it gives the same answer for the same integers.

    Say `allocates=False` of a law that only reads and writes the arrays it is given: then nobody counts references to
    them in its inner loops (the ageing law takes half the time so).
    """
    found = _compiled.get(law)
    if found is None:
        with _lock:
            found = _compiled.get(law) or _compile(law, {} if allocates else {"_nrt": False})
            _compiled[law] = found
    return cast(Law, found)


def _compile(law: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
    import numba
    from numba.extending import register_jitable

    register = register_jitable(**options) if options else register_jitable
    for inner in reversed(_called(law)):
        if inner not in _registered:
            _registered.add(inner)
            register(inner)
    home = _cache_home()
    if home is None:
        return cast(Callable[..., Any], numba.njit(nogil=True, **options)(law))
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(home / (source_mark(law) + ("-lean" if options else "")))
    try:
        return cast(Callable[..., Any], numba.njit(nogil=True, cache=True, **options)(law))
    finally:
        config.CACHE_DIR = before


_registered: set[Callable[..., Any]] = set()


def _called(law: Callable[..., Any]) -> list[FunctionType]:
    """Our plain functions that `law` calls, directly or through another, callers before the called."""
    found: list[FunctionType] = []

    def visit(fn: FunctionType) -> None:
        for inner in _direct(fn):
            if inner is law:
                continue
            if inner in found:
                found.remove(inner)
            found.append(inner)
            visit(inner)

    visit(cast(FunctionType, law))
    return found


def _direct(fn: FunctionType) -> Iterator[FunctionType]:
    top = fn.__module__.partition(".")[0]
    for name in fn.__code__.co_names:
        value = fn.__globals__.get(name)
        if isinstance(value, FunctionType) and value.__module__.partition(".")[0] == top:
            yield value


def source_mark(law: Callable[..., Any]) -> str:
    """A short fingerprint of the source of `law` and of every function of ours it calls (规则指纹)."""
    fns = [cast(FunctionType, law), *_called(law)]
    files = {inspect.getsourcefile(fn) or "" for fn in fns}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(Path(file).read_bytes() if file and Path(file).exists() else b"")
    return digest.hexdigest()[:16]


def _cache_home() -> Path | None:
    """The first place that can be written: asked for, the house's own, the user's; None when there is none."""
    asked = os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("HUILONG_HOME")
    places = [Path(asked[0])] if asked[0] else []
    if asked[1]:
        places.append(Path(asked[1]) / "cache" / "laws")
    with suppress(RuntimeError):
        places.append(Path.home() / ".cache" / "huilong" / "laws")
    for place in places:
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return place
    return None
