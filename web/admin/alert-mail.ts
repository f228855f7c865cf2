import { addressesIn } from '../reports/mail/schedule.ts';

/** As it is stored: nobody has chosen, or these addresses, or none. */
export type AlertMail = { readonly to: readonly string[] } | null;

/** As it is filled in. */
export interface AlertMailWish {
  readonly to: 'admins' | 'addresses' | 'nobody';
  /** One a line; kept while another choice is looked at. */
  readonly addresses: string;
}

export function wishOf(stored: AlertMail): AlertMailWish {
  if (stored === null) return { to: 'admins', addresses: '' };
  const to = stored.to.length === 0 ? 'nobody' : 'addresses';
  return { to, addresses: stored.to.join('\n') };
}

export function alertMailOf({ to, addresses }: AlertMailWish): { to: string[] } | null {
  if (to === 'admins') return null;
  return { to: to === 'nobody' ? [] : addressesIn(addresses) };
}
