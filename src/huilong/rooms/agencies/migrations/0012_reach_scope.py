"""Who reads and notes what a firm can take (承接能力可见范围): the house, and a firm its own; appended, never changed."""

from django.db import migrations

SCOPE = """
alter table agencies_firm_reach enable row level security;
grant select on agencies_firm_reach to huilong_night;
grant select, insert on agencies_firm_reach to huilong_web;
grant usage on sequence agencies_firm_reach_id_seq to huilong_web;
create policy night on agencies_firm_reach for select to huilong_night using (true);
create policy seen on agencies_firm_reach for select to huilong_web using (
    (select people_my_reach()) = 'house' or firm_id = (select people_my_organisation()));
create policy noted on agencies_firm_reach for insert to huilong_web with check ((select people_my_reach()) = 'house');
create trigger appended_only before update or delete on agencies_firm_reach
    for each row execute function agencies_appended();
"""
UNDO = """
drop trigger appended_only on agencies_firm_reach;
alter table agencies_firm_reach disable row level security;
drop policy night on agencies_firm_reach; drop policy seen on agencies_firm_reach;
drop policy noted on agencies_firm_reach;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_reach")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
