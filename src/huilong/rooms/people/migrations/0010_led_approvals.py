"""Who leads a team, or an agency, sees and decides what its people ask a second person for (组内复核)."""

from django.db import migrations

SCOPE = """
create policy led on people_approval for select to huilong_web using (
    (select people_my_reach()) = 'team' and asked_by_id in (
        select u.id from people_user u where u.team_id = (select people_my_team()))
    or (select people_my_reach()) = 'organisation' and asked_by_id in (
        select u.id from people_user u where u.organisation_id = (select people_my_organisation())));
create policy decided_by_lead on people_approval for update to huilong_web using (
    state = 'waiting' and ((select people_my_reach()) = 'team' and asked_by_id in (
        select u.id from people_user u where u.team_id = (select people_my_team()))
    or (select people_my_reach()) = 'organisation' and asked_by_id in (
        select u.id from people_user u where u.organisation_id = (select people_my_organisation()))))
    with check (state = 'expired' or decided_by_id = (select people_me()));
"""

UNDO = "drop policy led on people_approval; drop policy decided_by_lead on people_approval;"


class Migration(migrations.Migration):
    dependencies = [("people", "0009_more_approvals")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
