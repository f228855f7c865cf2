-- End-of-day reports that are mailed: one row for each day and recipient, so that each goes once.

create table report_mail (
  day date not null,
  recipient text not null,
  state text not null default 'waiting'
    constraint report_mail__state check (state in ('waiting', 'sent', 'failed')),
  tries smallint not null default 0,
  last_fault text,
  -- While one process sends it, the time after which another one takes it for dead.
  next_try_at timestamptz default now(),
  sent_at timestamptz,
  primary key (day, recipient),
  constraint report_mail__next_try_at check ((state = 'waiting') = (next_try_at is not null))
);
create index report_mail__next_try_at on report_mail (next_try_at) where state = 'waiting';

-- The bills completed on a day (server/report/report.sql.ts).
create index bill__completed_at on bill (completed_at) where completed_at is not null;
