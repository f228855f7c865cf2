-- Indexes for lists and searches (server/bag/list.ts, server/scan/ledger.ts, server/bill/list.ts).

-- Bags that agree in everything a list filters by lie on one shelf. A list walks its shelves, each
-- in the list's own order, and merges them: what it reads does not grow with the table, however
-- rare or common its filters are.
-- From the lowest bit: 1 for a loose bag (a child in no parent, a parent on no bill), 2 for its
-- status, 1 for a parent; then its product and its area.
-- Stored: packing counts a parent up thirty times, and only the last time changes its shelf. Written
-- by the statement that records scans, with the functions below; as a generated column it would be
-- read anew for each such statement, 0.1 ms of a batch. `verify` compares.
alter table bag add column shelf bigint not null default 0;

-- The rule is `parentStatusOf` in domain/outcome.ts; children that are not void have none.
create function bag_status(
  is_void boolean, child_count smallint, capacity smallint, is_sealed boolean
) returns text
language sql immutable parallel safe
return case
  when is_void then 'void'
  when child_count = capacity then 'complete'
  when is_sealed then 'sealed'
  when child_count is not null then 'open'
end;

create function bag_shelf(
  kind bag_kind, area_id smallint, product_id smallint, status text, is_loose boolean
) returns bigint
language sql immutable parallel safe
return (coalesce(area_id, 0)::bigint << 20)
  + (coalesce(product_id, 0)::bigint << 4)
  + case kind when 'parent' then 8 else 0 end
  + case status when 'open' then 2 when 'sealed' then 4 when 'void' then 6 else 0 end
  + case when is_loose then 1 else 0 end;

-- The same of a whole bag: its status, and the shelf that it belongs on.
create function status_of(bag bag) returns text
language sql immutable parallel safe
return bag_status(bag.is_void, bag.child_count, bag.capacity, bag.is_sealed);

create function shelf_of(bag bag) returns bigint
language sql immutable parallel safe
return bag_shelf(bag.kind, bag.area_id, bag.product_id, status_of(bag),
  bag.bill_code is null and bag.parent_code is null);

-- Both hold both keys, so that a list in one order with a range of the other reads no bag.
create index bag__shelf__created_at on bag (shelf, created_at, code);
create index bag__shelf__code on bag (shelf, code) include (created_at);

-- All parts of a code that have three characters. A search for any part of a code asks for its own;
-- pg_trgm would take codes with dashes for several words, find too much and index half as much again.
create function code_parts(code text) returns text[]
language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
begin
  for place in 1 .. length(code) - 2 loop
    parts := parts || substr(code, place, 3);
  end loop;
  return parts;
end $$;

-- New codes are gathered in a pending list. Who fills it tidies it up while other scans wait, some
-- 70 ms each eight thousand codes: longer lists hold up longer, shorter ones cost more in all.
create index bag__code_parts on bag using gin (code_parts(code))
  with (gin_pending_list_limit = 1024);

create index bill__code_parts on bill using gin (code_parts(code));
create index bill__created_by__created_at on bill (created_by, created_at, code);
create index bill__dealer on bill (lower(dealer) text_pattern_ops) where dealer is not null;

-- The ledger of one person, or of one area by all people, each merged from a walk for each pair.
create index scan__user_id__area on scan (user_id, coalesce(area_id, 0::smallint), received_at, seq);
create index scan__station on scan (station, received_at, seq) where station is not null;
-- Nearly all scans pack; what else happened is soon found.
create index scan__outcome on scan (outcome, received_at, seq) where outcome <> 'packed';
