import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RefusedError } from '../api/client.ts';
import { ask, goOn, isSignInWanted, onSignInWanted } from './expiry.ts';

/** The server's answers, in turn; the last one stands. */
let answers: (() => Response)[] = [];
let asked: string[] = [];

const areas = () => Response.json({ items: [] });
const problem = (status: number, code: string) => () => Response.json({ code }, { status });
const sessionOver = problem(401, 'not_signed_in');

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer?.() ?? Response.error();
  });
});

afterEach(() => {
  goOn();
  vi.unstubAllGlobals();
});

const askForAreas = () => ask('GET', '/api/v2/areas', {});

test('while the session lasts nothing is asked of anybody', async () => {
  answers = [areas];
  expect((await askForAreas()).data).toEqual({ items: [] });
  expect(isSignInWanted()).toBe(false);
});

test('a request that finds the session ended waits, and is sent again afterwards', async () => {
  answers = [sessionOver, areas];
  const told = vi.fn();
  const stop = onSignInWanted(told);
  const answer = askForAreas();
  await vi.waitFor(() => expect(isSignInWanted()).toBe(true));
  expect(told).toHaveBeenCalledTimes(1);
  expect(asked).toEqual(['/api/v2/areas']);
  goOn();
  expect((await answer).data).toEqual({ items: [] });
  expect(asked).toEqual(['/api/v2/areas', '/api/v2/areas']);
  expect(isSignInWanted()).toBe(false);
  expect(told).toHaveBeenCalledTimes(2);
  stop();
});

test('all that wait go on together', async () => {
  answers = [sessionOver, sessionOver, sessionOver, areas];
  const all = Promise.all([askForAreas(), askForAreas(), askForAreas()]);
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  await vi.waitFor(() => expect(isSignInWanted()).toBe(true));
  goOn();
  expect(await all).toHaveLength(3);
  expect(asked).toHaveLength(6);
});

test('any other refusal is the business of who asked', async () => {
  answers = [problem(403, 'not_allowed')];
  await expect(askForAreas()).rejects.toThrow(RefusedError);
  answers = [problem(401, 'wrong_password')];
  await expect(askForAreas()).rejects.toThrow(RefusedError);
  expect(isSignInWanted()).toBe(false);
});

test('who has stopped listening is told nothing', async () => {
  answers = [sessionOver, areas];
  const told = vi.fn();
  onSignInWanted(told)();
  const answer = askForAreas();
  await vi.waitFor(() => expect(isSignInWanted()).toBe(true));
  goOn();
  await answer;
  expect(told).not.toHaveBeenCalled();
});
