"""Who may see the figures of the house (报表可见范围): those of the lender who lead or look over it."""

from django.db import migrations

SCOPE = """
alter table reports_daily_figures enable row level security;
grant select, insert, update, delete on reports_daily_figures to huilong_night;
create policy night on reports_daily_figures to huilong_night using (true);
grant select on reports_daily_figures to huilong_web;
create policy house on reports_daily_figures for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team'));

alter table reports_bucket_figures enable row level security;
grant select, insert, update, delete on reports_bucket_figures to huilong_night;
create policy night on reports_bucket_figures to huilong_night using (true);
grant select on reports_bucket_figures to huilong_web;
create policy house on reports_bucket_figures for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team'));

alter table reports_roll_cell enable row level security;
grant select, insert, update, delete on reports_roll_cell to huilong_night;
create policy night on reports_roll_cell to huilong_night using (true);
grant select on reports_roll_cell to huilong_web;
create policy house on reports_roll_cell for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team'));

alter table reports_notice enable row level security;
grant select, insert, update, delete on reports_notice to huilong_night;
create policy night on reports_notice to huilong_night using (true);
grant select on reports_notice to huilong_web;
create policy house on reports_notice for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team'));
"""

UNDO = """
alter table reports_daily_figures disable row level security;
drop policy night on reports_daily_figures;
drop policy house on reports_daily_figures;
alter table reports_bucket_figures disable row level security;
drop policy night on reports_bucket_figures;
drop policy house on reports_bucket_figures;
alter table reports_roll_cell disable row level security;
drop policy night on reports_roll_cell;
drop policy house on reports_roll_cell;
alter table reports_notice disable row level security;
drop policy night on reports_notice;
drop policy house on reports_notice;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
