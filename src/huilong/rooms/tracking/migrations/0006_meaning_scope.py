"""Who may see what positions mean (定位含义可见范围).

Stays and places say where a car is: they show for the purpose `locate`, of vehicles whose case the reader sees. Alarms
name no place and show with the vehicle; a lot is a place of nobody's and shows to the lender's own people.
"""

from django.db import migrations

SCOPE = """
alter table tracking_stay enable row level security;
grant select, insert, update, delete on tracking_stay to huilong_night;
create policy night on tracking_stay to huilong_night using (true);
grant select on tracking_stay to huilong_web;
create policy located on tracking_stay for select to huilong_web using (
    (select people_my_purpose()) = 'locate' and vehicle_id in (select v.id from collateral_vehicle v));

alter table tracking_place enable row level security;
grant select, insert, update, delete on tracking_place to huilong_night;
create policy night on tracking_place to huilong_night using (true);
grant select on tracking_place to huilong_web;
create policy located on tracking_place for select to huilong_web using (
    (select people_my_purpose()) = 'locate' and vehicle_id in (select v.id from collateral_vehicle v));

alter table tracking_alarm enable row level security;
grant select, insert, update on tracking_alarm to huilong_night;
create policy night on tracking_alarm to huilong_night using (true);
grant select, update (acknowledged_at, acknowledged_by, reason, note) on tracking_alarm to huilong_web;
create policy seen on tracking_alarm for select to huilong_web using (
    vehicle_id in (select v.id from collateral_vehicle v));
create policy acknowledged on tracking_alarm for update to huilong_web using (
    acknowledged_at is null and vehicle_id in (select v.id from collateral_vehicle v))
    with check (acknowledged_by = (select people_me()));

alter table tracking_lot enable row level security;
grant select, insert, update on tracking_lot to huilong_night;
create policy night on tracking_lot to huilong_night using (true);
grant select, update (state, decided_at, decided_by, reason, note) on tracking_lot to huilong_web;
create policy seen on tracking_lot for select to huilong_web using ((select tracking_of_the_lender()));
create policy decided on tracking_lot for update to huilong_web using ((select people_my_reach()) = 'house')
    with check (decided_by = (select people_me()));
"""

UNDO = """
drop policy night on tracking_stay; drop policy located on tracking_stay;
drop policy night on tracking_place; drop policy located on tracking_place;
drop policy night on tracking_alarm; drop policy seen on tracking_alarm; drop policy acknowledged on tracking_alarm;
drop policy night on tracking_lot; drop policy seen on tracking_lot; drop policy decided on tracking_lot;
alter table tracking_stay disable row level security;
alter table tracking_place disable row level security;
alter table tracking_alarm disable row level security;
alter table tracking_lot disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0005_meaning")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
