"""Where a bidder stands (竞买人场面): all that judges a bid, in one question. Each policy asks who acts anew, and a bid
asked eight tables: too dear for a last second in which everybody bids.
"""

from django.db import migrations

STAND = """
-- Of the one who acts and no other. With `take` the auction's lock is held from here until the transaction ends: each
-- statement below then sees what was committed before it.
create function auctions_stand(which bigint, told text, take boolean) returns table (
    entry bigint, number smallint, state text, terms jsonb, ends_at timestamptz, price_fen bigint, leader smallint,
    bids integer, last_at timestamptz, head text, paid boolean, sealed boolean, lately bigint, answered bigint,
    arrived timestamptz, at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := people_me();
begin
    if take then
        perform from auctions_auction a where a.id = which for update;
    end if;
    return query
        select e.id, e.number, a.state::text, a.terms, a.ends_at, a.price_fen, a.leader, a.bids, a.last_at, a.head::text,
               exists (select from auctions_deposit d where d.entry_id = e.id and d.state = 'held'),
               exists (select from auctions_bid b where b.entry_id = e.id and b.fen is null),
               (select count(*) from auctions_answer w where w.entry_id = e.id and w.at > house_clock() - interval '10 s'),
               (select w.id from auctions_answer w where w.entry_id = e.id and w.key = told),
               house_now(), house_clock()
          from auctions_auction a
          join auctions_entry e on e.auction_id = a.id
          join auctions_bidder b on b.id = e.bidder_id and b.user_id = me and b.state = 'approved'
         where a.id = which and a.state <> 'asked';
end $$;
drop function auctions_take_floor(bigint);
create index auctions_bids_of_entry_sealed on auctions_bid (entry_id) where fen is null;
"""

BEFORE = """
drop index auctions_bids_of_entry_sealed;
drop function auctions_stand(bigint, text, boolean);
create function auctions_take_floor(auction bigint) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    perform from auctions_auction a where a.id = auction for update;
    return case when found then house_clock() end;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("auctions", "0003_stopped_after_bids")]
    operations = [migrations.RunSQL(STAND, BEFORE)]
