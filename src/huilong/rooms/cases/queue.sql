-- Where each open case stands in the queue (排队), and why. One statement for the whole desk at night (cases null) and for one
-- case after an act; rules/queue.py says the same of one case and a test holds both to each other.
-- Parameters: on (the day), cases (keys, or null for all), bands (upper edges of buckets in days), closing (days before an edge).
with facts as (
    select c.id, c.past_due_days, c.delinquent_fen, c.opened_on,
           exists (select from cases_promise p where p.case_id = c.id and p.state in ('broken', 'part_kept')
                      and p.due_on >= %(on)s::date - 7
                      and not exists (select from cases_promise q where q.case_id = c.id and q.state = 'open')) as broken,
           exists (select from cases_promise p where p.case_id = c.id and p.state = 'open' and p.due_on <= %(on)s) as promised,
           exists (select from cases_flag f where f.case_id = c.id and f.ended_at is null and f.since <= %(on)s
                      and (f.until is null or f.until >= %(on)s)
                      and (f.kind = 'hold' and coalesce(jsonb_array_length(f.detail -> 'channels'), 0) = 0
                           or f.kind in ('death', 'bankruptcy', 'minor', 'complaint'))) as held,
           (select min(edge) from unnest(%(bands)s::int[]) edge where edge >= c.past_due_days) - c.past_due_days as to_edge,
           l.not_before, l.worked_on, 'needs_help' = any(l.why) as asks_help
      from cases_case c join cases_place l on l.case_id = c.id
     where c.state = 'open' and (%(cases)s::bigint[] is null or c.id = any(%(cases)s))
), placed as (
    select id, case when held then -1 else
           (broken)::int * 4000 + (promised)::int * 3000
           + (not_before is not null and not_before < (%(on)s::date + 1)::timestamptz)::int * 2500
           + (opened_on >= %(on)s::date - 1 and worked_on is null)::int * 2000
           + (coalesce(to_edge <= %(closing)s, false))::int * 1000
           + least(999, delinquent_fen / 10000)::int end as rank,
           array_remove(array[
               case when broken then 'broken_promise' end, case when promised then 'promise_today' end,
               case when not_before is not null and not_before < (%(on)s::date + 1)::timestamptz then 'call_back' end,
               case when opened_on >= %(on)s::date - 1 and worked_on is null then 'new_case' end,
               case when coalesce(to_edge <= %(closing)s, false) then 'about_to_roll' end,
               case when delinquent_fen >= 5000000 then 'amount_at_risk' end,
               case when asks_help then 'needs_help' end], null)::varchar[] as why
      from facts
)
update cases_place l set rank = p.rank, why = p.why, ranked_on = %(on)s
  from placed p where l.case_id = p.id and (l.rank, l.why, l.ranked_on) is distinct from (p.rank, p.why, %(on)s::date)
