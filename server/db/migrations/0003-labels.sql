-- Labels that were issued: a code is issued once, so that no two bags bear the same one.

create table label_issue (
  id integer generated always as identity primary key,
  kind bag_kind not null,
  product_id smallint references product,
  first_code text collate "C" not null,
  last_code text collate "C" not null,
  code_count integer not null constraint label_issue__code_count check (code_count > 0),
  is_range boolean not null,
  format text not null,
  issued_by integer not null references app_user,
  issued_at timestamptz not null default now()
);

-- One row a code, whether it was issued in a range or by itself: that is what makes it unique.
create table label_code (
  code text collate "C" primary key,
  issue_id integer not null references label_issue,
  place integer not null
);
create index label_code__issue_id on label_code (issue_id, place);
