"""Who may see a vehicle (车辆可见范围): who sees its case."""

from django.db import migrations

SCOPE = """
alter table collateral_vehicle enable row level security;
grant select, insert, update on collateral_vehicle to huilong_night;
create policy night on collateral_vehicle to huilong_night using (true);
grant select on collateral_vehicle to huilong_web;
create policy seen on collateral_vehicle for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
"""

UNDO = """
alter table collateral_vehicle disable row level security;
drop policy night on collateral_vehicle; drop policy seen on collateral_vehicle;
"""


class Migration(migrations.Migration):
    dependencies = [("collateral", "0001_initial"), ("cases", "0009_desk_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
