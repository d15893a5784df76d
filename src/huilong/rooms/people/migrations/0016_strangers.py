"""Somebody whose role reaches nothing, a bidder or a borrower, is a stranger in the house that keeps his name (外部人员)."""

from django.db import migrations

STATED = """
create or replace function people_stated() returns people_scope
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    said text[] := string_to_array(current_setting('h.act', true), '|');
    told people_scope;
begin
    if said is null or cardinality(said) <> 3 then return null; end if;
    perform from people_scope_key k where said[3] = encode(sha256(k.outer_pad || sha256(k.inner_pad ||
        convert_to(said[1] || '|' || said[2] || '|' || pg_backend_pid(), 'UTF8'))), 'hex');
    if not found then return null; end if;
    if said[1] = '0' then return (0, 0, null, 'nothing', said[2], false)::people_scope; end if;
    select u.id, u.organisation_id, u.team_id,
           case when r.reach in ('house', 'staff') and o.kind <> 'lender' then 'organisation' else r.reach end, said[2],
           o.kind = 'lender'{and_reach}
      into told
      from people_user u join people_organisation o on o.id = u.organisation_id join people_reach r on r.role = u.role
     where u.id = said[1]::bigint and u.is_active and o.is_active;
    return told;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0015_more_approvals")]
    operations = [
        migrations.RunSQL(STATED.replace("{and_reach}", " and r.reach <> 'nothing'"), STATED.replace("{and_reach}", ""))
    ]
