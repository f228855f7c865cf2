import { Button } from '@mantine/core';
import { IconArrowsMaximize } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Figure, Figures } from '../ui/figure.tsx';
import { useFormat } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { type Floor, floorQuery } from './queries.ts';
import { StationCard } from './station-card.tsx';
import { useText } from './text.ts';
import { type ShownStation, showStations } from './trouble.ts';

/** Every station as it is now, for a phone in the hand and for a screen on the wall. */
export function FloorPage() {
  const text = useText();
  const { data, error, refetch, dataUpdatedAt } = useQuery(floorQuery);
  const wall = useRef<HTMLDivElement>(null);
  const show = () => void wall.current?.requestFullscreen().catch(() => undefined);
  const actions = document.fullscreenEnabled && (
    <Button variant="default" leftSection={<IconArrowsMaximize size={18} />} onClick={show}>
      {text.wall}
    </Button>
  );
  return (
    <Page title={text.title} lead={text.lead} actions={actions}>
      {error !== null && data === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Loading rows={3} height={180} />}
      {data?.items.length === 0 && <Empty title={text.empty}>{text.emptyLead}</Empty>}
      <div ref={wall} className="tt-floor">
        {data !== undefined && data.items.length > 0 && (
          <Shown floor={data} readAtMs={dataUpdatedAt} />
        )}
      </div>
    </Page>
  );
}

interface ShownProps {
  readonly floor: Floor;
  /** When it was read, by this device's clock. */
  readonly readAtMs: number;
}

function Shown({ floor, readAtMs }: ShownProps) {
  const clock = useSeconds();
  // Ages go by the server's clock: that of this device may be wrong, as those of the stations may.
  const now = Date.parse(floor.at) + Math.max(0, clock - readAtMs);
  const stations = showStations(floor.items, now);
  return (
    <>
      <Totals stations={stations} />
      <ul className="tt-stations">
        {stations.map((shown) => (
          <StationCard key={`${shown.station.area} ${shown.station.station}`} shown={shown} />
        ))}
      </ul>
    </>
  );
}

function Totals({ stations }: { readonly stations: readonly ShownStation[] }) {
  const text = useText();
  const format = useFormat();
  const sum = (of: (one: ShownStation) => number) =>
    stations.reduce((all, one) => all + of(one), 0);
  const atWork = sum(({ look }) => (look === 'quiet' ? 0 : 1));
  const toLookAt = sum(({ look }) => (look === 'error' || look === 'notice' ? 1 : 0));
  const unsent = sum(({ station }) => station.waiting ?? 0);
  const rate = sum(({ station }) => station.scansPerMinute);
  return (
    <Figures>
      <Figure
        label={text.atWork}
        value={format.number(atWork)}
        hint={text.ofAll(format.number(stations.length))}
      />
      <Figure label={text.rate} value={format.number(Math.round(rate))} hint={text.rateHint} />
      <Figure label={text.unsent} value={format.number(unsent)} hint={text.unsentHint} />
      <Figure
        label={text.look}
        value={format.number(toLookAt)}
        hint={text.lookHint}
        isNotable={toLookAt > 0}
      />
    </Figures>
  );
}

const SECOND_MS = 1_000;

/** This device's clock, each second. */
function useSeconds(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
