"""Who may see contracts and placements (可见范围): the house, and a firm its own."""

from django.db import migrations

SCOPE = """
alter table agencies_contract enable row level security;
alter table agencies_placement enable row level security;
grant select, insert, update on agencies_contract, agencies_placement to huilong_night, huilong_web;
create policy night on agencies_contract to huilong_night using (true);
create policy night on agencies_placement to huilong_night using (true);
create policy seen on agencies_contract for select to huilong_web
    using ((select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()));
create policy kept on agencies_contract for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy seen on agencies_placement for select to huilong_web
    using ((select people_my_reach()) in ('house', 'team') or organisation_id = (select people_my_organisation()));
create policy placed on agencies_placement for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy ended on agencies_placement for update to huilong_web
    using ((select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation()));
"""

UNDO = """
alter table agencies_contract disable row level security;
alter table agencies_placement disable row level security;
drop policy night on agencies_contract; drop policy seen on agencies_contract; drop policy kept on agencies_contract;
drop policy night on agencies_placement; drop policy seen on agencies_placement;
drop policy placed on agencies_placement; drop policy ended on agencies_placement;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
