-- Packets in parents that are on no bill are in stock, and lie on shelves of their own: else a list
-- of what is on no bill looks at all packets, or collects those of all such parents.

-- A packet: it may be in a parent that is on no bill. Packing and taking off a bill say so at once;
-- that the parent was put on a bill is followed some seconds later (server/bag/stock.ts), as thirty
-- packets are more to write than the scan of their parent.
-- A parent: its packets may be in stock. All that are on no bill, and those billed a moment ago.
alter table bag add column in_stock boolean not null default false;

-- With another list of arguments: a server of the version before, which would put packets on the
-- wrong shelves, cannot write while this one's schema is there.
drop function shelf_of(bag);
drop function bag_shelf(bag_kind, smallint, smallint, text, boolean);

-- From the lowest bit: 1 for a loose bag (a child in no parent, a parent on no bill), 2 for its
-- status, or for a packet that is in stock, 1 for a parent; then its product and its area.
create function bag_shelf(
  kind bag_kind, area_id smallint, product_id smallint, status text, is_loose boolean,
  is_packet_in_stock boolean
) returns bigint
language sql immutable parallel safe
return (coalesce(area_id, 0)::bigint << 20)
  + (coalesce(product_id, 0)::bigint << 4)
  + case kind when 'parent' then 8 else 0 end
  + case status when 'open' then 2 when 'sealed' then 4 when 'void' then 6 else 0 end
  + case when is_packet_in_stock then 2 else 0 end
  + case when is_loose then 1 else 0 end;

create function shelf_of(bag bag) returns bigint
language sql immutable parallel safe
return bag_shelf(bag.kind, bag.area_id, bag.product_id, status_of(bag),
  bag.bill_code is null and bag.parent_code is null, bag.kind = 'child' and bag.in_stock);

update bag set in_stock = true where kind = 'parent' and bill_code is null;
update bag set in_stock = true, shelf = bag.shelf + 2
from bag parent
where parent.kind = 'parent' and parent.bill_code is null and bag.parent_code = parent.code;

-- The parents whose packets have to leave the stock: few, and soon none.
create index bag__leaving_stock on bag (code) where in_stock and bill_code is not null;
