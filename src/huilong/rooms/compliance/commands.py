"""Commands of compliance (合规命令): law check, list, show, test, recheck, export."""

import argparse
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal

FAILED = 1


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    law = subparsers.add_parser("law", help="合规:行为可否、规则 / may we? and the rules")
    verbs = law.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("check", help="裁决一个行为或一组行为 / verdicts on an act or a list of acts")
    check.add_argument("file", metavar="ACT.json|-")
    check.set_defaults(run=_check, needs="")
    listed = verbs.add_parser("list", help="列出规则 / the rules")
    listed.add_argument("--action", help="只列涉及此行为的 / only those that speak of it")
    listed.add_argument("--unverified", action="store_true", help="只列条文未核实的 / articles not verified")
    listed.set_defaults(run=_list, needs="")
    show = verbs.add_parser("show", help="一条规则 / one rule as its file says it")
    show.add_argument("rule")
    show.set_defaults(run=_show, needs="")
    recheck = verbs.add_parser("recheck", help="用存下的事实重新裁决 / derive stored verdicts anew from their facts")
    export = verbs.add_parser("export", help="导出复核包 / a pack that tools/recheck_law.py checks without huilong")
    for one in (recheck, export):
        one.add_argument("--from", dest="since", type=date.fromisoformat, metavar="DAY")
        one.add_argument("--to", dest="until", type=date.fromisoformat, metavar="DAY")
    recheck.set_defaults(run=_recheck)
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    test = verbs.add_parser("test", help="运行规则自带的测试 / run the tests that the rules carry")
    test.set_defaults(run=_test, needs="")


def _check(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import ask, told
    from huilong.rooms.compliance.rules.acts import read_act

    raw = _read(options.file)
    acts = raw if isinstance(raw, list) else [raw]
    answers = []
    for place, one in enumerate(acts):
        where = f"[{place}]." if isinstance(raw, list) else ""
        answers.append(told(ask(read_act(one, where), where)))
    print(json.dumps(answers if isinstance(raw, list) else answers[0], ensure_ascii=False, indent=1))
    return 0


def _read(file: str) -> Any:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_no_twins)
    except OSError as error:
        raise Refusal("no-such-file", zh=f"没有文件 {file}。", en=f"There is no file {file}.", status=404) from error
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "bad-json", status=422, where=file, zh=f"不是 JSON:{error}。", en=f"This is not JSON: {error}."
        ) from error  # fmt: skip


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key is given twice among {[key for key, _value in pairs]}")
    return found


def _list(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import rulebook

    book = rulebook()
    for rule in book.rules:
        if (options.action and options.action not in rule.actions) or (options.unverified and rule.verified):
            continue
        sure = "" if rule.verified else " ⚠"
        print(f"{rule.id}{sure}  {rule.on_breach.value}  {rule.title.zh} / {rule.title.en}", end="")
        print(f"  [{rule.instrument.title} {rule.clause}]")
    print(f"{book.version} {book.sha256}")
    return 0


def _show(options: argparse.Namespace) -> int:
    import yaml

    from huilong.rooms.compliance.queries import rule_named

    print(yaml.safe_dump(dict(rule_named(options.rule).more), allow_unicode=True, sort_keys=False, width=110), end="")
    return 0


def _test(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import failing_examples, failing_tests, rulebook

    failing = failing_tests() + failing_examples()
    for line in failing:
        print(f"✗ {line}")
    tests = sum(len(rule.more["tests"]) for rule in rulebook().rules)
    print(f"{len(rulebook().rules)} 条规则 / rules, {tests} 项测试 / tests, {len(failing)} 失败 / failed")
    return FAILED if failing else 0


def _recheck(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries.records import recheck

    found = recheck(options.since, options.until)
    for key in found.differing[:20]:
        print(f"✗ 裁决 / verdict {key}")
    print(f"{found.verdicts} 条裁决 / verdicts, {len(found.differing)} 条不符 / differ")
    return FAILED if found.differing else 0


def _export(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries.records import pack

    with options.out.open("x", encoding="utf-8") as out:
        for line in pack(options.since, options.until):
            out.write(line + "\n")
    print(f"✓ {options.out}")
    return 0
