-- What takes codes in must note their ranges, too. A server of the version before 0013 that still
-- runs does not: it does not know these columns, either, so that its statement fails, and takes
-- nothing in.
alter table bag_code_place
  add column spanned_at timestamptz,
  add column spanned_code text collate "C";
update bag_code_place set spanned_at = at, spanned_code = code;
alter table bag_code_place
  alter column spanned_at set not null,
  alter column spanned_code set not null,
  add constraint bag_code_place__spanned check ((spanned_at, spanned_code) = (at, code));

-- And what such a server has taken in already.
insert into bag_code_span as old (since, kind, beginning, first_code, last_code)
select date_bin('6 hours', created_at, '2000-01-01Z'), kind, left(code, 2), min(code), max(code)
from bag_code group by 1, 2, 3
on conflict (since, kind, beginning) do update set
  first_code = least(old.first_code, excluded.first_code),
  last_code = greatest(old.last_code, excluded.last_code);
