import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { AdminPage } from '../../admin/admin-page.tsx';
import { Sheet } from '../../ui/facts.tsx';
import { useFormat } from '../../ui/format.ts';
import { Failed, Loading } from '../../ui/states.tsx';
import { Mails } from './mails.tsx';
import { isOnItsWay, mailQuery, settingsQuery } from './queries.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { SendNow } from './send-now.tsx';
import { useText } from './text.ts';

/** When the report of the day is mailed, to whom, and what became of the mails. */
export function MailPage() {
  const text = useText();
  return (
    <AdminPage title={text.title} lead={text.lead}>
      <Content />
    </AdminPage>
  );
}

function Content() {
  const text = useText();
  const settings = useQuery(settingsQuery);
  const mail = useQuery(mailQuery);
  useFreshList(mail.dataUpdatedAt, isOnItsWay(mail.data?.items));
  const error = settings.error ?? mail.error;
  if (error !== null) {
    const retry = () => void Promise.all([settings.refetch(), mail.refetch()]);
    return <Failed error={error} onRetry={retry} />;
  }
  if (settings.data === undefined || mail.data === undefined) {
    return <Loading rows={3} height={140} />;
  }
  const { dayReport } = settings.data;
  const { missing, nextAt } = mail.data;
  return (
    <>
      {missing !== null && <Missing />}
      <div className="tt-columns">
        <Sheet title={text.schedule}>
          <ScheduleForm
            key={JSON.stringify(dayReport)}
            stored={dayReport}
            mayMail={missing === null}
          />
        </Sheet>
        <div>
          <Next nextAt={nextAt} />
          {missing === null && <SendNow />}
        </div>
      </div>
      <Mails />
    </>
  );
}

/** The list follows what is looked at for it, and is read once more when all has gone. */
function useFreshList(lookedAt: number, isWaiting: boolean): void {
  const client = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each look is a reason to read it.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['mails', {}], exact: true });
  }, [client, lookedAt, isWaiting]);
}

function Missing() {
  const text = useText();
  return (
    <div className="tt-mail-missing" role="note">
      <b>{text.missing}</b>
      <p>{text.missingLead}</p>
      <p>
        {text.missingExample} <code>SMTP_URL=smtp://user:password@mail.example.com:587</code>
      </p>
    </div>
  );
}

function Next({ nextAt }: { readonly nextAt: string | null }) {
  const text = useText();
  const format = useFormat();
  return (
    <Sheet title={text.next}>
      {nextAt === null ? (
        <p className="tt-soft tt-mail-next">{text.nextNone}</p>
      ) : (
        <time dateTime={nextAt} className="tt-mail-next">
          {format.moment(nextAt)}
        </time>
      )}
    </Sheet>
  );
}
