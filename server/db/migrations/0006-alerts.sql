-- What is to be told, and what was told.

create table alert_rule (
  key text collate "C" primary key,
  -- A null level is never reached.
  warning double precision,
  critical double precision,
  window_seconds integer not null
    constraint alert_rule__window_seconds check (window_seconds between 1 and 900),
  -- For so long a value must stay well below a level before its alert ends.
  clear_seconds integer not null
    constraint alert_rule__clear_seconds check (clear_seconds between 1 and 86400),
  is_enabled boolean not null default true,
  version integer not null default 1,
  constraint alert_rule__levels check (warning <= critical)
);

insert into alert_rule (key, warning, critical, window_seconds, clear_seconds) values
  ('response_time', 100, 200, 60, 60),
  ('cpu', 70, 90, 60, 60),
  ('memory', 80, 95, 60, 60),
  ('error_rate', 1, 5, 60, 60),
  ('database_away', null, 5, 1, 60),
  ('replication_lag', 10, 60, 60, 60),
  ('disk', 85, 95, 60, 60),
  ('job_failed', 1, null, 1, 60),
  ('station_unsent', 300, 1800, 1, 60),
  ('station_refused', 8, null, 900, 300),
  ('verify_failed', null, 1, 1, 60);

-- One row from being raised to being cleared. `cause` is the rule and what it is about.
create table alert (
  id integer generated always as identity primary key,
  rule text collate "C" not null references alert_rule,
  cause text not null,
  subject text,
  level text collate "C" not null constraint alert__level check (level in ('warning', 'critical')),
  -- The latest, and the worst since it was raised.
  value double precision not null,
  worst double precision not null,
  raised_at timestamptz not null,
  -- Since when it has been well below its level; null while it is not.
  calm_since timestamptz,
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by integer references app_user
);
-- Whichever process finds it first raises it, for all of them.
create unique index alert__open on alert (cause) where cleared_at is null;
create index alert__raised_at on alert (raised_at, id);
