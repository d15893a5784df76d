"""The cases of who left, or moved elsewhere, go home (离职转出): with the owner's rights, for nobody else's cases.

Who closes an account runs the house and sees no case; the cases must change hands all the same.
"""

from django.db import migrations

REHOME = """
create function cases_rehome(who bigint, at timestamptz, actor text)
returns table (case_id bigint, number text, kind text, organisation bigint, team bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return query
    with leaving as (
        update cases_duty d set until = greatest(at, d.since), ended = 'left' from people_user u
         where d.user_id = who and u.id = who and d.until is null and (not u.is_active
               or (d.organisation_id, d.team_id) is distinct from (u.organisation_id, u.team_id))
        returning d.case_id, d.kind, d.organisation_id, d.team_id
    ), given as (
        insert into cases_duty (case_id, kind, organisation_id, team_id, since, ended, given_by)
        select l.case_id, l.kind, l.organisation_id, l.team_id, at, '', actor from leaving l
    ), unassigned as (
        update cases_case c set assigned_to = null, version = c.version + 1
         where c.id in (select l.case_id from leaving l where l.kind = 'collect')
    )
    select l.case_id, c.number::text, l.kind::text, l.organisation_id, l.team_id
      from leaving l join cases_case c on c.id = l.case_id;
end $$;
revoke all on function cases_rehome(bigint, timestamptz, text) from public;
grant execute on function cases_rehome(bigint, timestamptz, text) to huilong_web, huilong_night;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_scope")]
    operations = [migrations.RunSQL(REHOME, "drop function cases_rehome(bigint, timestamptz, text)")]
