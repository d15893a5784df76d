"""Who holds a case now is asked of the house's clock (职责时钟)."""

from django.db import migrations

MINE = """
create or replace function cases_mine() returns setof bigint
language plpgsql stable parallel restricted security definer rows 500 set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated();
begin
    if me.reach = 'own' then
        return query select d.case_id from cases_duty d
            where d.user_id = me."user" and d.since <= house_now() and (d.until is null or d.until > house_now());
    elsif me.reach = 'team' then
        return query select d.case_id from cases_duty d
            where d.team_id = me.team and d.since <= house_now() and (d.until is null or d.until > house_now());
    elsif me.reach = 'organisation' then
        return query select d.case_id from cases_duty d
            where d.organisation_id = me.organisation and d.since <= house_now() and (d.until is null or d.until > house_now());
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_pool_counted"), ("journal", "0005_clock")]
    operations = [migrations.RunSQL(MINE, MINE.replace("house_now()", "now()"))]
