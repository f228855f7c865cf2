-- Other programs that are told what happens, and the mails of alerts (server/webhook, server/alert).

create table webhook (
  id integer generated always as identity primary key,
  url text not null,
  events text[] not null,
  description text,
  is_active boolean not null default true,
  -- Why the server switched it off; null when a person did, or nobody.
  disabled_because text
    constraint webhook__disabled_because check (disabled_because in ('gone', 'failing')),
  -- Kept as they are: they must sign.
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  -- Since when nothing has got through; null while deliveries do.
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  created_by integer not null references app_user,
  version integer not null default 1,
  constraint webhook__is_active check (not (is_active and disabled_because is not null))
);

-- What somebody subscribed to, as it was told: stored together with the fact itself, or, for
-- scans, read from the ledger (webhook_feed).
create table webhook_event (
  id uuid primary key,
  type text not null,
  at timestamptz not null,
  -- json and not jsonb: each try sends the same bytes.
  data json not null
);
create index webhook_event__at on webhook_event (at);

create table webhook_delivery (
  id integer generated always as identity primary key,
  webhook_id integer not null references webhook on delete cascade,
  event_id uuid not null references webhook_event on delete cascade,
  state text not null default 'waiting'
    constraint webhook_delivery__state check (state in ('waiting', 'sent', 'failed')),
  attempts smallint not null default 0,
  created_at timestamptz not null default now(),
  -- While one process sends it, the time after which another one takes it for dead.
  next_try_at timestamptz default now(),
  is_sending boolean not null default false,
  tried_at timestamptz,
  answer_status smallint,
  answer text,
  fault text,
  duration_ms integer,
  constraint webhook_delivery__event_id unique (event_id, webhook_id),
  constraint webhook_delivery__next_try_at check ((state = 'waiting') = (next_try_at is not null))
);
create index webhook_delivery__webhook_id on webhook_delivery (webhook_id, id);
create index webhook_delivery__waiting on webhook_delivery (webhook_id, next_try_at)
  where state = 'waiting';
create index webhook_delivery__failed on webhook_delivery (webhook_id, tried_at)
  where state = 'failed';

-- How far the ledger was read for events: all scans up to `seq`, as it was at `at`.
create table webhook_feed (
  seq bigint not null,
  at timestamptz not null
);
insert into webhook_feed select coalesce(max(seq), 0), now() from scan;

-- One mail for each recipient of a change of an alert.
create table alert_mail (
  id integer generated always as identity primary key,
  alert_id integer not null references alert on delete cascade,
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null default 'waiting'
    constraint alert_mail__state check (state in ('waiting', 'sent', 'failed')),
  tries smallint not null default 0,
  last_fault text,
  -- While one process sends it, the time after which another one takes it for dead.
  next_try_at timestamptz default now(),
  ended_at timestamptz,
  constraint alert_mail__next_try_at check ((state = 'waiting') = (next_try_at is not null))
);
create index alert_mail__next_try_at on alert_mail (next_try_at) where state = 'waiting';
create index alert_mail__failed on alert_mail (ended_at) where state = 'failed';
