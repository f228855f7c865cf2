import { expect, test } from 'vitest';
import { uuidV7 } from './uuid.ts';

test('an id is a UUID of version 7 that begins with its time', () => {
  const atMs = Date.parse('2026-11-23T10:15:00Z');
  const id = uuidV7(atMs);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(atMs);
});

test('ids of the same moment differ', () => {
  const ids = Array.from({ length: 1_000 }, () => uuidV7(0));
  expect(new Set(ids).size).toBe(ids.length);
});
