"""Somebody whose role reaches nothing, a bidder or a borrower, is a stranger in the house that keeps his name (外部人员)."""

from django.db import migrations

IN_HOUSE = """
create or replace function people_in_house() returns boolean language sql stable parallel restricted
    return coalesce((select told.in_house and told.reach <> 'nothing' from people_stated() told), false);
"""
UNDO = """
create or replace function people_in_house() returns boolean language sql stable parallel restricted
    return coalesce((people_stated()).in_house, false);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0015_more_approvals")]
    operations = [migrations.RunSQL(IN_HOUSE, UNDO)]
