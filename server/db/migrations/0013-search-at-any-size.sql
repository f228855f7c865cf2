-- What searches and lists need so that they grow less with the number of bags.

-- A search for parents alone does not read all packets that hold its text, which are thirty times
-- as many.
drop index bag_code__parts;
create index bag_code__parent_parts on bag_code using gin (code_parts(code))
  with (fastupdate = on, gin_pending_list_limit = 512) where kind = 'parent';
create index bag_code__child_parts on bag_code using gin (code_parts(code))
  with (fastupdate = on, gin_pending_list_limit = 512) where kind = 'child';

-- What many codes hold is found by looking through codes, here in the order of time.
create index bag_code__created_at__code on bag_code (created_at, code);

-- Where the codes of each six hours lie, by what they begin with. Codes are given out in their order,
-- mostly: a list of a period in the order of codes leaves out all between these.
create table bag_code_span (
  since timestamptz not null,
  kind bag_kind not null,
  beginning text collate "C" not null,
  first_code text collate "C" not null,
  last_code text collate "C" not null,
  constraint bag_code_span__since__kind__beginning primary key (since, kind, beginning)
);
insert into bag_code_span
select date_bin('6 hours', created_at, '2000-01-01Z'), kind, left(code, 2), min(code), max(code)
from bag_code group by 1, 2, 3;

-- An index alone is read where the table is known to hold nothing that somebody may not see: soon
-- after bags have come in, and not when a fifth of all are new.
alter table bag set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table bag_code set (autovacuum_vacuum_insert_scale_factor = 0.02);
