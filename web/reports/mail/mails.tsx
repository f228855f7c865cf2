import { useList } from '../../app/queries.ts';
import { type Format, useFormat } from '../../ui/format.ts';
import { type Column, LongList } from '../../ui/long-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { mailsQuery, type ReportMail } from './queries.ts';
import { useText } from './text.ts';

type Text = ReturnType<typeof useText>;

const LOOKS = { waiting: 'plain', sent: 'good', failed: 'error' } as const;

/** Each mail, newest day first, and what became of it. */
export function Mails() {
  const text = useText();
  return (
    <section>
      <h2 className="tt-section-heading">{text.past}</h2>
      <LongList
        label={text.past}
        list={useList(mailsQuery())}
        columns={columnsOf(text, useFormat())}
        keyOf={({ day, recipient }) => `${day} ${recipient}`}
        cardPx={104}
        empty={<Empty title={text.empty}>{text.emptyLead}</Empty>}
      />
    </section>
  );
}

function columnsOf(text: Text, format: Format): Column<ReportMail>[] {
  return [
    {
      label: text.recipient,
      width: '1.3fr',
      phone: 'title',
      cell: ({ recipient }) => <b>{recipient}</b>,
    },
    { label: text.day, width: '8rem', cell: ({ day }) => format.date(day) },
    {
      label: text.state,
      width: '8rem',
      phone: 'corner',
      cell: ({ state }) => (
        <span className="tt-badge" data-look={LOOKS[state]}>
          {text.states[state]}
        </span>
      ),
    },
    {
      label: text.tries,
      width: '6rem',
      cell: ({ tries }) => tries > 0 && text.triesOf(format.number(tries)),
    },
    { label: text.when, width: '15rem', cell: (mail) => whenOf(mail, text, format) },
    {
      label: text.fault,
      width: '1.3fr',
      phone: 'wide',
      cell: ({ lastFault }) =>
        lastFault !== null && (
          <span lang="en" title={lastFault}>
            {lastFault}
          </span>
        ),
    },
  ];
}

function whenOf({ state, sentAt, nextTryAt, lastFault }: ReportMail, text: Text, format: Format) {
  if (state === 'sent' && sentAt !== null) return format.moment(sentAt);
  const isTriedAgain = state === 'waiting' && lastFault !== null && nextTryAt !== null;
  return isTriedAgain && text.nextTry(format.time(nextTryAt));
}
