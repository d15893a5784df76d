"""Borrowers see no staff (借款人不可见员工): they stand in the lender's organisation, but are not of it."""

from django.db import migrations

SEEN = """
drop policy seen on people_user;
create policy seen on people_user for select to huilong_web using (
    id = (select people_me()) or (select people_my_reach()) in ('house', 'staff')
    or (select people_my_reach()) <> 'nothing' and organisation_id = (select people_my_organisation()));
"""

BEFORE = """
drop policy seen on people_user;
create policy seen on people_user for select to huilong_web using (
    id = (select people_me()) or (select people_my_reach()) in ('house', 'staff')
    or organisation_id = (select people_my_organisation()));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_api_answers")]
    operations = [migrations.RunSQL(SEEN, BEFORE)]
