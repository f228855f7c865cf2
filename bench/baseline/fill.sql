-- 2 million children in full parents, so that every look-up finds something.
insert into parent_bag (code, child_count)
  select 'SB' || lpad(n::text, 5, '0'), 30 from generate_series(0, 66666) n;
insert into child_bag (code, parent_id)
  select lpad(n::text, 7, '0'), (select min(id) from parent_bag) + (n - 1) / 30
  from generate_series(1, 2000000) n;
vacuum analyze parent_bag;
vacuum analyze child_bag;
