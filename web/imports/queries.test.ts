import { expect, test } from 'vitest';
import { rowsFile, rowsQuery } from './queries.ts';

test('the file of rows has those of the fate that is shown', () => {
  expect(rowsFile('7', undefined)).toBe('/api/v2/imports/7/rows.csv');
  expect(rowsFile('7', 'refused')).toBe('/api/v2/imports/7/rows.csv?fate=refused');
});

test('a fate that somebody made up in the address counts for none', () => {
  expect(rowsFile('7', 'lost')).toBe('/api/v2/imports/7/rows.csv');
  expect(rowsQuery('7', 'lost').queryKey).toEqual(rowsQuery('7', undefined).queryKey);
});

test('the rows are read again when notes tell of the progress of imports', () => {
  expect(rowsQuery('7', 'refused').queryKey).toEqual(['import', { id: '7', fate: 'refused' }]);
});
