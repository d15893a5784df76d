"""Who may see where a vehicle is, and who may say so (定位可见范围).

A place is a row that is seen only by whoever states the purpose `locate`, and only of vehicles whose case he sees.
When a device was heard is seen with the device. Whoever hands fixes in states `hook`: he finds devices by their
number and puts down what came.
"""

from django.db import migrations

SCOPE = """
create function tracking_of_the_lender() returns boolean language sql stable parallel restricted
    return exists (select from people_organisation o
                    where o.id = people_my_organisation() and o.kind in ('lender', 'branch'));

create policy hook on tracking_device for select to huilong_web using ((select people_my_purpose()) = 'hook');
create policy kept on tracking_device for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy changed on tracking_device for update to huilong_web using ((select people_my_reach()) = 'house');
create policy house on tracking_device for select to huilong_web using ((select people_my_reach()) = 'house');
grant insert, update (kind, vehicle_id, expected_seconds, secret_digest, since, until) on tracking_device to huilong_web;

alter table tracking_binding enable row level security;
grant select, insert, update on tracking_binding to huilong_night;
create policy night on tracking_binding to huilong_night using (true);
grant select, insert, update (until) on tracking_binding to huilong_web;
create policy seen on tracking_binding for select to huilong_web using (
    vehicle_id in (select v.id from collateral_vehicle v));
create policy bound on tracking_binding for insert to huilong_web with check ((select people_my_reach()) = 'house');
create policy ended on tracking_binding for update to huilong_web using ((select people_my_reach()) = 'house');

alter table tracking_heard enable row level security;
alter table tracking_heard set (fillfactor = 70);
grant select, insert, update on tracking_heard to huilong_night, huilong_web;
create policy night on tracking_heard to huilong_night using (true);
create policy seen on tracking_heard for select to huilong_web using (
    (select people_my_purpose()) = 'hook' or device_id in (select d.id from tracking_device d));
create policy came on tracking_heard for insert to huilong_web with check ((select people_my_purpose()) = 'hook');
create policy moved on tracking_heard for update to huilong_web using ((select people_my_purpose()) = 'hook');

alter table tracking_latest enable row level security;
alter table tracking_latest set (fillfactor = 70);
grant select, insert, update on tracking_latest to huilong_night, huilong_web;
create policy night on tracking_latest to huilong_night using (true);
create policy located on tracking_latest for select to huilong_web using (
    (select people_my_purpose()) = 'hook'
    or (select people_my_purpose()) = 'locate' and device_id in (select d.id from tracking_device d));
create policy came on tracking_latest for insert to huilong_web with check ((select people_my_purpose()) = 'hook');
create policy moved on tracking_latest for update to huilong_web using ((select people_my_purpose()) = 'hook');

alter table tracking_stranger enable row level security;
grant select, insert, update on tracking_stranger to huilong_night, huilong_web;
create policy night on tracking_stranger to huilong_night using (true);
create policy seen on tracking_stranger for select to huilong_web using (
    (select people_my_reach()) = 'house' or (select people_my_purpose()) = 'hook');
create policy came on tracking_stranger for insert to huilong_web with check ((select people_my_purpose()) = 'hook');
create policy moved on tracking_stranger for update to huilong_web using ((select people_my_purpose()) = 'hook');

alter table tracking_consent enable row level security;
grant select on tracking_consent to huilong_night;
create policy night on tracking_consent to huilong_night using (true);
grant select, insert, update (withdrawn_on) on tracking_consent to huilong_web;
create policy seen on tracking_consent for select to huilong_web using (
    vehicle_id in (select v.id from collateral_vehicle v));
create policy given on tracking_consent for insert to huilong_web with check (
    recorded_by = (select people_me()) and (select tracking_of_the_lender())
    and vehicle_id in (select v.id from collateral_vehicle v));
create policy ended on tracking_consent for update to huilong_web using (
    (select tracking_of_the_lender()) and vehicle_id in (select v.id from collateral_vehicle v));

alter table tracking_look enable row level security;
create index tracking_looks_at_fleet on tracking_look using gin (vehicles);
grant select on tracking_look to huilong_night;
create policy night on tracking_look to huilong_night using (true);
grant select, insert on tracking_look to huilong_web;
create policy house on tracking_look for select to huilong_web using ((select people_my_reach()) = 'house');
create policy own on tracking_look for select to huilong_web using ("user" = (select people_me()));
create policy looked on tracking_look for insert to huilong_web with check (
    "user" = (select people_me()) and organisation = (select people_my_organisation())
    and (kind <> 'fleet' or (select tracking_of_the_lender())));
"""

UNDO = """
drop policy hook on tracking_device; drop policy kept on tracking_device; drop policy changed on tracking_device;
drop policy house on tracking_device;
alter table tracking_binding disable row level security;
drop policy night on tracking_binding; drop policy seen on tracking_binding; drop policy bound on tracking_binding;
drop policy ended on tracking_binding;
alter table tracking_heard disable row level security;
alter table tracking_latest disable row level security;
alter table tracking_stranger disable row level security;
alter table tracking_consent disable row level security;
alter table tracking_look disable row level security;
drop policy night on tracking_heard; drop policy seen on tracking_heard; drop policy came on tracking_heard;
drop policy moved on tracking_heard;
drop policy night on tracking_latest; drop policy located on tracking_latest; drop policy came on tracking_latest;
drop policy moved on tracking_latest;
drop policy night on tracking_stranger; drop policy seen on tracking_stranger; drop policy came on tracking_stranger;
drop policy moved on tracking_stranger;
drop policy night on tracking_consent; drop policy seen on tracking_consent; drop policy given on tracking_consent;
drop policy ended on tracking_consent;
drop policy night on tracking_look; drop policy house on tracking_look; drop policy own on tracking_look;
drop policy looked on tracking_look;
drop index tracking_looks_at_fleet;
drop function tracking_of_the_lender();
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0003_desk")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
