-- The index of the parts of codes, taken off the work of scanning: a table of its own follows the
-- bags, and what it has not reached yet is looked through (server/bag/searchable.ts).

-- With what of a bag never changes, so that hits are sorted without the bags.
create table bag_code (
  code text collate "C" not null,
  kind bag_kind not null,
  created_at timestamptz not null
);

-- One row: all bags before this place, by time and then code, are in `bag_code`; no others are.
create table bag_code_place (
  at timestamptz not null,
  code text collate "C" not null
);
create unique index bag_code_place__one on bag_code_place ((true));

insert into bag_code_place (at, code)
select coalesce(max(created_at) + interval '1 microsecond', '-infinity'), '' from bag;
insert into bag_code (code, kind, created_at) select code, kind, created_at from bag;

drop index bag__code_parts;
-- Without a pending list, which each search would have to read: nobody waits for who fills it.
create index bag_code__parts on bag_code using gin (code_parts(code)) with (fastupdate = off);
