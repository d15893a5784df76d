"""How many cases wait in the team's pool is counted for who may take them (组池计数), who sees none of them.

Row-level security made of it a look at every case of the house with nothing to show: the count was 0 for a collector.
"""

from django.db import migrations

COUNTED = """
create function cases_pool_waits(most integer) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select count(*)::integer from (
        select from cases_place p
         where p.team = (select (people_stated()).team) and p."user" is null and p.rank >= 0 limit most) waiting
$$;
revoke all on function cases_pool_waits(integer) from public;
grant execute on function cases_pool_waits(integer) to huilong_web, huilong_night;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_court_stay")]
    operations = [migrations.RunSQL(COUNTED, "drop function cases_pool_waits(integer);")]
