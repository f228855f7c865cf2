import { Alert, Button, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useErrorText, useFaults } from '../../app/error-text.ts';
import { useText as useFrameText } from '../../app/text/text.ts';
import { ask } from '../../session/expiry.ts';
import { useSiteTimeZone } from '../../session/site-time.ts';
import { toast } from '../../ui/toast.tsx';
import { settingsQuery } from './queries.ts';
import { DAYS, isOfDayBefore, type Plan, planOf, type Stored, scheduleOf } from './schedule.ts';
import { useText } from './text.ts';

interface Props {
  readonly stored: Stored;
  /** Without a mail server nothing can be switched on. */
  readonly mayMail: boolean;
}

/** Whether, when and to whom the report is mailed. What is missing or unchanged is not saved. */
export function ScheduleForm({ stored, mayMail }: Props) {
  const text = useText();
  const frameText = useFrameText();
  const errorText = useErrorText();
  const [plan, setPlan] = useState(() => planOf(stored));
  const { isBusy, error, save } = useSave();
  const schedule = scheduleOf(plan);
  const before = scheduleOf(planOf(stored));
  const isChanged = JSON.stringify(schedule) !== JSON.stringify(before);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (schedule !== null) void save(schedule);
  };
  const isForbidden = !mayMail && plan.isOn && before?.isOn !== true;
  return (
    <form className="tt-form" onSubmit={submit}>
      <label className="tt-check">
        <input
          type="checkbox"
          checked={plan.isOn}
          disabled={!mayMail && !plan.isOn}
          onChange={(event) => setPlan({ ...plan, isOn: event.currentTarget.checked })}
        />
        {text.isOn}
      </label>
      <When plan={plan} onChange={setPlan} />
      <Recipients plan={plan} error={error} onChange={setPlan} />
      {error !== null && (
        <Alert color="red" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <div>
        <Button
          type="submit"
          loading={isBusy}
          disabled={schedule === null || !isChanged || isForbidden}
        >
          {frameText.save}
        </Button>
      </div>
    </form>
  );
}

function useSave() {
  const text = useText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async (dayReport: NonNullable<ReturnType<typeof scheduleOf>>) => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await ask('PATCH', '/api/v2/settings', { body: { dayReport } });
      client.setQueryData(settingsQuery.queryKey, data);
      await client.invalidateQueries({ queryKey: ['mails'] });
      toast(text.saved);
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, save };
}

interface PartProps {
  readonly plan: Plan;
  readonly onChange: (plan: Plan) => void;
}

function When({ plan, onChange }: PartProps) {
  const text = useText();
  const zone = useSiteTimeZone();
  const { at, days } = plan;
  const toggle = (day: (typeof DAYS)[number]) => {
    const others = days.filter((one) => one !== day);
    onChange({ ...plan, days: others.length === days.length ? [...days, day] : others });
  };
  return (
    <>
      <TextInput
        type="time"
        label={text.at}
        description={`${text.atHint(zone)} ${isOfDayBefore(at) ? text.dayBefore : ''}`.trim()}
        value={at}
        required
        withAsterisk={false}
        className="tt-mail-time"
        onChange={(event) => onChange({ ...plan, at: event.currentTarget.value.slice(0, 5) })}
      />
      <fieldset className="tt-days">
        <legend>{text.days}</legend>
        {DAYS.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              className="tt-hidden"
              checked={days.includes(day)}
              onChange={() => toggle(day)}
            />
            <span>{text.dayNames[day]}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

function Recipients({ plan, error, onChange }: PartProps & { readonly error: unknown }) {
  const text = useText();
  const faults = useFaults(error);
  const inAddresses = Object.keys(faults).find((name) => name.startsWith('dayReport/to'));
  return (
    <Textarea
      label={text.to}
      description={text.toHint}
      value={plan.to}
      error={faults[inAddresses ?? '']}
      rows={4}
      spellCheck={false}
      autoCapitalize="none"
      onChange={(event) => onChange({ ...plan, to: event.currentTarget.value })}
    />
  );
}
