-- Watching it work: the history of each process's figures, stations, runs of verify, and the trace
-- that an audit entry belongs to.

-- The minutes and hours of each process. The latencies are a histogram (server/monitor/histogram.ts),
-- so that percentiles over several processes or hours are true ones.
create table performance_history (
  resolution text collate "C" not null
    constraint performance_history__resolution check (resolution in ('minute', 'hour')),
  at timestamptz not null,
  -- One start of one process, and what it is called over all its starts.
  instance text collate "C" not null,
  name text not null,
  seconds integer not null,
  figures jsonb not null,
  latency bytea not null,
  primary key (resolution, at, instance)
);

-- What stations say of themselves. A name is unique within an area (0: of people without one).
create table station_state (
  area_id smallint not null,
  station text not null,
  user_id integer not null,
  waiting integer not null,
  oldest_waiting_at timestamptz,
  -- The device's clock less the server's.
  clock_skew_ms integer not null,
  seen_at timestamptz not null,
  primary key (area_id, station)
);

-- How much was scanned, by station, person and minute; kept for a day. The ledger knows it, too, but
-- would have to be read for it each time that somebody looks.
create table station_minute (
  minute timestamptz not null,
  area_id smallint not null,
  station text not null,
  user_id integer not null,
  scans integer not null,
  refused integer not null,
  primary key (minute, area_id, station, user_id)
);

create table verify_run (
  id integer generated always as identity primary key,
  started_at timestamptz not null default now(),
  -- Null for the nightly ones.
  asked_by integer references app_user,
  finished_at timestamptz,
  bags bigint,
  scans bigint,
  bills bigint,
  audit_entries bigint,
  differences integer,
  sentences jsonb,
  -- Why it did not come to an end.
  failure text
);
create index verify_run__started_at on verify_run (started_at);

-- The trace (W3C, or the request's own id) of what was done. Entries without one have the hash that
-- they always had.
alter table audit_entry add column trace_id text;

create or replace function audit_hash(previous bytea, entry audit_entry) returns bytea
language sql immutable as $$
  select sha256(previous || convert_to((jsonb_build_array(
    entry.seq, to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    entry.actor, entry.action, entry.subject, entry.before, entry.after, entry.ip)
    || case when entry.trace_id is null then '[]' else jsonb_build_array(entry.trace_id) end
  )::text, 'UTF8'))
$$;

-- Beside the one without the trace, which the version before calls.
create function record_audit(
  p_actor text, p_action text, p_subject text, p_before jsonb, p_after jsonb, p_ip text,
  p_trace_id text
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
  entry.trace_id := p_trace_id;
  entry.hash := audit_hash(coalesce(previous.hash, ''::bytea), entry);
  insert into audit_entry select entry.*;
end $$;
