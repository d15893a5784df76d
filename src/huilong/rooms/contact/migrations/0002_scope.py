"""Who may see calls and activities (触达可见范围): who sees the case; an agency sees what its own people did."""

from django.db import migrations

SCOPE = """
alter table contact_call enable row level security;
grant select, insert, update on contact_call to huilong_night;
create policy night on contact_call to huilong_night using (true);
grant select, insert, update (state, provider_id, code, answered_at, ended_at, seconds, recording) on contact_call
    to huilong_web;
create policy seen on contact_call for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy dialled on contact_call for insert to huilong_web with check (
    "user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy told on contact_call for update to huilong_web using ("user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));

alter table contact_activity enable row level security;
grant select, insert, update on contact_activity to huilong_night;
grant usage on sequence contact_activity_id_seq to huilong_night, huilong_web;
create policy night on contact_activity to huilong_night using (true);
grant select, insert, update (undone_at, told_at, waited_until, worked_before) on contact_activity to huilong_web;
create policy seen on contact_activity for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
create policy recorded on contact_activity for insert to huilong_web with check (
    "user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
-- The telephone system is nobody of the house: what it tells of a call is written with the owner's rights, and nothing else is.
-- News may come twice and in any order: an ended call stays ended, an answer is the first one told.
create function contact_call_news(call uuid, news text, moment timestamptz, length int, ref text) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare number text;
begin
    update contact_call k set
        answered_at = case when news = 'answered' then coalesce(k.answered_at, moment) else k.answered_at end,
        ended_at = case when news in ('ended', 'failed') then coalesce(k.ended_at, moment) else k.ended_at end,
        seconds = greatest(k.seconds, length), recording = case when ref <> '' then ref else k.recording end,
        state = case when k.ended_at is not null and news not in ('ended', 'failed') then k.state else news end
     where k.key = call;
    select c.number into number from contact_call k join cases_case c on c.id = k.case_id where k.key = call;
    return number;
end $$;
revoke all on function contact_call_news(uuid, text, timestamptz, int, text) from public;
grant execute on function contact_call_news(uuid, text, timestamptz, int, text) to huilong_night, huilong_web;
create policy undone on contact_activity for update to huilong_web using ("user" = (select people_me()) and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
"""

UNDO = """
drop function contact_call_news(uuid, text, timestamptz, int, text);
alter table contact_call disable row level security;
alter table contact_activity disable row level security;
drop policy night on contact_call; drop policy seen on contact_call; drop policy dialled on contact_call;
drop policy told on contact_call;
drop policy night on contact_activity; drop policy seen on contact_activity; drop policy recorded on contact_activity;
drop policy undone on contact_activity;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("cases", "0009_desk_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
