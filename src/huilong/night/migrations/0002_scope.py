"""Who may watch the nights (跑批可见范围)."""

from django.db import migrations

SCOPE = """
alter table night_run enable row level security;
grant select, insert, update, delete on night_run to huilong_night;
create policy night on night_run to huilong_night using (true);
grant select on night_run to huilong_web;
create policy house on night_run for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team', 'staff'));

alter table night_step enable row level security;
grant select, insert, update, delete on night_step to huilong_night;
create policy night on night_step to huilong_night using (true);
grant select on night_step to huilong_web;
create policy house on night_step for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team', 'staff'));

alter table night_loan_set_aside enable row level security;
grant select, insert, update, delete on night_loan_set_aside to huilong_night;
create policy night on night_loan_set_aside to huilong_night using (true);
grant select on night_loan_set_aside to huilong_web;
create policy house on night_loan_set_aside for select to huilong_web using ((select people_in_house()) and (select people_my_reach()) in ('house', 'team', 'staff'));
"""

UNDO = """
alter table night_run disable row level security;
drop policy night on night_run;
drop policy house on night_run;
alter table night_step disable row level security;
drop policy night on night_step;
drop policy house on night_step;
alter table night_loan_set_aside disable row level security;
drop policy night on night_loan_set_aside;
drop policy house on night_loan_set_aside;
"""


class Migration(migrations.Migration):
    dependencies = [("night", "0001_initial"), ("people", "0003_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
