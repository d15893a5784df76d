"""Who may see the firms' work (委外作业可见范围): the lender's people, and a firm its own."""

from django.db import migrations

TABLES = ("agencies_work_file", "agencies_result", "agencies_exchange", "agencies_deletion")
APPENDED = (*TABLES, "agencies_work_refused", "agencies_delegated")

EACH = """
alter table {table} enable row level security;
grant select, insert on {table} to huilong_night, huilong_web;
grant usage on sequence {table}_id_seq to huilong_night, huilong_web;
create policy night on {table} to huilong_night using (true);
create policy seen on {table} for select to huilong_web using (
    (select people_my_reach()) in ('house', 'team') and (select people_in_house())
    or organisation_id = (select people_my_organisation()) and (select people_my_reach()) in ('organisation', 'own'));
"""
MORE = """
create policy brought on agencies_work_file for insert to huilong_web with check (
    organisation_id = (select people_my_organisation()) and by = (select people_me()));
create policy brought on agencies_result for insert to huilong_web with check (
    organisation_id = (select people_my_organisation()) and by = (select people_me()) and exists (
        select from agencies_placement p where p.id = placement_id and p.ended_at is null
           and p.organisation_id = agencies_result.organisation_id));
create policy given on agencies_exchange for insert to huilong_web with check (
    by = (select people_me()) and ((select people_my_reach()) = 'house' or organisation_id = (select people_my_organisation())));
create policy declared on agencies_deletion for insert to huilong_web with check (
    organisation_id = (select people_my_organisation()) and by = (select people_me())
    and (select people_my_reach()) = 'organisation');

alter table agencies_work_refused enable row level security;
grant select, insert on agencies_work_refused to huilong_night, huilong_web;
grant usage on sequence agencies_work_refused_id_seq to huilong_night, huilong_web;
create policy night on agencies_work_refused to huilong_night using (true);
create policy seen on agencies_work_refused for select to huilong_web using (
    file_id in (select f.id from agencies_work_file f));
create policy brought on agencies_work_refused for insert to huilong_web with check (
    file_id in (select f.id from agencies_work_file f where f.by = (select people_me())));

alter table agencies_delegated enable row level security;
grant select, insert on agencies_delegated to huilong_night, huilong_web;
grant usage on sequence agencies_delegated_id_seq to huilong_night, huilong_web;
create policy night on agencies_delegated to huilong_night using (true);
create policy seen on agencies_delegated for select to huilong_web using (
    (select people_in_house()) or consent_id in (
        select c.id from agencies_consent c where c.firm_id = (select people_my_organisation())));
create policy passed on agencies_delegated for insert to huilong_web with check (
    by = (select people_me()) and consent_id in (
        select c.id from agencies_consent c where c.firm_id = (select people_my_organisation()) and c.revoked_on is null));

alter table agencies_notice enable row level security;
grant select, insert on agencies_notice to huilong_night;
grant select on agencies_notice to huilong_web;
grant usage on sequence agencies_notice_id_seq to huilong_night;
create policy night on agencies_notice to huilong_night using (true);
create policy seen on agencies_notice for select to huilong_web using (
    (select people_in_house()) or paper_id in (
        select p.id from agencies_paper p where p.firm_id = (select people_my_organisation())));

-- What came in on placed cases while they were with their firm: a firm's own also when it sees the case no more.
create function agencies_collected(asked bigint) returns table (placement bigint, fen bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select p.id, sum(m.amount_fen)::bigint from agencies_placement p
      join cases_case_loan l on l.case_id = p.case_id
      join ledger_desk_receipt m on m.loan_id = l.loan_id and m.reversed_at is null
       and m."on" between p.entry_on and coalesce(p.ended_on, p.exit_on)
     where (asked is null or p.organisation_id = asked)
       and ((select people_in_house()) and (select people_my_reach()) in ('house', 'team')
            or p.organisation_id = (select people_my_organisation()) and (select people_my_reach()) in ('organisation', 'own')
            or session_user <> 'huilong_web' and current_setting('role') <> 'huilong_web')
     group by p.id
$$;
revoke all on function agencies_collected(bigint) from public;
grant execute on function agencies_collected(bigint) to huilong_web, huilong_night;
"""
SCOPE = "".join(EACH.replace("{table}", table) for table in TABLES) + MORE + "".join(
    f"create trigger appended_only before update or delete on {table} for each row"
    " execute function agencies_appended_only();\n"
    for table in APPENDED
)

POLICIES = (
    ("agencies_work_file", ("night", "seen", "brought")), ("agencies_result", ("night", "seen", "brought")),
    ("agencies_exchange", ("night", "seen", "given")), ("agencies_deletion", ("night", "seen", "declared")),
    ("agencies_work_refused", ("night", "seen", "brought")), ("agencies_delegated", ("night", "seen", "passed")),
    ("agencies_notice", ("night", "seen")),
)  # fmt: skip
UNDO = "drop function agencies_collected(bigint);\n" + "".join(
    f"alter table {table} disable row level security;\n" + "".join(f"drop policy {one} on {table};\n" for one in these)
    for table, these in POLICIES
) + "".join(f"drop trigger appended_only on {table};\n" for table in APPENDED)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_work")]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
