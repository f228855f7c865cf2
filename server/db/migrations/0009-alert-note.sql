-- What whoever looks after an alert says about it.
alter table alert add column acknowledged_note text
  constraint alert__acknowledged_note check (char_length(acknowledged_note) between 1 and 200);

-- Of one rule, or of one level, the newest first.
create index alert__rule on alert (rule, raised_at, id);
