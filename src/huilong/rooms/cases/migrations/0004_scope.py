"""Who may see a case (案件可见范围): the house, and whoever holds it now (`cases_duty`), in the database itself.

What hangs on a case in this room and in the rooms below is seen with it. Stating nobody shows nothing.
"""

from django.db import migrations

SCOPE = """
-- The cases the one who acts holds now, by the one's reach: as user, team or organisation. House-wide reach needs no list.
create function cases_mine() returns setof bigint
language plpgsql stable parallel restricted security definer rows 500 set search_path = pg_catalog, public, pg_temp as $$
declare me people_scope := people_stated();
begin
    if me.reach = 'own' then
        return query select d.case_id from cases_duty d
            where d.user_id = me."user" and d.since <= now() and (d.until is null or d.until > now());
    elsif me.reach = 'team' then
        return query select d.case_id from cases_duty d
            where d.team_id = me.team and d.since <= now() and (d.until is null or d.until > now());
    elsif me.reach = 'organisation' then
        return query select d.case_id from cases_duty d
            where d.organisation_id = me.organisation and d.since <= now() and (d.until is null or d.until > now());
    end if;
end $$;
create function cases_my_loans() returns setof text
language sql stable parallel restricted security definer rows 500 set search_path = pg_catalog, public, pg_temp as $$
    select l.loan_id from cases_case_loan l where l.case_id in (select cases_mine())
$$;

alter table cases_case enable row level security;
grant select, insert, update, delete on cases_case to huilong_night;
create policy night on cases_case to huilong_night using (true);
grant select on cases_case to huilong_web;
create policy seen on cases_case for select to huilong_web using ((select people_my_reach()) = 'house' or id in (select cases_mine()));

alter table cases_case_loan enable row level security;
grant select, insert, update, delete on cases_case_loan to huilong_night;
create policy night on cases_case_loan to huilong_night using (true);
grant select on cases_case_loan to huilong_web;
create policy seen on cases_case_loan for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));

alter table cases_case_event enable row level security;
grant select, insert, update, delete on cases_case_event to huilong_night;
create policy night on cases_case_event to huilong_night using (true);
grant select on cases_case_event to huilong_web;
create policy seen on cases_case_event for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));

grant update (assigned_to, tags, version) on cases_case to huilong_web;
create policy worked on cases_case for update to huilong_web using ((select people_my_reach()) = 'house' or id in (select cases_mine())) with check (true);
grant insert on cases_case_event to huilong_web;
create policy told on cases_case_event for insert to huilong_web with check ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));

alter table cases_duty enable row level security;
grant select, insert, update on cases_duty to huilong_night;
create policy night on cases_duty to huilong_night using (true);
grant select, insert, update (until, ended) on cases_duty to huilong_web;
create policy seen on cases_duty for select to huilong_web using ((select people_my_reach()) = 'house' or case_id in (select cases_mine()));
-- Whoever leads gives cases out: the house to anybody, a team within the team, an organisation within itself; anybody gives one back.
create policy given on cases_duty for insert to huilong_web with check (
    (select people_my_reach()) = 'house'
    or case_id in (select cases_mine()) and (
        (select people_my_reach()) = 'team' and team_id = (select people_my_team())
        or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation())
        or team_id in (select t.id from people_team t where t.takes_new)));
create policy ended on cases_duty for update to huilong_web using (
    (select people_my_reach()) = 'house'
    or (select people_my_reach()) = 'own' and user_id = (select people_me())
    or (select people_my_reach()) = 'team' and team_id = (select people_my_team())
    or (select people_my_reach()) = 'organisation' and organisation_id = (select people_my_organisation()));

-- Rooms below open what belongs to a case to those who hold it.
create policy by_case on vault_person for select to huilong_web using (loan_id in (select cases_my_loans()));
create policy by_case on vault_missingpeople for select to huilong_web using (loan_id in (select cases_my_loans()));
create policy by_case on ledger_desk_receipt for select to huilong_web using (loan_id in (select cases_my_loans()));
create policy by_case on journal_entry for select to huilong_web using (
    subject_kind = 'case' and subject in (select c.number from cases_case c where c.id in (select cases_mine())));

-- The night rebuilds the indexes of the list without owning the table.
create function cases_indexes_away() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    set local lock_timeout = '2s';
    drop index if exists cases_by_days, cases_by_amount, cases_by_principal, cases_by_receipt;
    set local lock_timeout = 0;
end $$;
create function cases_indexes_back() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    create index if not exists cases_by_days on cases_case (state, past_due_days, id);
    create index if not exists cases_by_amount on cases_case (state, delinquent_fen, id);
    create index if not exists cases_by_principal on cases_case (state, outstanding_principal_fen, id);
    create index if not exists cases_by_receipt on cases_case (state, last_receipt_on, id);
end $$;
revoke all on function cases_indexes_away(), cases_indexes_back() from public;
grant execute on function cases_indexes_away(), cases_indexes_back() to huilong_night;
grant maintain on cases_case, cases_case_loan, cases_case_event, cases_duty to huilong_night;
"""

UNDO = """
alter table cases_case disable row level security;
drop policy night on cases_case;
drop policy seen on cases_case;
alter table cases_case_loan disable row level security;
drop policy night on cases_case_loan;
drop policy seen on cases_case_loan;
alter table cases_case_event disable row level security;
drop policy night on cases_case_event;
drop policy seen on cases_case_event;
drop policy worked on cases_case; drop policy told on cases_case_event;
alter table cases_duty disable row level security;
drop policy night on cases_duty; drop policy seen on cases_duty; drop policy given on cases_duty;
drop policy ended on cases_duty;
drop policy by_case on vault_person; drop policy by_case on vault_missingpeople;
drop policy by_case on ledger_desk_receipt; drop policy by_case on journal_entry;
drop function cases_indexes_away(), cases_indexes_back(), cases_my_loans(), cases_mine();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_duty"),
        ("people", "0003_scope"),
        ("journal", "0003_chain"),
        ("vault", "0002_scope"),
        ("ledger", "0002_scope"),
    ]
    operations = [migrations.RunSQL(SCOPE, UNDO)]
