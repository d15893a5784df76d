"""Who may see and change what hangs on an order at the car and after (现场可见范围): who sees the order. What was kept,
done or charged is appended, never changed: a trigger sees to it. Yards are the house's to keep and everybody's to see.
"""

from django.db import migrations

OF_ORDER = "order_id in (select o.id from repossession_order o)"
ME = "(select people_me())"


def appended(table: str, by: str = "by") -> str:
    """A table of facts: read by who sees the order, written by whoever acts, in the own name."""
    return FACTS.replace("TABLE", f"repossession_{table}").replace("BY", by)


FACTS = f"""
alter table TABLE enable row level security;
grant select on TABLE to huilong_night;
create policy night on TABLE for select to huilong_night using (true);
grant select, insert on TABLE to huilong_web;
create policy seen on TABLE for select to huilong_web using ({OF_ORDER});
create policy told on TABLE for insert to huilong_web with check ({OF_ORDER} and "BY" = {ME});
"""


MORE = f"""
grant update (returned_at, returned_by, receipt_id) on repossession_belonging to huilong_web;
create policy returned on repossession_belonging for update to huilong_web using (returned_at is null and {OF_ORDER})
    with check (returned_by = {ME});
grant update (gate_out_at, keys) on repossession_stay to huilong_web;
create policy ended on repossession_stay for update to huilong_web using (gate_out_at is null and {OF_ORDER})
    with check ({OF_ORDER});
grant update (paid_at, paid_by, receipt) on repossession_redemption to huilong_web;
create policy paid on repossession_redemption for update to huilong_web using (paid_at is null and {OF_ORDER})
    with check (paid_by is null or paid_by = {ME});

alter table repossession_charge_payment enable row level security;
grant select on repossession_charge_payment to huilong_night;
create policy night on repossession_charge_payment for select to huilong_night using (true);
grant select, insert on repossession_charge_payment to huilong_web;
create policy seen on repossession_charge_payment for select to huilong_web using (
    charge_id in (select c.id from repossession_charge c));
create policy told on repossession_charge_payment for insert to huilong_web with check (
    charge_id in (select c.id from repossession_charge c));

alter table repossession_yard enable row level security;
grant select on repossession_yard to huilong_night;
create policy night on repossession_yard for select to huilong_night using (true);
grant select, insert, update on repossession_yard to huilong_web;
create policy seen on repossession_yard for select to huilong_web using ({ME} > 0);
create policy kept on repossession_yard for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy changed on repossession_yard for update to huilong_web using ((select people_my_reach()) = 'house');
"""  # noqa: S608 - every name in it is ours
BY = {"redemption": "made_by", "pack": "made_by"}
SCOPE = "".join(
    appended(table, BY.get(table, "by"))
    for table in ("spot_step", "evidence", "belonging", "stay", "charge", "redemption", "pack")
)

APPENDED = ("spot_step", "evidence", "charge", "charge_payment", "pack")
NEVER = "".join(
    f"create trigger appended_only before update or delete on repossession_{table}"
    " for each row execute function repossession_never();\n"
    for table in APPENDED
)

TABLES = ("spot_step", "evidence", "belonging", "stay", "charge", "redemption", "pack", "charge_payment", "yard")
UNDO = (
    "".join(f"drop trigger appended_only on repossession_{table};\n" for table in APPENDED)
    + "drop policy returned on repossession_belonging; drop policy ended on repossession_stay;"
    " drop policy paid on repossession_redemption; drop policy kept on repossession_yard;"
    " drop policy changed on repossession_yard; drop policy seen on repossession_yard;"
    " drop policy night on repossession_yard;\n"
    + "".join(
        f"drop policy night on repossession_{table}; drop policy seen on repossession_{table};"
        f" drop policy told on repossession_{table};\n"
        for table in TABLES if table != "yard"
    )
    + "".join(f"alter table repossession_{table} disable row level security;\n" for table in TABLES)
)


class Migration(migrations.Migration):
    dependencies = [("repossession", "0005_spot"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE + MORE + NEVER, UNDO)]
