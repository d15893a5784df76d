"""Who may see and change messages, templates, bulk sends, reports and call logs (消息可见范围).

Messages are seen with their case. Templates are the house's; others see approved ones. The outbox is worked by the night's
role. A provider's call states the purpose `hook`, and may then put a report down and see nothing.
"""

from django.db import migrations

SCOPE = """
alter table contact_template enable row level security;
grant select, insert, update on contact_template to huilong_night;
create policy night on contact_template to huilong_night using (true);
grant select, insert, update (subject, body, layout, state, approved_by, approved_at, retired_at) on contact_template
    to huilong_web;
create policy seen on contact_template for select to huilong_web using (
    (select people_in_house()) or state = 'approved' and (select people_me()) > 0);
create policy drafted on contact_template for insert to huilong_web with check (
    (select people_in_house()) and author = (select people_me()) and state = 'draft');
create policy changed on contact_template for update to huilong_web using ((select people_in_house()))
    with check (state <> 'approved' or (select people_my_purpose()) like 'approval:%');
create function contact_template_stays() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (new.subject, new.body, new.layout, new.channel, new.key, new.version, new.language, new.author)
       is distinct from (old.subject, old.body, old.layout, old.channel, old.key, old.version, old.language, old.author) then
        raise exception 'a template that was submitted stays as it is' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger template_stays before update on contact_template
    for each row execute function contact_template_stays();

alter table contact_batch enable row level security;
grant select, insert, update on contact_batch to huilong_night;
create policy night on contact_batch to huilong_night using (true);
grant select, insert, update (state, started_at, stopped_at, stopped_by) on contact_batch to huilong_web;
create policy seen on contact_batch for select to huilong_web using (
    (select people_my_reach()) = 'house' or "user" = (select people_me())
    or (select people_my_reach()) = 'team' and team = (select people_my_team()));
create policy made on contact_batch for insert to huilong_web with check (
    (select people_in_house()) and "user" = (select people_me()));
create policy steered on contact_batch for update to huilong_web using (
    (select people_my_reach()) = 'house' or "user" = (select people_me())
    or (select people_my_reach()) = 'team' and team = (select people_my_team()));

alter table contact_message enable row level security;
grant select, insert, update on contact_message to huilong_night;
create policy night on contact_message to huilong_night using (true);
grant select, insert, update (state, stopped_why, code, due_at, handed, at, body, sealed_by_id, shown) on contact_message
    to huilong_web;
create policy seen on contact_message for select to huilong_web using (((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy queued on contact_message for insert to huilong_web with check (
    "user" = (select people_me()) and state = 'waiting' and ((select people_my_reach()) = 'house' or case_id in (select cases_mine())));
create policy steered on contact_message for update to huilong_web using (((select people_my_reach()) = 'house' or case_id in (select cases_mine())))
    with check (state in ('waiting', 'stopped', 'delivered', 'failed'));
create policy forgotten on contact_message for update to huilong_web using (
    (select people_my_reach()) = 'house' and (select people_my_purpose()) like 'approval:%') with check (body = ''::bytea);

alter table contact_report enable row level security;
grant select, insert, update on contact_report to huilong_night;
create policy night on contact_report to huilong_night using (true);
grant select, insert on contact_report to huilong_web;
create policy seen on contact_report for select to huilong_web using ((select people_my_reach()) = 'house');
create policy came on contact_report for insert to huilong_web with check (
    (select people_my_purpose()) = 'hook' and message_id is null);

alter table contact_letter_series enable row level security;
grant select, insert, update on contact_letter_series to huilong_night;
create policy night on contact_letter_series to huilong_night using (true);

alter table contact_call_file enable row level security;
grant select, insert, update on contact_call_file to huilong_night;
create policy night on contact_call_file to huilong_night using (true);
grant select, insert, update (new, matched) on contact_call_file to huilong_web;
create policy house on contact_call_file to huilong_web using ((select people_my_reach()) = 'house');

alter table contact_call_record enable row level security;
grant select, insert, update on contact_call_record to huilong_night;
create policy night on contact_call_record to huilong_night using (true);
grant select, insert, update (call_id) on contact_call_record to huilong_web;
create policy house on contact_call_record to huilong_web using ((select people_my_reach()) = 'house');

-- Letters that the outbox prints are files of the case.
grant insert on files_file to huilong_night;
"""

UNDO = """
revoke insert on files_file from huilong_night;
drop trigger template_stays on contact_template;
drop function contact_template_stays();
alter table contact_template disable row level security;
alter table contact_batch disable row level security;
alter table contact_message disable row level security;
alter table contact_report disable row level security;
alter table contact_letter_series disable row level security;
alter table contact_call_file disable row level security;
alter table contact_call_record disable row level security;
drop policy night on contact_template; drop policy seen on contact_template; drop policy drafted on contact_template;
drop policy changed on contact_template;
drop policy night on contact_batch; drop policy seen on contact_batch; drop policy made on contact_batch;
drop policy steered on contact_batch;
drop policy night on contact_message; drop policy seen on contact_message; drop policy queued on contact_message;
drop policy steered on contact_message; drop policy forgotten on contact_message;
drop policy night on contact_report; drop policy seen on contact_report; drop policy came on contact_report;
drop policy night on contact_letter_series;
drop policy night on contact_call_file; drop policy house on contact_call_file;
drop policy night on contact_call_record; drop policy house on contact_call_record;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_messages"), ("files", "0002_scope"), ("cases", "0009_desk_scope")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
