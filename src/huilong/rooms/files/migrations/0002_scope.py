"""Who may see a file (文件可见范围): who sees its case. The pages add and withdraw; only the night removes."""

from django.db import migrations

SCOPE = """
alter table files_file enable row level security;
grant select, delete on files_file to huilong_night;
create policy night on files_file to huilong_night using (true);
grant select, insert, update (withdrawn_at, withdrawn_by, withdrawn_why) on files_file to huilong_web;
create policy seen on files_file for select to huilong_web using (
    (select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy added on files_file for insert to huilong_web with check (
    added_by = (select people_me()) and withdrawn_at is null
    and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy withdrawn on files_file for update to huilong_web using (
    withdrawn_at is null and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())))
    with check (withdrawn_at is not null and withdrawn_by = (select people_me()));
"""

UNDO = """
alter table files_file disable row level security;
drop policy night on files_file; drop policy seen on files_file;
drop policy added on files_file; drop policy withdrawn on files_file;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("cases", "0006_people_by_field"), ("vault", "0004_fields_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
