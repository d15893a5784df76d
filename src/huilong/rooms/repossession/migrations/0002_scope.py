"""Who may see an order (收车单可见范围): who sees its case."""

from django.db import migrations

SCOPE = """
alter table repossession_order enable row level security;
grant select, insert, update on repossession_order to huilong_night;
create policy night on repossession_order to huilong_night using (true);
grant select, insert, update (state, changed_at) on repossession_order to huilong_web;
create policy seen on repossession_order for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy asked on repossession_order for insert to huilong_web with check (
    asked_by = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy moved on repossession_order for update to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine())) with check (true);
"""

UNDO = """
alter table repossession_order disable row level security;
drop policy night on repossession_order; drop policy seen on repossession_order; drop policy asked on repossession_order;
drop policy moved on repossession_order;
"""


class Migration(migrations.Migration):
    dependencies = [("repossession", "0001_initial"), ("collateral", "0002_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
