import { createContext, useContext } from 'react';
import { can, type Permission } from '#domain/permission.ts';
import { call, type OutputOf } from '../api/client.ts';
import { isSessionOver } from './expiry.ts';

export type User = OutputOf<'GET', '/api/v2/session'>['user'];

/** @returns who is signed in, or null. */
export async function findUser(): Promise<User | null> {
  try {
    return (await call('GET', '/api/v2/session', {})).data.user;
  } catch (error) {
    if (isSessionOver(error)) return null;
    throw error;
  }
}

export async function signIn(username: string, password: string): Promise<User> {
  const body = { username, password };
  return (await call('POST', '/api/v2/session', { body })).data.user;
}

/** Leaves for the page to sign in, with nothing of this person left in memory. */
export async function signOut(): Promise<void> {
  try {
    await call('DELETE', '/api/v2/session', {});
  } catch (error) {
    if (!isSessionOver(error)) throw error;
  }
  location.assign('/login');
}

const UserContext = createContext<User | null>(null);
export const UserProvider = UserContext.Provider;

/** Who is signed in. Everything inside the frame has somebody. */
export function useUser(): User {
  const user = useContext(UserContext);
  if (user === null) throw new Error('nobody is signed in here');
  return user;
}

export function useMay(permission: Permission): boolean {
  return mayUser(useUser(), permission);
}

/** The server decides by the same table; here it decides what is shown. */
export function mayUser({ id, role }: User, permission: Permission): boolean {
  return can({ userId: id, role, areaId: null }, permission);
}
