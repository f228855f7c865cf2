import type { BenchView } from '../desk/memory.ts';
import type { StationView } from '../desk/station.ts';
import { useText } from '../text/text.ts';

interface Props {
  readonly session: StationView['session'];
  readonly isReachable: boolean;
  readonly view: BenchView;
}

type NetworkState = 'online' | 'offline' | 'server_away' | 'signed_out';

function stateOf({ session, isReachable, view: { status } }: Props): NetworkState {
  if (session === 'ended' || status.kind === 'paused') return 'signed_out';
  if (status.kind === 'retrying') return status.why === 'server' ? 'server_away' : 'offline';
  return isReachable ? 'online' : 'offline';
}

/** How the device stands with the server; one quiet line, and a plain word when it matters. */
export function NetworkStrip(props: Props) {
  const text = useText();
  const state = stateOf(props);
  const words: Readonly<Record<NetworkState, string>> = {
    online: text.online,
    offline: text.offline,
    server_away: text.serverAway,
    signed_out: text.sessionEnded,
  };
  return (
    <section className="network" data-state={state} aria-label={text.network}>
      <p role="status">{words[state]}</p>
      {isSecureContext ? null : <p className="soft">{text.cannotReopen}</p>}
      {props.view.isStoreBroken ? (
        <p className="warning" role="alert">
          {text.storeBroken}
        </p>
      ) : null}
    </section>
  );
}
