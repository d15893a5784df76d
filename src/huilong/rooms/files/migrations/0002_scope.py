"""Who sees files: whoever sees the case. Content never changes; only withdrawing and erasing are written over a row."""

from django.db import migrations

SCOPE = """
alter table files_file enable row level security;
grant select, update (erased_at, name, note) on files_file to huilong_night;
create policy night on files_file to huilong_night using (true);
grant select, insert on files_file to huilong_web;
grant update (withdrawn_at, withdrawn_by, withdrawn_why, erased_at, name, note) on files_file to huilong_web;
grant usage on sequence files_file_id_seq to huilong_web;
create policy seen on files_file for select to huilong_web
    using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy added on files_file for insert to huilong_web with check (
    ((select people_my_reach()) = 'house' or case_id in (select cases_mine()))
    and withdrawn_at is null and erased_at is null);
create policy put_aside on files_file for update to huilong_web
    using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
"""

UNDO = """
drop policy night on files_file; drop policy seen on files_file; drop policy added on files_file;
drop policy put_aside on files_file;
alter table files_file disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("cases", "0006_people_by_field")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
