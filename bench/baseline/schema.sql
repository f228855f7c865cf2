-- A prototype of packing, in the database alone: what one transaction a scan costs there. A parent
-- is registered and locked, a child inserted and counted, a ledger row with a unique key written.
drop schema if exists prototype cascade;
create schema prototype;
create table parent_bag (
  id bigint generated always as identity primary key,
  code text collate "C" not null unique,
  child_count smallint not null default 0,
  bill_id bigint,
  created_at timestamptz not null default now()
) with (fillfactor = 80);

create table child_bag (
  id bigint generated always as identity primary key,
  code text collate "C" not null unique,
  parent_id bigint not null references parent_bag,
  packed_at timestamptz not null default now()
);
create index on child_bag (parent_id);

create table scan (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  user_id int not null,
  key uuid not null unique,
  parent_id bigint,
  code text not null,
  outcome smallint not null
);

-- Outcomes: 1 packed, 2 the parent is full, 3 the child lies somewhere already.
create function pack(p_user int, p_keys uuid[], p_parents text[], p_children text[])
returns table (place int, outcome smallint, child_count smallint) language plpgsql as $$
#variable_conflict use_column
begin
  insert into parent_bag (code)
    select distinct named from unnest(p_parents) named
    where not exists (select from parent_bag known where known.code = named)
    on conflict do nothing;
  perform from parent_bag where code = any(p_parents) order by id for no key update;
  return query with asked as (
    select ask.place::int, ask.key, parent.id as parent_id, ask.child,
      parent.child_count + row_number() over (partition by parent.id order by ask.place) as fill
    from unnest(p_keys, p_parents, p_children) with ordinality ask (key, parent, child, place)
    join parent_bag parent on parent.code = ask.parent
  ), packed as (
    insert into child_bag (code, parent_id)
      select child, parent_id from asked where fill <= 30 order by child
      on conflict (code) do nothing
      returning code, parent_id
  ), counted as (
    update parent_bag set child_count = parent_bag.child_count + more.children
    from (select parent_id, count(*)::smallint as children from packed group by parent_id) more
    where parent_bag.id = more.parent_id
  ), decided as (
    select asked.*, (case when packed.code is not null then 1 when fill > 30 then 2 else 3 end)
      ::smallint as outcome
    from asked left join packed on packed.code = asked.child
  ), recorded as (
    insert into scan (user_id, key, parent_id, code, outcome)
      select p_user, key, parent_id, child, outcome from decided
  )
  select decided.place, decided.outcome, decided.fill::smallint from decided;
end $$;
