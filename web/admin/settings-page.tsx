import { Alert, Button, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { childPatternFault } from '#domain/setting.ts';
import { useErrorText, useFaults } from '../app/error-text.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { Sheet } from '../ui/facts.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { AdminPage } from './admin-page.tsx';
import { AlertMailForm } from './alert-mail-form.tsx';
import { PatternInput } from './product-dialog.tsx';
import { useText } from './text.ts';

/** What holds for the whole site. */
export function SettingsPage() {
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: async ({ signal }) => (await ask('GET', '/api/v2/settings', {}, { signal })).data,
  });
  return (
    <AdminPage title={text.settings} lead={text.settingsLead}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={2} height={120} />}
      {data !== undefined && (
        <Sheet title={text.childPattern}>
          <ChildPatternForm key={data.childPattern} before={data.childPattern} />
        </Sheet>
      )}
      {data !== undefined && (
        <Sheet title={text.alertMail}>
          <AlertMailForm key={JSON.stringify(data.alertMail)} before={data.alertMail} />
        </Sheet>
      )}
      <Sheet title={text.dayReport}>
        <p className="tt-soft tt-mail-next">{text.dayReportLead}</p>
        <Link to="/reports/mail" className="tt-link">
          {text.dayReportLink}
        </Link>
      </Sheet>
    </AdminPage>
  );
}

function ChildPatternForm({ before }: { readonly before: string | null }) {
  const text = useText();
  const frameText = useFrameText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [pattern, setPattern] = useState(before ?? '');
  const [error, setError] = useState<unknown>(null);
  const faults = useFaults(error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    try {
      const body = { childPattern: pattern === '' ? null : pattern };
      const { data } = await ask('PATCH', '/api/v2/settings', { body });
      client.setQueryData(['settings'], data);
      toast(text.settingsSaved);
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack maw="34rem">
        <Text c="dimmed">{text.childPatternLead}</Text>
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <PatternInput
          label={text.pattern}
          hint={pattern === '' ? text.childPatternNone : text.patternHint}
          value={pattern}
          error={faults.childPattern}
          isExplained={pattern !== '' && childPatternFault(pattern) === null}
          isOptional
          onChange={setPattern}
        />
        <div>
          <Button type="submit" disabled={pattern === (before ?? '')}>
            {frameText.save}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
