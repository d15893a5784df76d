-- What the night does to the desk, set by set, in one transaction (开案、变动、结案).
-- Each statement begins with a line "-- name: ..." and is run in this order by night.py. :on is the night's date;
-- the actions are those of rules/standing.py (1 stay, 2 move, 3 open, 4 reopen, 5 cured, 6 settled, 7 written off).

-- name: tables
drop table if exists pg_temp.night_loan, pg_temp.night_borrower, pg_temp.night_action, pg_temp.night_case;
create temp table night_loan (
    loan bigint, loan_id text, borrower text, product text, past_due_days int, bucket smallint,
    oldest_due_on date, delinquent_fen bigint, overdue_principal_fen bigint, overdue_interest_fen bigint,
    overdue_fee_fen bigint, overdue_penalty_fen bigint, outstanding_principal_fen bigint, last_receipt_on date,
    written_off boolean, listed boolean, region text, city text, vehicle text
) on commit drop;
create temp table night_borrower (
    place int, borrower text, past_due_days int, bucket smallint, oldest_due_on date, delinquent_fen bigint,
    overdue_principal_fen bigint, overdue_interest_fen bigint, overdue_fee_fen bigint, overdue_penalty_fen bigint,
    outstanding_principal_fen bigint, last_receipt_on date, loans smallint, loan bigint, loan_id text
) on commit drop;
create temp table night_action (
    place int, action smallint, case_id bigint, from_bucket smallint
) on commit drop;

-- name: desk
-- Each borrower's open case, else the last one closed.
select distinct on (n.place) n.place, c.id, (c.state = 'open')::int as is_open, c.bucket,
       coalesce(c.closed_on - date '1970-01-01', 0) as closed_on
  from night_borrower n join cases_case c on c.borrower = n.borrower
 order by n.place, (c.state = 'open') desc, c.closed_on desc, c.id desc

-- name: decision
create temp table night_case on commit drop as
select n.*, a.action, a.case_id, a.from_bucket, l.product, l.region, l.city, l.vehicle
  from night_borrower n join night_action a using (place) join night_loan l on l.loan = n.loan
 where a.action > 0;
analyze night_case;

-- name: changed_hands
-- A loan that now belongs to another borrower leaves the old one's case before it joins the new one's.
update cases_case_loan held set left_on = %(on)s
  from night_loan l, cases_case c
 where held.left_on is null and held.loan = l.loan and c.id = held.case_id and c.borrower <> l.borrower;

-- name: orphaned
with orphan as (
    update cases_case c set state = 'closed', reason = 'cured', closed_on = %(on)s, version = version + 1
     where c.state = 'open' and not exists (
           select from cases_case_loan held where held.case_id = c.id and held.left_on is null)
       and not exists (select from night_case n where n.case_id = c.id)
    returning c.id, c.bucket
)
insert into cases_case_event (case_id, "on", kind, from_bucket, to_bucket, why, params)
select id, %(on)s, 'closed', bucket, null, 'loans_changed_hands', '{}' from orphan;

-- name: open
-- Numbers run on within the year of opening, in the order of borrowers, so that a night cut short and run again
-- gives the same numbers. The night holds a lock, and a unique constraint stands behind it.
with last as (
    select coalesce(max(right(number, 7))::bigint, 0) as number
      from cases_case where number like %(prefix)s || '%%'
)
insert into cases_case (number, borrower, state, reason, opened_on, entered_bucket, product, region, city, vehicle,
    name_masked, name_sort, plate_masked, loans, tags, people_missing, version, past_due_days, bucket, oldest_due_on,
    delinquent_fen, overdue_principal_fen, overdue_interest_fen, overdue_fee_fen, overdue_penalty_fen,
    outstanding_principal_fen, last_receipt_on, figures_on)
select %(prefix)s || lpad((last.number + row_number() over (order by n.borrower collate "C"))::text, 7, '0'),
    n.borrower, 'open', '', %(on)s, n.bucket, n.product, n.region, n.city, n.vehicle,
    '', '', '', n.loans, '{}', true, 1, n.past_due_days, n.bucket, n.oldest_due_on,
    n.delinquent_fen, n.overdue_principal_fen, n.overdue_interest_fen, n.overdue_fee_fen, n.overdue_penalty_fen,
    n.outstanding_principal_fen, n.last_receipt_on, %(on)s
  from night_case n, last where n.action = 3
 order by n.borrower collate "C";
update night_case n set case_id = c.id from cases_case c
 where n.action = 3 and c.borrower = n.borrower and c.state = 'open';

-- name: loans_left
with gone as (
    update cases_case_loan held set left_on = %(on)s
      from night_loan l, night_case n
     where held.left_on is null and held.loan = l.loan and n.case_id = held.case_id
       and (n.action >= 5 or not l.listed)
    returning held.case_id, held.loan_id, n.action
)
insert into cases_case_event (case_id, "on", kind, from_bucket, to_bucket, why, params)
select case_id, %(on)s, 'loan_left', null, null, 'loan_brought_current', jsonb_build_object('loan_id', loan_id)
  from gone where action < 5;

-- name: loans_joined
with joined as (
    insert into cases_case_loan (case_id, loan_id, loan, product, vehicle, joined_on, left_on, written_off,
        past_due_days, bucket, oldest_due_on, delinquent_fen, overdue_principal_fen, overdue_interest_fen,
        overdue_fee_fen, overdue_penalty_fen, outstanding_principal_fen, last_receipt_on, figures_on)
    select n.case_id, l.loan_id, l.loan, l.product, l.vehicle, %(on)s, null, l.written_off,
        l.past_due_days, l.bucket, l.oldest_due_on, l.delinquent_fen, l.overdue_principal_fen,
        l.overdue_interest_fen, l.overdue_fee_fen, l.overdue_penalty_fen, l.outstanding_principal_fen,
        l.last_receipt_on, %(on)s
      from night_loan l join night_case n on n.borrower = l.borrower
     where l.listed and n.action < 5 and not exists (
           select from cases_case_loan held where held.loan = l.loan and held.left_on is null)
    on conflict (case_id, loan) do update set left_on = null
    returning case_id, loan_id
)
insert into cases_case_event (case_id, "on", kind, from_bucket, to_bucket, why, params)
select j.case_id, %(on)s, 'loan_joined', null, null, 'loan_fell_past_due', jsonb_build_object('loan_id', j.loan_id)
  from joined j join night_case n on n.case_id = j.case_id where n.action in (1, 2);

-- name: loan_figures
update cases_case_loan held
   set past_due_days = l.past_due_days, bucket = l.bucket, oldest_due_on = l.oldest_due_on,
       delinquent_fen = l.delinquent_fen, overdue_principal_fen = l.overdue_principal_fen,
       overdue_interest_fen = l.overdue_interest_fen, overdue_fee_fen = l.overdue_fee_fen,
       overdue_penalty_fen = l.overdue_penalty_fen, outstanding_principal_fen = l.outstanding_principal_fen,
       last_receipt_on = l.last_receipt_on, written_off = l.written_off, figures_on = %(on)s
  from night_loan l
 where held.loan = l.loan and (held.left_on is null or held.left_on = %(on)s)
   and (held.figures_on <> %(on)s or held.delinquent_fen <> l.delinquent_fen or held.bucket <> l.bucket
        or held.outstanding_principal_fen <> l.outstanding_principal_fen
        or held.overdue_penalty_fen <> l.overdue_penalty_fen
        or held.last_receipt_on is distinct from l.last_receipt_on);

-- name: events
insert into cases_case_event (case_id, "on", kind, from_bucket, to_bucket, why, params)
select n.case_id, %(on)s,
       case when n.action >= 5 then 'closed' when n.action = 4 then 'reopened' when n.action = 3 then 'opened'
            else 'moved' end,
       case when n.action <> 3 then n.from_bucket end,
       case when n.action < 5 then n.bucket end,
       case n.action when 2 then case when n.bucket > n.from_bucket then 'worse' else 'better' end
            when 3 then 'fell_past_due' when 4 then 'cure_undone' when 5 then 'cured' when 6 then 'settled'
            else 'written_off' end,
       case when n.action < 5 then jsonb_build_object(
            'oldest_due', n.oldest_due_on, 'days', n.past_due_days, 'fen', n.delinquent_fen) else '{}' end
  from night_case n where n.action > 1
 order by n.borrower collate "C";

-- name: indexes_away
-- Last of all, so that lists wait for well under a second. Without these four the update below stays within each
-- case's page; a list that will not let go in time (an export) costs the night seconds, not its success.
select cases_indexes_away();

-- name: figures
update cases_case c
   set state = case when n.action >= 5 then 'closed' else 'open' end,
       reason = case n.action when 5 then 'cured' when 6 then 'settled' when 7 then 'written_off' else '' end,
       closed_on = case when n.action >= 5 then %(on)s::date end,
       version = c.version + (n.action <> 1)::int,
       loans = case when n.action >= 5 then c.loans else n.loans end,
       past_due_days = n.past_due_days, bucket = n.bucket, oldest_due_on = n.oldest_due_on,
       delinquent_fen = n.delinquent_fen, overdue_principal_fen = n.overdue_principal_fen,
       overdue_interest_fen = n.overdue_interest_fen, overdue_fee_fen = n.overdue_fee_fen,
       overdue_penalty_fen = n.overdue_penalty_fen, outstanding_principal_fen = n.outstanding_principal_fen,
       last_receipt_on = n.last_receipt_on, figures_on = %(on)s
  from night_case n
 where c.id = n.case_id and n.action <> 3;

-- name: indexes_back
select cases_indexes_back();

-- name: duties
-- Whoever held a case closed tonight keeps sight of it for a week; a case that comes back within it stays with him.
update cases_duty d set until = house_now() + interval '7 days', ended = 'closed'
  from night_case n where d.case_id = n.case_id and n.action >= 5 and d.until is null;
update cases_duty d set until = null, ended = ''
  from night_case n where d.case_id = n.case_id and n.action = 4 and d.ended = 'closed' and d.until > house_now();
update cases_case c set assigned_to = d.user_id
  from night_case n join cases_duty d on d.case_id = n.case_id and d.kind = 'collect' and d.until is null
 where c.id = n.case_id and n.action = 4;
-- What nobody of the house holds comes home to the team that takes new cases.
with home as (
    select t.id, t.organisation_id from people_team t join people_organisation o on o.id = t.organisation_id
     where t.takes_new and t.is_active and o.kind = 'lender' order by t.id limit 1
)
insert into cases_duty (case_id, kind, organisation_id, team_id, since, ended, given_by)
select c.id, 'collect', home.organisation_id, home.id, house_now(), '', 'night'
  from cases_case c, home
 where c.state = 'open' and not exists (
       select from cases_duty d where d.case_id = c.id and d.kind = 'collect' and d.until is null);
update cases_case c set assigned_to = null
  from night_case n where c.id = n.case_id and n.action >= 5 and c.assigned_to is not null;
