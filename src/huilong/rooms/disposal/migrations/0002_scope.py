"""Who may see and change what is for sale (处置可见范围): who sees its case. What was found, spent, offered or distributed
is appended, never changed: a trigger sees to it. An auction may be closed by the night or by a clerk's page alike.
"""

from django.db import migrations

ME = "(select people_me())"
SEEN = "((select people_my_reach()) = 'house' or case_id in (select cases_mine()))"
OF_STOCK = "stock_id in (select s.id from disposal_stock s)"
OF_SALE = "sale_id in (select s.id from disposal_sale s)"
OF_DISTRIBUTION = "distribution_id in (select d.id from disposal_distribution d)"

FACTS = """
alter table disposal_NAME enable row level security;
grant select, insert on disposal_NAME to huilong_night;
create policy night on disposal_NAME to huilong_night using (true);
grant select, insert on disposal_NAME to huilong_web;
create policy seen on disposal_NAME for select to huilong_web using (OF);
create policy told on disposal_NAME for insert to huilong_web with check (OF and BY);
"""
CHANGES = """
grant update (FIELDS) on disposal_NAME to huilong_web, huilong_night;
create policy changed on disposal_NAME for update to huilong_web using (OF) with check (OF);
"""
BY_ME = f"by = {ME}"
TABLES: dict[str, tuple[str, str, str]] = {
    "step": (OF_STOCK, f"who = 'user:' || {ME}", ""),
    "hold": (OF_STOCK, f"set_by = {ME}", "ended_by, ended_at"),
    "report": (OF_STOCK, BY_ME, ""),
    "appraisal": (OF_STOCK, f"known_by = {ME}", ""),
    "cost": (OF_STOCK, BY_ME, ""),
    "claim": (OF_STOCK, BY_ME, ""),
    "plan": (OF_STOCK, f"made_by = {ME} and decided_by is null", "state, verdicts, decided_by, decided_at"),
    "sale": (
        OF_STOCK, f"opened_by = {ME} and state = 'open'",
        "state, auction, buyer_key, key_id, buyer, price_fen, fee_fen, agreed_at, pay_by, paid_at, paid_by, reference,"
        " delivered_at, ended_at, why, verdicts",
    ),
    "offer": (OF_SALE, BY_ME, ""),
    "sale_paper": (OF_SALE, BY_ME, ""),
    "distribution": (
        OF_SALE, f"made_by = {ME} and decided_by is null and posted_at is null",
        "state, verdicts, decided_by, decided_at, posted_at, entries, receipt, letter, explained_at, reversed_at",
    ),
    "distribution_line": (OF_DISTRIBUTION, "true", ""),
    "surplus_payment": (OF_DISTRIBUTION, BY_ME, ""),
    "request": (OF_DISTRIBUTION, BY_ME, "answered_at"),
    "venue_file": (f"((select people_my_reach()) = 'house' or by = {ME})", BY_ME, ""),
}  # fmt: skip
"""Table → whose rows one sees, what a new one must say of who wrote it, and the columns that may change."""

STOCK = f"""
alter table disposal_stock enable row level security;
grant select, insert on disposal_stock to huilong_night;
create policy night on disposal_stock to huilong_night using (true);
grant select, insert on disposal_stock to huilong_web;
create policy seen on disposal_stock for select to huilong_web using ({SEEN});
create policy entered on disposal_stock for insert to huilong_web with check ({SEEN} and state = 'stocked');
grant update (state, told, reserve_fen, value_fen, held, late, cost_fen, looked_on, ended_at) on disposal_stock
    to huilong_web, huilong_night;
create policy changed on disposal_stock for update to huilong_web using ({SEEN}) with check ({SEEN});

create function disposal_never() returns trigger language plpgsql as $$
begin
    raise exception 'what was told of a sale is appended, never changed' using errcode = 'insufficient_privilege';
end $$;
"""

APPENDED = (
    "step", "report", "appraisal", "cost", "claim", "offer", "sale_paper", "distribution_line", "surplus_payment",
    "venue_file",
)  # fmt: skip


def scope() -> str:
    """Every table's policies and triggers."""
    told = [STOCK]
    for name, (of, by, fields) in TABLES.items():
        told.append((FACTS + (CHANGES if fields else "")).replace("NAME", name).replace("FIELDS", fields)
                    .replace("OF", of).replace("BY", by))  # fmt: skip
    told += [
        f"create trigger appended_only before update or delete on disposal_{name}"
        " for each row execute function disposal_never();"
        for name in APPENDED
    ]
    return "\n".join(told)


def undo() -> str:
    """All of it taken back."""
    told = [f"drop trigger appended_only on disposal_{name};" for name in APPENDED]
    for name, (_, _, fields) in TABLES.items():
        told += [f"drop policy {one} on disposal_{name};" for one in ("night", "seen", "told")]
        told += [f"drop policy changed on disposal_{name};"] if fields else []
        told.append(f"alter table disposal_{name} disable row level security;")
    told += [f"drop policy {one} on disposal_stock;" for one in ("night", "seen", "entered", "changed")]
    told += ["alter table disposal_stock disable row level security;", "drop function disposal_never();"]
    return "\n".join(told)


class Migration(migrations.Migration):
    dependencies = [("disposal", "0001_initial"), ("cases", "0009_desk_scope"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(scope(), undo())]
