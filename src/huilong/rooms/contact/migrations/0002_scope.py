"""Who may see calls and activities (触达可见范围): who sees the case; an agency sees what its own people did."""

from django.db import migrations

SCOPE = """
alter table contact_call enable row level security;
grant select, insert, update on contact_call to huilong_night;
create policy night on contact_call to huilong_night using (true);
grant select, insert, update (state, provider_id, code, answered_at, ended_at, seconds, recording) on contact_call
    to huilong_web;
create policy seen on contact_call for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy dialled on contact_call for insert to huilong_web with check (
    "user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy told on contact_call for update to huilong_web using ("user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));

alter table contact_activity enable row level security;
grant select, insert, update on contact_activity to huilong_night;
grant usage on sequence contact_activity_id_seq to huilong_night, huilong_web;
create policy night on contact_activity to huilong_night using (true);
grant select, insert, update (undone_at, told_at, waited_until, worked_before) on contact_activity to huilong_web;
create policy seen on contact_activity for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy recorded on contact_activity for insert to huilong_web with check (
    "user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy undone on contact_activity for update to huilong_web using ("user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
"""

UNDO = """
alter table contact_call disable row level security;
alter table contact_activity disable row level security;
drop policy night on contact_call; drop policy seen on contact_call; drop policy dialled on contact_call;
drop policy told on contact_call;
drop policy night on contact_activity; drop policy seen on contact_activity; drop policy recorded on contact_activity;
drop policy undone on contact_activity;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("cases", "0009_desk_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
