"""What is held until an hour is seen until then and no longer (到期失效), whoever acts or does not.

The hour goes along when a case changes hands within the organisation, and only the house moves it.
"""

from django.db import migrations

MINE = """
create or replace function cases_mine() returns setof bigint
language plpgsql stable parallel restricted security definer rows 500 set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated();
begin
    if me.reach = 'own' then
        return query select d.case_id from cases_duty d where d.user_id = me."user"
            and d.since <= house_now() and (d.until is null or d.until > house_now()){lapses};
    elsif me.reach = 'team' then
        return query select d.case_id from cases_duty d where d.team_id = me.team
            and d.since <= house_now() and (d.until is null or d.until > house_now()){lapses};
    elsif me.reach = 'organisation' then
        return query select d.case_id from cases_duty d where d.organisation_id = me.organisation
            and d.since <= house_now() and (d.until is null or d.until > house_now()){lapses};
    end if;
end $$;
"""

TAKE = """
create or replace function cases_take_next(at timestamptz, today date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated(); taken bigint;
begin
    if me.reach is null or me.reach not in ('own', 'team') or me.team is null then return null; end if;
    select p.case_id into taken from cases_place p
     where p.team = me.team and p."user" is null and p.rank >= 0 and (p.not_before is null or p.not_before <= at)
       and not exists (select from cases_opening o where o.case_id = p.case_id){lapsed}
     order by p.rank desc, p.case_id limit 1 for update of p skip locked;
    if taken is null then return null; end if;
    update cases_duty d set until = greatest(at, d.since), ended = 'reassigned'
     where d.case_id = taken and d.kind = 'collect' and d.until is null;
    insert into cases_duty (case_id, kind, organisation_id, team_id, user_id, since, ended, given_by)
    values (taken, 'collect', me.organisation, me.team, me."user", at, '', 'user:' || me."user");
    update cases_case c set assigned_to = me."user", version = c.version + 1 where c.id = taken;
    return taken;
end $$;
"""

LAPSES = "\n            and (d.lapses_at is null or d.lapses_at > house_now())"
LAPSED = """
       and not exists (select from cases_duty l where l.case_id = p.case_id and l.kind = 'collect'
                       and l.until is null and l.lapses_at <= at)"""

ALONG = """
grant update (lapses_at) on cases_duty to huilong_web;
create function cases_lapse_goes_along() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare before record;
begin
    select d.organisation_id, d.lapses_at into before from cases_duty d
     where d.case_id = new.case_id and d.kind = new.kind order by d.id desc limit 1;
    if before.organisation_id = new.organisation_id and new.lapses_at is null then
        new.lapses_at := before.lapses_at;
    end if;
    return new;
end $$;
create trigger lapse_goes_along before insert on cases_duty for each row execute function cases_lapse_goes_along();

create function cases_only_the_house_extends() returns trigger language plpgsql as $$
begin
    if current_user = 'huilong_web' and people_my_reach() <> 'house' then
        raise exception 'permission denied: only the house says until when a case is held' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger only_the_house_extends before update of lapses_at on cases_duty for each row
    when (new.lapses_at is distinct from old.lapses_at) execute function cases_only_the_house_extends();
"""

UNDO = """
drop trigger lapse_goes_along on cases_duty;
drop trigger only_the_house_extends on cases_duty;
drop function cases_lapse_goes_along(), cases_only_the_house_extends();
revoke update (lapses_at) on cases_duty from huilong_web;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_lapse")]
    operations = [
        migrations.RunSQL(MINE.replace("{lapses}", LAPSES), MINE.replace("{lapses}", "")),
        migrations.RunSQL(TAKE.replace("{lapsed}", LAPSED), TAKE.replace("{lapsed}", "")),
        migrations.RunSQL(ALONG, UNDO),
    ]
