import { Alert, Button, NumberInput, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changedFields, useEditing } from '../admin/editing.ts';
import { useErrorText } from '../app/error-text.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { useMeasure } from './measure.ts';
import type { Rule, RuleKey } from './queries.ts';
import { isWarningHigh, levelOf, type RuleFields, settingOf } from './rule-fields.ts';
import { useText } from './text.ts';

interface EditProps {
  readonly rule: RuleKey;
  readonly onClose: () => void;
}

/** Reads the rule as it is now, and shows its form. */
export function EditRule({ rule, onClose }: EditProps) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const params = { key: rule };
  const { before, error, save } = useEditing(() =>
    ask('GET', '/api/v2/alert-rules/:key', { params }),
  );
  if (error !== null) return <Alert color="red">{errorText(error)}</Alert>;
  if (before === undefined) return null;
  const change = async (after: RuleFields) => {
    const body = changedFields(settingOf(before), after);
    await save((extra) => ask('PATCH', '/api/v2/alert-rules/:key', { params, body }, extra));
    toast(text.saved(text.rules[rule].name));
    onClose();
    await client.invalidateQueries({ queryKey: ['alert-rules'] });
  };
  return <RuleForm rule={before} onClose={onClose} onSave={change} />;
}

interface FormProps {
  readonly rule: Rule;
  readonly onClose: () => void;
  readonly onSave: (fields: RuleFields) => Promise<void>;
}

function RuleForm({ rule, onClose, onSave }: FormProps) {
  const text = useText();
  const frameText = useFrameText();
  const [fields, setFields] = useState(() => settingOf(rule));
  const set = (change: Partial<RuleFields>) => setFields((old) => ({ ...old, ...change }));
  const { name, measures } = text.rules[rule.key];
  return (
    <FormDialog
      title={text.editRule(name)}
      action={frameText.save}
      onClose={onClose}
      onSubmit={() => onSave(fields)}
    >
      {(faults) => (
        <>
          <Text c="dimmed">{measures}</Text>
          <label className="tt-check">
            <input
              type="checkbox"
              checked={fields.isEnabled}
              onChange={(event) => set({ isEnabled: event.currentTarget.checked })}
            />
            {text.isOn}
          </label>
          <Levels rule={rule} fields={fields} faults={faults} onChange={set} />
          <Times rule={rule} fields={fields} faults={faults} onChange={set} />
          <div>
            <Button
              variant="subtle"
              size="xs"
              leftSection={<IconArrowBackUp size={16} />}
              onClick={() => setFields(settingOf(rule.default))}
            >
              {text.toDefault}
            </Button>
          </div>
        </>
      )}
    </FormDialog>
  );
}

interface InputsProps {
  readonly rule: Rule;
  readonly fields: RuleFields;
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly onChange: (change: Partial<RuleFields>) => void;
}

function Levels({ rule, fields, faults, onChange }: InputsProps) {
  const text = useText();
  const { measure } = useMeasure();
  const level = (name: 'warning' | 'critical') => {
    const standard = rule.default[name];
    const told = standard === null ? text.never : measure(standard, rule.unit);
    return {
      label: `${text[name]} (${unitIn(text.units, rule.unit)})`,
      description: text.levelHint(told),
      error: faults[name],
      value: fields[name] ?? '',
      min: 0,
      onChange: (value: number | string) => onChange({ [name]: levelOf(value) }),
    };
  };
  const warning = level('warning');
  const fault = isWarningHigh(fields) ? text.warningHigh : warning.error;
  return (
    <div className="tt-two">
      <NumberInput {...warning} error={fault} />
      <NumberInput {...level('critical')} />
    </div>
  );
}

function unitIn(units: Readonly<Record<string, string>>, unit: string): string {
  return units[unit] ?? unit;
}

function Times({ rule, fields, faults, onChange }: InputsProps) {
  const text = useText();
  const { duration } = useMeasure();
  const seconds = (name: 'windowSeconds' | 'clearSeconds') => ({
    error: faults[name],
    value: fields[name],
    min: 1,
    allowDecimal: false,
    required: true,
    withAsterisk: false,
    onChange: (value: number | string) => onChange({ [name]: Number(value) }),
  });
  return (
    <div className="tt-two tt-ends">
      <NumberInput
        label={text.windowField}
        description={text.windowHint(duration(rule.default.windowSeconds))}
        {...seconds('windowSeconds')}
      />
      <NumberInput
        label={text.clearField}
        description={text.clearHint(duration(rule.default.clearSeconds))}
        {...seconds('clearSeconds')}
      />
    </div>
  );
}
