import { CodedError } from '../http/problem.ts';

/** Lets in a few at once, in order; the others wait, and beyond a number are turned away. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** @throws {CodedError} overloaded, from the gate, when too many wait. */
export function makeGate(atOnceMax: number, waitingMax: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside === atOnceMax) {
      if (waiting.length === waitingMax) {
        throw new CodedError('overloaded', 'Too many people sign in at this moment; try again');
      }
      // Whoever leaves hands over the place, so that nobody slips in between.
      await new Promise<void>((enter) => waiting.push(enter));
    } else {
      inside++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
}
