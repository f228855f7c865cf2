import { ActionIcon, Group } from '@mantine/core';
import { IconExternalLink, IconLink, IconPrinter } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { RefusedError } from '../api/client.ts';
import { Children } from '../bags/children.tsx';
import { type Trace, useTrace } from '../bags/queries.ts';
import { Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { Failed, Loading } from '../ui/states.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { toast } from '../ui/toast.tsx';
import { Journey } from './journey.tsx';
import { Matches } from './matches.tsx';
import { storyOf } from './story.ts';
import { useText } from './text.ts';

const route = getRouteApi('/trace/$code');

/** Where a bag came from and where it went; or, for a part of a code, the bags to choose from. */
export function TraceAnswer() {
  const { code } = route.useParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useTrace(code);
  const normal = data?.bag.code;
  useEffect(() => {
    // A scanned label is long: the address that is shared holds the code alone.
    if (normal === undefined || normal === code) return;
    void navigate({ to: '/trace/$code', params: { code: normal }, replace: true });
  }, [normal, code, navigate]);
  if (error instanceof RefusedError && error.code === 'bag_unknown') return <Matches text={code} />;
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} height={120} />;
  return <Answer trace={data} />;
}

function Answer({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const format = useFormat();
  const { bag, bill, children } = trace;
  const parent = useTrace(bag.parent).data;
  return (
    <article className="tt-trace" aria-live="polite" aria-label={bag.code}>
      <Journey trace={trace} actions={<Actions code={bag.code} />} />
      <div className={bag.kind === 'parent' ? 'tt-columns' : undefined}>
        <Sheet title={text.timeline}>
          <Timeline entries={storyOf(trace, parent)} end={bill?.completedAt ?? null} />
        </Sheet>
        {bag.kind === 'parent' && children !== undefined && <Children items={children} />}
      </div>
      <p className="tt-print-only">
        {text.printed(format.moment(new Date().toISOString()))} · {location.href}
      </p>
    </article>
  );
}

function Actions({ code }: { readonly code: string }) {
  const text = useText();
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    toast(text.copied);
  };
  return (
    <Group gap={4} className="tt-no-print">
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={text.page}
        title={text.page}
        renderRoot={(props) => <Link to="/bags/$code" params={{ code }} {...props} />}
      >
        <IconExternalLink size={20} />
      </ActionIcon>
      {isSecureContext && (
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={text.copy}
          title={text.copy}
          onClick={copy}
        >
          <IconLink size={20} />
        </ActionIcon>
      )}
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={text.print}
        title={text.print}
        onClick={() => print()}
      >
        <IconPrinter size={20} />
      </ActionIcon>
    </Group>
  );
}
