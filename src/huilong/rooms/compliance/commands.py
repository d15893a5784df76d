"""Commands of compliance (合规命令): law check, list, show, test, draft check, recheck, export."""

import argparse
import json
import sys
from pathlib import Path

from huilong.kernel.refusal import Refusal
from huilong.shell.asked import asked_day

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
        one.add_argument("--from", dest="since", type=asked_day, metavar="DAY")
        one.add_argument("--to", dest="until", type=asked_day, metavar="DAY")
    recheck.set_defaults(run=_recheck)
    export.add_argument("--out", type=Path, required=True)
    export.set_defaults(run=_export)
    test = verbs.add_parser("test", help="运行规则自带的测试 / run the tests that the rules carry")
    test.set_defaults(run=_test, needs="")
    draft = verbs.add_parser("draft", help="本机构规则草稿 / drafts of house rules")
    of_draft = draft.add_subparsers(metavar="VERB", required=True)
    tried = of_draft.add_parser("check", help="检查规则草稿,不需要数据库 / check a draft, without database")
    tried.add_argument("file", metavar="RULE.yaml|-")
    tried.set_defaults(run=_draft_check, needs="")


def _check(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import answered, shipped
    from huilong.rooms.compliance.rules.acts import read_json

    print(json.dumps(answered(read_json(_text(options.file), options.file), shipped()), ensure_ascii=False, indent=1))
    return 0


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal("no-such-file", zh=f"没有文件 {file}。", en=f"There is no file {file}.", status=404) from error
    except UnicodeDecodeError as error:
        raise Refusal(
            "not-text", status=422, where=file, zh="文件不是 UTF-8 文本。", en="This is not a text in UTF-8."
        ) from error  # fmt: skip


def _list(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import shipped

    book = shipped()
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

    from huilong.rooms.compliance.queries import rule_named, shipped

    rule = rule_named(options.rule, book=shipped())
    print(yaml.safe_dump(dict(rule.more), allow_unicode=True, sort_keys=False, width=110), end="")
    return 0


def _test(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import failing_examples, failing_tests, shipped

    book = shipped()
    failing = failing_tests(book) + failing_examples(book)
    for line in failing:
        print(f"✗ {line}")
    tests = sum(len(rule.more["tests"]) for rule in book.rules)
    print(f"{len(book.rules)} 条规则 / rules, {tests} 项测试 / tests, {len(failing)} 失败 / failed")
    return FAILED if failing else 0


def _draft_check(options: argparse.Namespace) -> int:
    from huilong.rooms.compliance.queries import shipped
    from huilong.rooms.compliance.rules.drafts import trial

    found = trial(_text(options.file), shipped())
    for one in found.tests:
        got = one.got.value if one.got else f"{one.why.zh} / {one.why.en}" if one.why else ""
        print(f"✓ {one.name}: {got}" if one.passed else f"✗ {one.name}: {got} ≠ {one.expect.value}")
    for says in found.lacking:
        print(f"✗ {says.zh} / {says.en}")
    for condition in found.unheld:
        print(f"⚠ 改成此条件,测试察觉不到 / no test would notice: {condition}")
    if found.sound:
        print(f"✓ {found.rule.id} 可以提交 / may be handed in")
    return 0 if found.sound else FAILED


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
