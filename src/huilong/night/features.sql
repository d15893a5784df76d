-- Every borrower with an open case, a row each, as of the end of %(on)s: what decision tables may ask about.
with loans as (
    select l.case_id, array_agg(l.loan order by l.loan) as loans
      from cases_case_loan l where l.left_on is null group by l.case_id
), promised as (
    select p.case_id, count(*) filter (where p.state = 'kept') as kept,
           count(*) filter (where p.state in ('broken', 'part_kept')) as broken
      from cases_promise p group by p.case_id
), flagged as (
    select f.case_id,
           bool_or(f.kind in ('death', 'bankruptcy', 'minor', 'complaint')
                   or f.kind = 'hold' and jsonb_array_length(coalesce(f.detail -> 'channels', '[]')) = 0) as hold,
           bool_or(f.kind = 'dispute') as dispute, bool_or(f.kind = 'hardship') as hardship,
           bool_or(f.kind = 'unreachable') as unreachable
      from cases_flag f
     where f.ended_at is null and f.since <= %(on)s and (f.until is null or f.until >= %(on)s)
     group by f.case_id
), secured as (
    select v.case_id, sum(v.value_fen)::bigint as value_fen, sum(v.shortfall_fen)::bigint as shortfall_fen,
           bool_or(exists (select from tracking_binding b where b.vehicle_id = v.id and b.until is null)) as watched,
           bool_or(exists (select from tracking_alarm a
                            where a.vehicle_id = v.id and a.kind = 'silent' and a.ended_on is null)) as silent
      from collateral_vehicle v where v.case_id is not null group by v.case_id
)
select c.borrower, c.number, c.id as case_id, l.loans as loan_keys,
       c.past_due_days, c.bucket::int as bucket, c.delinquent_fen as overdue_fen,
       c.outstanding_principal_fen as principal_fen, c.loans::int as loans,
       nullif(c.product, '') as product, nullif(c.region, '') as region, nullif(c.city, '') as city,
       coalesce(p.kept, 0)::int as promises_kept, coalesce(p.broken, 0)::int as promises_broken,
       (%(on)s::date - c.last_receipt_on)::int as paid_days_ago,
       case when f.unreachable then false when c.people_missing then null else true end as contactable,
       exists (select from agencies_placement a
                where a.case_id = c.id and a.begun_at is not null and a.ended_at is null) as placed,
       exists (select from disposal_stock s
                where s.case_id = c.id and s.state in ('stocked', 'on_sale', 'sold')) as in_disposal,
       coalesce(f.hold, false) as hold, coalesce(f.dispute, false) as dispute,
       coalesce(f.hardship, false) as hardship,
       case when v.watched or v.silent then v.silent end as device_silent, v.value_fen, v.shortfall_fen
  from cases_case c
  left join loans l on l.case_id = c.id
  left join promised p on p.case_id = c.id
  left join flagged f on f.case_id = c.id
  left join secured v on v.case_id = c.id
 where c.state = 'open'
 order by c.borrower
