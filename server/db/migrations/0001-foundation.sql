-- People, places and products; the state of bags and bills; the ledger that explains it.
-- Codes are identities: compared byte by byte on their normal form, hence collation "C" throughout.

create type user_role as enum ('admin', 'biller', 'dispatcher');
create type bag_kind as enum ('parent', 'child');
create type bill_status as enum ('new', 'processing', 'completed');

create table area (
  id smallint generated always as identity primary key,
  name text not null,
  version integer not null default 1
);
create unique index area__name on area (lower(name));

create table product (
  id smallint generated always as identity primary key,
  name text not null,
  pattern text collate "C" not null constraint product__pattern unique,
  capacity smallint not null constraint product__capacity check (capacity between 1 and 1000),
  unit_weight_g integer not null constraint product__unit_weight check (unit_weight_g > 0),
  expected_weight_g integer not null
    constraint product__expected_weight check (expected_weight_g > 0),
  version integer not null default 1
);
create unique index product__name on product (lower(name));

-- One row a setting; a missing row means the default (see server/setting/).
create table setting (
  name text primary key,
  value jsonb not null,
  version integer not null default 1
);

create table app_user (
  id integer generated always as identity primary key,
  username text not null,
  password_hash text not null,
  role user_role not null,
  area_id smallint references area,
  email text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  version integer not null default 1,
  constraint app_user__dispatcher_area check (role <> 'dispatcher' or area_id is not null)
);
create unique index app_user__username on app_user (lower(username));

-- Only the SHA-256 of a session's token is stored: who reads the table cannot sign in with it.
create table session (
  token_hash bytea primary key,
  user_id integer not null references app_user,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now()
);
create index session__user_id on session (user_id);

create table sign_in_failure (
  username text not null,
  address text not null,
  failures smallint not null,
  last_failed_at timestamptz not null,
  locked_until timestamptz,
  primary key (username, address)
);

create table bill (
  code text collate "C" primary key,
  status bill_status not null default 'new',
  target smallint not null constraint bill__target check (target between 1 and 1000),
  parent_count smallint not null default 0,
  dealer text,
  destination text,
  vehicle text,
  description text,
  created_by integer not null references app_user,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  version integer not null default 1,
  constraint bill__parent_count check (parent_count between 0 and target),
  constraint bill__status check (
    (status = 'new') = (parent_count = 0) and (status = 'completed') = (completed_at is not null)
  )
);
create index bill__created_at on bill (created_at, code);
create index bill__status__created_at on bill (status, created_at, code);

-- A deleted bill's code is never used again.
create table retired_bill_code (
  code text collate "C" primary key,
  deleted_by integer not null references app_user,
  deleted_at timestamptz not null default now()
);

-- What lies on a bill, by product: weights are counts times the product's weights, never stored.
create table bill_content (
  bill_code text collate "C" not null references bill on delete cascade,
  product_id smallint not null references product,
  parent_count smallint not null,
  child_count integer not null,
  primary key (bill_code, product_id)
);

-- Current state of every bag, parents and children in one table, so that a code has one kind.
-- The fillfactor leaves room for HOT updates: packing counts a parent up thirty times.
create table bag (
  code text collate "C" primary key,
  kind bag_kind not null,
  is_void boolean not null default false,
  created_at timestamptz not null,
  packed_at timestamptz,
  billed_at timestamptz,
  billed_place smallint,
  created_by integer not null,
  packed_by integer,
  area_id smallint,
  product_id smallint,
  capacity smallint,
  child_count smallint,
  is_sealed boolean,
  label_date date,
  parent_code text collate "C",
  bill_code text collate "C",
  lot text,
  -- Few and short, because PostgreSQL reads a constraint's text anew for each statement that writes:
  -- the ones that no longer stand here cost a batch of scans 0.1 ms. What else must hold of a bag is
  -- decided in domain/scan/decide.ts, and `verify` compares every bag with the ledger.
  constraint bag__kind check ((kind = 'parent') = (child_count is not null)),
  constraint bag__child_count check (child_count between 0 and capacity)
) with (fillfactor = 80);

create index bag__parent_code on bag (parent_code) where parent_code is not null;
create index bag__bill_code on bag (bill_code) where bill_code is not null;

-- The ledger: one row a scan, for ever. Effects on one bag happened in the order of `seq`.
-- `parent` and `bill` are what the scan named; `other_parent` and `other_bill` what the outcome
-- speaks of besides: where the child lay, or lies; the bill that the parent is on.
create table scan (
  seq bigint generated always as identity,
  id uuid not null,
  received_at timestamptz not null default now(),
  scanned_at timestamptz not null,
  user_id integer not null,
  area_id smallint,
  action text not null,
  outcome text not null,
  code text collate "C",
  parent_code text collate "C",
  bill_code text collate "C",
  other_parent_code text collate "C",
  other_bill_code text collate "C",
  raw text,
  station text,
  reason text,
  lot text,
  label_date date,
  constraint scan__id primary key (id)
);
create index scan__code on scan (code, seq);
create index scan__received_at on scan (received_at, seq);

-- Attempts to use a scan's id for another scan: evidence, but no part of the ledger.
create table reused_scan_id (
  seq bigint generated always as identity primary key,
  id uuid not null,
  received_at timestamptz not null default now(),
  user_id integer not null,
  action text not null,
  raw text
);

-- Totals, counted in the transaction that changes them. One row a writer and day of the site,
-- so that server processes do not wait for each other; the reader sums.
create table tally (
  writer smallint not null,
  day date not null,
  scans bigint not null default 0,
  parent_bags bigint not null default 0,
  child_bags bigint not null default 0,
  bills_new bigint not null default 0,
  bills_processing bigint not null default 0,
  bills_completed bigint not null default 0,
  primary key (writer, day)
);

-- What people did besides scanning. Each row's hash covers the row and the hash before it.
create table audit_entry (
  seq bigint primary key,
  at timestamptz not null,
  actor text,
  action text not null,
  subject text not null,
  before jsonb,
  after jsonb,
  ip text,
  hash bytea not null
);
create index audit_entry__at on audit_entry (at);

-- The text that a row's hash covers; `verify` uses the same function.
create function audit_hash(previous bytea, entry audit_entry) returns bytea
language sql immutable as $$
  select sha256(previous || convert_to(jsonb_build_array(
    entry.seq, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    entry.actor, entry.action, entry.subject, entry.before, entry.after, entry.ip)::text, 'UTF8'))
$$;

create function record_audit(
  p_actor text, p_action text, p_subject text, p_before jsonb, p_after jsonb, p_ip text
) returns void language plpgsql as $$
declare
  previous audit_entry;
  entry audit_entry;
begin
  -- One writer at a time, or two rows would continue from the same hash.
  perform pg_advisory_xact_lock(hashtext('audit_entry'));
  select * into previous from audit_entry order by seq desc limit 1;
  entry.seq := coalesce(previous.seq, 0) + 1;
  entry.at := clock_timestamp();
  entry.actor := p_actor;
  entry.action := p_action;
  entry.subject := p_subject;
  entry.before := p_before;
  entry.after := p_after;
  entry.ip := p_ip;
  entry.hash := audit_hash(coalesce(previous.hash, ''::bytea), entry);
  insert into audit_entry select entry.*;
end $$;

-- Ends the statement, and with it the transaction, when another writer was there first.
create function expect_rows(actual bigint, expected bigint) returns void
language plpgsql as $$
begin
  if actual <> expected then
    raise exception 'expected % rows, changed %', expected, actual using errcode = '40001';
  end if;
end $$;

insert into area (name) values
  ('lucknow'), ('indore'), ('jaipur'), ('hisar'), ('sri_ganganagar'),
  ('sangaria'), ('bathinda'), ('raipur'), ('ranchi'), ('akola');

insert into product (name, pattern, capacity, unit_weight_g, expected_weight_g) values
  ('Mustard', 'SB#####', 30, 1000, 30000),
  ('Moong', 'M444-#####', 15, 1000, 15000);
