import { createContext, useContext } from 'react';
import { can, type Permission } from '#domain/permission.ts';
import { call, type OutputOf } from '../api/client.ts';
import { isSessionOver } from './expiry.ts';
import { forgetSession } from './remembered.ts';

/** Who is signed in, and in which time zone the site's days are. */
export type Session = OutputOf<'GET', '/api/v2/session'>;
export type User = Session['user'];

/** @returns who is signed in, or null. */
export async function findSession(): Promise<Session | null> {
  try {
    return (await call('GET', '/api/v2/session', {})).data;
  } catch (error) {
    if (isSessionOver(error)) return null;
    throw error;
  }
}

export async function signIn(username: string, password: string): Promise<Session> {
  const body = { username, password };
  return (await call('POST', '/api/v2/session', { body })).data;
}

/** Leaves for the page to sign in, with nothing of this person left in memory. */
export async function signOut(): Promise<void> {
  try {
    await call('DELETE', '/api/v2/session', {});
  } catch (error) {
    if (!isSessionOver(error)) throw error;
  }
  forgetSession();
  location.assign('/login');
}

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('nobody is signed in here');
  return session;
}

/** Who is signed in. Everything inside the frame has somebody. */
export function useUser(): User {
  return useSession().user;
}

export function useMay(permission: Permission): boolean {
  return mayUser(useUser(), permission);
}

/** The server decides by the same table; here it decides what is shown. */
export function mayUser({ id, role }: Pick<User, 'id' | 'role'>, permission: Permission): boolean {
  return can({ userId: id, role, areaId: null }, permission);
}
