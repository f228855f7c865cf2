import type { SettingsChange } from '#contract/setting.ts';
import { childPatternFault, type Settings } from '#domain/setting.ts';
import type { By } from '../audit/audit.ts';
import { diffOf } from '../audit/diff.ts';
import { publishCatalogueChange } from '../catalogue/catalogue.ts';
import type { Deps } from '../deps.ts';
import { CodedError } from '../http/problem.ts';
import * as sql from './setting.sql.ts';

export function getSettings({ catalogue }: Deps): Settings {
  return catalogue.current.settings;
}

/**
 * Changes what `change` names, for the next scan.
 * @throws {CodedError} not_possible; mail_missing
 */
export async function changeSettings(
  deps: Deps,
  by: By,
  change: SettingsChange,
): Promise<Settings> {
  const { childPattern } = change;
  const fault = typeof childPattern === 'string' ? childPatternFault(childPattern) : null;
  if (fault !== null) {
    const errors = [{ pointer: '/childPattern', detail: fault }];
    throw new CodedError('not_possible', `The pattern ${fault}`, { errors });
  }
  const isMailed = change.dayReport && change.dayReport.isOn !== false;
  if (isMailed && deps.config.smtpUrl === null) throw mailMissing();
  for (const [name, value] of Object.entries(change)) await storeSetting(deps, by, name, value);
  await deps.catalogue.refresh();
  return getSettings(deps);
}

/** Said wherever mail is wanted and cannot be sent. */
export function mailMissing(): CodedError {
  return new CodedError('mail_missing', MAIL_MISSING);
}

export const MAIL_MISSING = 'Mail is not set up: start the server with SMTP_URL';

async function storeSetting(deps: Deps, by: By, name: string, value: unknown): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.run(sql.lockSetting, [name]);
    const diff = diffOf({ [name]: row?.value ?? null }, { [name]: value });
    if (diff === null) return;
    await tx.run(sql.upsertSetting, [name, JSON.stringify(value)]);
    const subject = `setting:${name}`;
    const { person, ip } = by;
    const actor = person.username;
    await deps.audit.record(tx, { actor, action: 'setting.change', subject, ip, ...diff });
    await publishCatalogueChange(tx);
  });
}
