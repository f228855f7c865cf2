import { ROLES } from '#domain/permission.ts';
import { oneOf } from '../app/search-params.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { useFormat } from '../ui/format.ts';
import type { AuditAction } from './queries.ts';
import { useText } from './text.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** How the entries of the audit are told; what is not known here is shown as it was written. */
export function useWords() {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const actions = new Map<string, string>(Object.entries(text.actions));
  const fields = new Map<string, string>(Object.entries(text.fields));
  return {
    actions: [...actions].map(([value, label]) => ({ value, label })),
    isAction: (name: string): name is AuditAction => actions.has(name),
    action: (name: string): string => actions.get(name) ?? name,
    field: (name: string): string => fields.get(name) ?? name,
    value: (value: unknown): string => {
      if (typeof value === 'boolean') return value ? text.yes : text.no;
      if (typeof value === 'number') return format.number(value);
      if (typeof value !== 'string') return JSON.stringify(value);
      const role = oneOf(ROLES, value);
      if (role !== undefined) return frameText.roles[role];
      return INSTANT.test(value) ? format.moment(value) : value;
    },
  };
}
