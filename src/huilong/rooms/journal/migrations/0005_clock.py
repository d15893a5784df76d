"""The house's clock in the database (数据库时钟): one place that says what time it is.

`house_now()` is the beginning of the transaction, `house_clock()` this very moment. A database made for a simulation
puts its own in their place (only the owner can); nothing else does.
"""

from django.db import migrations

CLOCK = """
create function house_now() returns timestamptz language sql stable parallel safe as 'select now()';
create function house_clock() returns timestamptz language sql volatile parallel safe as 'select clock_timestamp()';
grant execute on function house_now(), house_clock() to huilong_web, huilong_night;
"""
UNDO = "drop function house_now(); drop function house_clock();"


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_months")]
    operations = [migrations.RunSQL(CLOCK, UNDO)]
