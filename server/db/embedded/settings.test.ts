import { expect, test } from 'vitest';
import { fittedSettings, fixedSettings, toConfigurationFile } from './settings.ts';

const GIB = 1024 ** 3;

test('memory settings grow with the memory, within limits', () => {
  expect(fittedSettings(GIB / 4, 100)).toMatchObject({ shared_buffers: '128MB', work_mem: '4MB' });
  expect(fittedSettings(4 * GIB, 100)).toMatchObject({
    shared_buffers: '1024MB',
    effective_cache_size: '2048MB',
    maintenance_work_mem: '256MB',
    work_mem: '16MB',
  });
  expect(fittedSettings(64 * GIB, 100)).toMatchObject({ shared_buffers: '2048MB' });
});

test('values are quoted, in the file and in the list of socket folders', () => {
  expect(toConfigurationFile({ a: "it's" })).toContain("a = 'it''s'\n");
  expect(fixedSettings('/a,b"c').unix_socket_directories).toBe('"/a,b""c"');
});
