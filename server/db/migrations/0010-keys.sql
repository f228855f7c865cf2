-- API keys, and what lists of the audit walk along.

-- What a key does is done by an account of its own: its name is in the ledger and the audit as a
-- person's is, its role and area are those of the account, and nobody can sign in to it.
alter table app_user add column is_key boolean not null default false;

-- Only the SHA-256 of a key is stored: who reads the table cannot use it. A revoked key's row goes,
-- its account stays.
create table api_key (
  id integer generated always as identity primary key,
  user_id integer not null constraint api_key__user_id unique references app_user,
  token_hash bytea not null constraint api_key__token_hash unique,
  -- The beginning of the key, to recognise it by.
  prefix text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz
);

-- One for each way in which the audit is asked for, in its order: newest first. Subjects are few
-- entries each, or many of one action.
create index audit_entry__at__seq on audit_entry (at, seq);
create index audit_entry__actor on audit_entry (lower(actor), at, seq);
create index audit_entry__action on audit_entry (action, at, seq);
create index audit_entry__subject on audit_entry (subject, at, seq);
create index audit_entry__actor__action on audit_entry (lower(actor), action, at, seq);
create index audit_entry__subject__action on audit_entry (subject, action, at, seq);
drop index audit_entry__at;
