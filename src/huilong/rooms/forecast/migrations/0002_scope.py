"""Who may see forecasts (预测可见范围): who leads or looks over the house. What was said is never said otherwise."""

from django.db import migrations

KEPT = ("move", "standing", "cohort", "vintage", "outcome")
SAID = ("run", "result")

FUNCTION = """
create function forecast_only_grows() returns trigger language plpgsql as $$
begin
    raise exception '% is appended to and never changed', tg_table_name;
end $$;
"""
SCOPE = "".join(
    f"alter table forecast_{table} enable row level security;\n"
    f"grant select, insert on forecast_{table} to huilong_night;\n"
    f"create policy night on forecast_{table} to huilong_night using (true);\n"
    f"grant select on forecast_{table} to huilong_web;\n"
    f"create policy house on forecast_{table} for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) = 'house');\n"
    f"create trigger appended_only before update or delete on forecast_{table} for each row execute function forecast_only_grows();\n"
    for table in KEPT + SAID
)
ASKED = """
grant insert on forecast_run, forecast_result to huilong_web;
create policy asked on forecast_run for insert to huilong_web with check (
    kind = 'asked' and by = (select people_me()) and (select people_in_house()) and (select people_my_reach()) = 'house');
create policy asked on forecast_result for insert to huilong_web with check (
    run_id in (select r.id from forecast_run r where r.by = (select people_me())));
"""

UNDO = "drop policy asked on forecast_result; drop policy asked on forecast_run;\n" + "".join(
    f"drop trigger appended_only on forecast_{table};\n"
    f"alter table forecast_{table} disable row level security;\n"
    f"drop policy night on forecast_{table}; drop policy house on forecast_{table};\n"
    for table in KEPT + SAID
) + "drop function forecast_only_grows();"


class Migration(migrations.Migration):
    dependencies = [("forecast", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(FUNCTION + SCOPE + ASKED, UNDO)]
