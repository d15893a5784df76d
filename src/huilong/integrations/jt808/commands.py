"""`huilong gps`: read frames of tracking devices (解析报文), serve them, act as one of them for trying."""

import argparse
import json
import sys
from collections.abc import Iterator

PORT = 8008


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `gps` to the command line."""
    gps = subparsers.add_parser("gps", help="定位设备:解析报文、网关 / tracking devices: read frames, serve them")
    verbs = gps.add_subparsers(metavar="VERB", required=True)
    decode = verbs.add_parser("decode", help="解析 JT/T 808 报文,每帧一行 JSON / read frames, a line of JSON each")
    decode.add_argument("frames", nargs="+", metavar="HEX", help="十六进制帧,- 读标准输入 / frames in hex, - for stdin")
    decode.add_argument("--lenient", action="store_true", help="容忍校验与长度错误 / let wrong checksums, lengths pass")
    decode.add_argument("--model", default="", help="设备型号,报警位因型号而异 / the model, whose bits may differ")
    decode.set_defaults(run=_decode, needs="")
    serve = verbs.add_parser("serve", help="定位网关:接收设备上报 / listen to devices")
    serve.add_argument("--host", help="GPS_HOST,默认仅本机 / this machine only if not given")
    serve.add_argument("--port", type=int, help="GPS_PORT,默认 8008 / 8008 if not given; 0: any")
    serve.set_defaults(run=_serve)
    compact = verbs.add_parser("compact", help="合并定位日志 / make Parquet of the log of positions")
    compact.set_defaults(run=_compact)


def _decode(options: argparse.Namespace) -> int:
    from huilong.integrations.jt808.decoding import NOTHING, lines

    for hexed in _given(options.frames):
        try:
            data = bytes.fromhex(hexed)
        except ValueError:
            print(json.dumps(NOTHING | {"refused": "hex"}), flush=True)
            continue
        for one in lines([data], options.lenient, options.model):
            print(json.dumps(one, ensure_ascii=False), flush=True)
    return 0


def _serve(options: argparse.Namespace) -> int:
    from django.conf import settings

    from huilong.integrations.jt808.limits import limits
    from huilong.integrations.jt808.serving import serve

    port = options.port if options.port is not None else settings.GPS_PORT or PORT
    return serve(options.host or settings.GPS_HOST, port, limits(settings.GPS), lambda line: print(line, flush=True))


def _compact(options: argparse.Namespace) -> int:
    from huilong.rooms.tracking.actions import compact_fixes

    for day, fixes in compact_fixes().items():
        print(f"{day.isoformat()}  {fixes:,}")
    return 0


def _given(words: list[str]) -> Iterator[str]:
    """The frames given, one a word, or one a line of standard input."""
    for word in words:
        if word != "-":
            yield word
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()
