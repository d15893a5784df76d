"""Who may see sealed values, search, and turn keys (密文可见范围): the pages only for a purpose, the night as it must."""

from django.db import migrations

SCOPE = """
alter table vault_sealed add constraint vault_sealed_of_person
    foreign key (person_id) references vault_person (id) on delete cascade;
alter table vault_blind add constraint vault_blind_of_person
    foreign key (person_id) references vault_person (id) on delete cascade;

alter table vault_key enable row level security;
grant select, insert, update on vault_key to huilong_night;
create policy night on vault_key to huilong_night using (true);
grant select, insert on vault_key to huilong_web;
create policy seen on vault_key for select to huilong_web using ((select people_me()) > 0);
create policy made on vault_key for insert to huilong_web with check ((select people_me()) > 0 and retired_at is null);
create function vault_keys_made() returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$ select exists (select from vault_key) $$;
revoke all on function vault_keys_made() from public;
grant execute on function vault_keys_made() to huilong_night, huilong_web;

alter table vault_sealed enable row level security;
grant select, insert, update, delete on vault_sealed to huilong_night;
create policy night on vault_sealed to huilong_night using (true);
grant select on vault_sealed to huilong_web;
create policy house on vault_sealed for select to huilong_web using (
    (select people_my_reach()) = 'house' and (select people_my_purpose()) = 'reveal');

alter table vault_blind enable row level security;
grant select, insert, update, delete on vault_blind to huilong_night;
create policy night on vault_blind to huilong_night using (true);
grant select on vault_blind to huilong_web;
create policy house on vault_blind for select to huilong_web using (
    (select people_my_reach()) = 'house' and (select people_my_purpose()) = 'search');

alter table vault_clock enable row level security;
grant select, insert, update, delete on vault_clock to huilong_night;
create policy night on vault_clock to huilong_night using (true);
grant select, insert, update (erase_on) on vault_clock to huilong_web;
create policy house on vault_clock for select to huilong_web using ((select people_my_reach()) = 'house');
create policy ended on vault_clock for update to huilong_web using (
    (select people_my_reach()) = 'house' and (select people_my_purpose()) like 'approval:%');
create policy begun on vault_clock for insert to huilong_web with check (
    (select people_my_reach()) = 'house' and (select people_my_purpose()) like 'approval:%');

alter table vault_hold enable row level security;
grant select, insert, update on vault_hold to huilong_night;
create policy night on vault_hold to huilong_night using (true);
grant select on vault_hold to huilong_web;
create policy house on vault_hold for select to huilong_web using ((select people_my_reach()) = 'house');

alter table vault_looks enable row level security;
grant select, insert, update on vault_looks to huilong_night;
create policy night on vault_looks to huilong_night using (true);
grant select, insert, update (used, raised) on vault_looks to huilong_web;
create policy own on vault_looks to huilong_web using ("user" = (select people_me()));
create function vault_looks_only_grow() returns trigger language plpgsql as $$
begin
    if new.used < old.used then
        raise exception 'what was looked at stays counted' using errcode = 'insufficient_privilege';
    end if;
    if current_user = 'huilong_web' and new.raised <> old.raised and people_my_purpose() not like 'approval:%' then
        raise exception 'an allowance is raised by a second person' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger vault_looks_only_grow before update on vault_looks
    for each row execute function vault_looks_only_grow();
"""

UNDO = """
drop trigger vault_looks_only_grow on vault_looks;
drop function vault_looks_only_grow(), vault_keys_made();
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_fields"), ("people", "0007_api_answers")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
