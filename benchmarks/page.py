"""The page of results (结果页): benchmarks/results.md from the files in benchmarks/results/."""

import json
from pathlib import Path
from typing import Any

from benchmarks.allocation_page import allocation
from benchmarks.auction_page import auction
from benchmarks.award_page import award
from benchmarks.gps_page import gps

GOALS = [
    ("night for 1 M loans", "≤ 15 s, ≤ 2 GiB"),
    ("first import", "≥ 1,000,000 rows/s"),
    ("ageing law alone", "≥ 20,000,000 instalments/s a core"),
    ("`age` for one loan", "≤ 1 ms"),
    ("page of the case list over 100,000 cases", "≤ 50 ms on the server"),
    ("growth from 10 k to 1 M", "linear"),
    ("next case over 100,000 cases", "≤ 200 ms in the browser, ≤ 60 ms on the server"),
    ("contact verdicts over the book", "≥ 20,000 a second"),
    ("one verdict with counters", "≤ 5 ms"),
    ("a receipt on every open screen", "≤ 5 s"),
    ("frames of devices decoded", "≥ 100,000 frames/s a core"),
    ("3,000 moving vehicles on the map", "60 frames/s"),
    ("from a posted receipt to every holder's screen, 1,000 holders", "≤ 5 s (p99)"),
    ("award split of 100,000 cases among 50 agencies", "gap ≤ 0.5 %"),
    ("1,000,000 cases among 500 people", "minutes, gap ≤ 0.5 %"),
    ("ledger, postings through their verbs", "≥ 5,000 postings/s"),
    ("bids of the last second, 200 bidders", "none lost, none reordered"),
    ("journal, 8 writers, an act and its entry a transaction", "≥ 2,000 entries/s"),
]


def page(results: Path) -> str:
    """The whole page, newest measurement first."""
    parts = [
        "# Results\n",
        "<!-- Built by `make bench` from the files in benchmarks/results/. -->\n",
        "What is measured and how is in `benchmarks/__main__.py`. Every way of computing the simple law gave the same\n"
        "answer for every loan before its time counted. Seconds are wall clock unless they say CPU; peak memory is\n"
        "the process's own resident maximum, without PostgreSQL.\n",
        table(["Goal on two cores", ""], [[name, goal] for name, goal in GOALS]),
    ]
    for file in sorted(results.glob("20*.json"), reverse=True):  # others have a page of their own
        parts.append(section(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "journal").glob("*.json"), reverse=True):
        parts.append(journal(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "ledger").glob("*.json"), reverse=True):
        parts.append(ledger(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "web").glob("*.json"), reverse=True):
        parts.append(web(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "live").glob("*.json"), reverse=True):
        parts.append(live(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "authority").glob("*.json"), reverse=True):
        parts.append(authority(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "auction").glob("*.json"), reverse=True):
        parts.append(auction(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "desk").glob("*.json"), reverse=True):
        parts.append(desk(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "law").glob("*.json"), reverse=True):
        parts.append(law(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "gps").glob("*.json"), reverse=True):
        parts.append(gps(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "map").glob("*.json"), reverse=True):
        parts.append(fleet(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "allocation").glob("*.json"), reverse=True):
        parts.append(allocation(file, json.loads(file.read_text(encoding="utf-8"))))
    for file in sorted((results / "award").glob("*.json"), reverse=True):
        parts.append(award(file, json.loads(file.read_text(encoding="utf-8"))))
    return "\n".join(parts)


def fleet(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the map."""
    machine = told["machine"]
    names = ["frames_per_second", "frame_p95_ms", "frame_longest_ms", "drawing_median_ms", "drawing_p95_ms",
             "cpu_ms_a_frame"]  # fmt: skip
    rows = [[phase, *(str(one[name]) for name in names)] for phase, one in told["phases"].items()]
    head = ["frames/s", "frame p95 ms", "longest ms", "drawing median ms", "p95 ms", "CPU ms a frame"]
    return "\n".join([
        f"## The map, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        f" {told['vehicles']:,} vehicles, headless Chromium without a GPU;"
        " CPU is that of all its processes together.\n",
        table(["", *head], rows),
    ])


def ledger(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the ledger: what each way made in every round, and the check of it all."""
    machine, proved = told["machine"], told["proved"]
    rows = [
        [runs[0]["way"], str(runs[0]["processes"]), " · ".join(f"{one['postings_per_second']:,}" for one in runs),
         str(max(one["writer_cpu_us"] for one in runs))]
        for runs in zip(*told["rounds"], strict=True)
    ]  # fmt: skip
    return "\n".join([
        f"## The ledger, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        f" what each way is, is in `benchmarks/ledger.py`. Then {proved['postings']:,} postings: every entry read again"
        f" and held against its digest {proved['check_seconds']} s, a balance {proved['balance_ms']} ms, the trial"
        f" balance {proved['trial_balance_ms']} ms.\n",
        table(["way", "processes", "postings/s, a round each", "writers' CPU µs a posting"], rows),
    ])


def live(file: Path, told: dict[str, Any]) -> str:
    """One measurement of live news."""
    machine = told["machine"]
    names = ["streams", "announced_per_second", "arrivals_per_second", "p50_ms", "p95_ms", "longest_ms"]
    row = [f"{told[name]:,}" for name in names] + [f"{told['arrived']:,} of {told['expected']:,}"]
    return "\n".join([
        f"## Live news, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}."
        f" `{told['command']}`; from the beginning of a commit to its arrival in a stream.\n",
        table(["streams", "announced/s", "arrivals/s", "p50 ms", "p95 ms", "longest ms", "arrived"], [row]),
    ])


def authority(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the stop."""
    machine = told["machine"]
    rows = [
        [said, *(f"{told[f'{name}_{part}_ms']:,}" for part in ("p50", "p99", "longest"))]
        for name, said in (("posting", "from posting the receipt"), ("commit", "from the beginning of its commit"))
    ]
    return "\n".join([
        f"## The stop on the holder's screen, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}."
        f" `{told['command']}`; {told['holders']:,} holders with an open stream each, {told['receipts']:,} receipts at"
        f" {told['per_second']} a second, {told['arrived']:,} stops arrived.\n",
        table(["to the holder's stream", "p50 ms", "p99 ms", "longest ms"], rows),
    ])


def desk(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the workbench."""
    machine = told["machine"]
    names = {
        "browser": "browser: Ctrl+Enter until the next case is on the screen", "server_next_case": "server: next case",
        "server_queue": "server: the queue",
    }  # fmt: skip
    rows = [
        [said, *(str(told[name][what]) for what in ("median_ms", "p95_ms", "times"))]
        for name, said in names.items() if name in told
    ]  # fmt: skip
    return "\n".join([
        f"## The workbench, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        f" {told['cases']:,} open cases, {told['of_the_collector']:,} of them one collector's, the rest in the pool;"
        f" the night ranks all of them in {told['ranking_seconds']} s.\n",
        table(["One collector, requests over loopback", "median ms", "p95 ms", "times"], rows),
    ])


def law(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the law."""
    machine = told["machine"]
    lights = f"{told['lights_per_second']:,} a second"
    rows = [
        [f"lights over {told['cases']:,} cases, {told['rules_each']} rules each", lights],
        ["the same with hours and calls left", f"{told['lights_with_hours_per_second']:,} a second"],
        ["answers with every rule's verdict", f"{told['answers_per_second']:,} a second"],
        ["one act asked, counted, stored, committed: median", f"{told['stored']['median_ms']} ms"],
        ["the same: p95", f"{told['stored']['p95_ms']} ms"],
    ]
    return "\n".join([
        f"## May we?, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}."
        f" `{told['command']}`.\n",
        table(["One process", ""], rows),
    ])


def section(file: Path, told: dict[str, Any]) -> str:
    """One measurement."""
    machine, sizes = told["machine"], told["sizes"]
    head = [f"{size['loans']:,}" for size in sizes]
    parts = [
        f"## {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, Python"
        f" {machine['python']}, load before {machine['load_before']}.\n"
        f"`{told['command']}`; feed: {told['feed']}; {told['buckets']} buckets.\n",
        table(["Loans", *head], [row for name, path, form in FIGURES if (row := figures(name, path, form, sizes))]),
        table(["The night, step by step (s)", *head], steps(sizes)),
        table(["The simple law (s)", *head], rivals(sizes)),
        growth(sizes),
        f"One loan, 36 instalments and 30 receipts: the law interpreted {told['one_loan']['law_ms']} ms, the whole"
        f" answer with its instalments and receipts {told['one_loan']['answer_ms']} ms.\n",
    ]
    pages = next((size["case_list"] for size in sizes if "case_list" in size), None)
    if pages:
        names = [key.removesuffix("_median_ms") for key in pages if key.endswith("_median_ms")]
        rows = [
            [name.replace("_", " "), *(str(pages[f"{name}_{what}"]) for what in ("median_ms", "p95_ms", "queries"))]
            for name in names
        ]
        parts.append(table([f"Case list, {pages['cases']:,} cases", "median ms", "p95 ms", "queries"], rows))
    return "\n".join(part for part in parts if part)


def web(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the pages under load."""
    machine = told["machine"]
    rows = [
        [str(run["users"]), name, *(str(one[key]) for key in ("per_second", "p50_ms", "p95_ms", "failures"))]
        for run in told["runs"] for name, one in run["pages"].items()
    ]  # fmt: skip
    burnt = [
        [str(run["users"]), *(str(run["cpu_seconds"][kind]) for kind in ("pages", "database", "locust"))]
        for run in told["runs"]
    ]  # fmt: skip
    return "\n".join([
        f"## The pages under load, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        " users wait one to three seconds between steps.\n",
        table(["users", "page", "requests/s", "p50 ms", "p95 ms", "failures"], rows),
        table(["users", "pages CPU s", "database CPU s", "Locust CPU s"], burnt),
    ])


def journal(file: Path, told: dict[str, Any]) -> str:
    """One measurement of the journal."""
    machine = told["machine"]
    rows, checks = [], []
    for one in told["runs"]:
        before, after = one["before"], one["after"]
        for each in one["writers"]:
            rows.append([
                f"{before['links']:,}", f"{each['act']}, {each['role']}", f"{each['entries_per_second']:,}",
                str(each["writer_cpu_ms"]), str(each["database_cpu_ms"]), str(each["slowest_ms"]),
                f"{each['others_cpu_share']:.0%}",
            ])  # fmt: skip
        checks.append([
            f"{after['links']:,}", f"{after['laid']:,}", str(after["keep_seconds"]), str(after["seal_seconds"]),
            str(after["verify_seconds"]),
        ])  # fmt: skip
    head = ["Entries before", "act, as", "entries/s", "writer CPU ms", "database CPU ms", "slowest ms", "others' CPU"]
    return "\n".join([
        f"## The journal, {file.stem}\n",
        f"{machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}. `{told['command']}`;"
        " acts are explained in `benchmarks/journal.py`.\n",
        table(head, rows),
        table(["Links then", "laid now", "keep s", "seal s", "verify s"], checks),
    ])  # fmt: skip


FIGURES: list[tuple[str, tuple[str, ...], str]] = [
    ("rows imported", ("import", "rows"), "{:,.0f}"),
    ("import, s", ("import", "seconds"), "{:.1f}"),
    ("import, rows/s", ("import", "rows_per_second"), "{:,.0f}"),
    ("import, peak MiB", ("import", "peak_mib"), "{:,.0f}"),
    ("first night (every case opens), s", ("first_night", "seconds"), "{:.1f}"),
    ("ordinary night, s", ("night", "seconds"), "{:.1f}"),
    ("ordinary night, peak MiB", ("night", "night_peak_mib"), "{:,.0f}"),
    ("ordinary night, whole process, s", ("night", "process_seconds"), "{:.1f}"),
    ("ageing the book (read, age, write), s", ("ageing", "seconds"), "{:.2f}"),
    ("ageing the book, peak MiB", ("ageing", "peak_mib"), "{:,.0f}"),
    ("the law alone, CPU s", ("law", "cpu_seconds"), "{:.2f}"),
    ("the law alone, instalments/s a core", ("law", "instalments_per_second_per_core"), "{:,.0f}"),
]


def figures(name: str, path: tuple[str, ...], form: str, sizes: list[dict[str, Any]]) -> list[str] | None:
    """One figure over all sizes; None when no size has it."""
    found = [size.get(path[0], {}).get(path[1]) for size in sizes]
    return [name, *("" if value is None else form.format(value) for value in found)] if any(found) else None


def steps(sizes: list[dict[str, Any]]) -> list[list[str]]:
    """Seconds of each step of the ordinary night."""
    names = sizes[0]["night"]["steps"]
    return [[name, *(f"{size['night']['steps'].get(name, 0):.2f}" for size in sizes)] for name in names]


def rivals(sizes: list[dict[str, Any]]) -> list[list[str]]:
    """Seconds of each way to compute the simple law."""
    told = [size.get("simple_law", {}) for size in sizes]
    ways = [key.removesuffix("_seconds") for key in told[0] if key.endswith("_seconds") and "process" not in key]
    return [[way, *(f"{one[f'{way}_seconds']:.2f}" for one in told)] for way in ways]


def growth(sizes: list[dict[str, Any]]) -> str:
    """How seconds grow from the smallest size to the largest, beside how loans do."""
    if len(sizes) < 2:
        return ""
    few, many = sizes[0], sizes[-1]
    times = {
        name: many[name]["seconds"] / few[name]["seconds"] for name in ("import", "night", "ageing") if few.get(name)
    }
    told = ", ".join(f"{name} × {factor:.1f}" for name, factor in times.items())
    return f"From {few['loans']:,} to {many['loans']:,} loans (× {many['loans'] / few['loans']:.0f}): {told}.\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; nothing without rows."""
    if not rows:
        return ""
    lines = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"
