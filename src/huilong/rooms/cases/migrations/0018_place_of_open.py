"""Only an open case has a place in the queue (结案出队): a closed one waits for nobody, whoever held it last.

A case that is opened again gets its place back with its duty: `place_follows` sees to that.
"""

from django.db import migrations

LEAVES = """
delete from cases_place p using cases_case c where c.id = p.case_id and c.state = 'closed';
create function cases_closed_leaves_the_queue() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from cases_place p where p.case_id = new.id;
    return null;
end $$;
create trigger closed_leaves_the_queue after update of state on cases_case for each row
    when (old.state = 'open' and new.state = 'closed') execute function cases_closed_leaves_the_queue();
"""
UNDO = """
drop trigger closed_leaves_the_queue on cases_case;
drop function cases_closed_leaves_the_queue();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_lapse_scope")]
    operations = [migrations.RunSQL(LEAVES, UNDO)]
