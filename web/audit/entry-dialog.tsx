import { Modal, Stack, Text } from '@mantine/core';
import { useText as useFrameText } from '../app/text/text.ts';
import { Facts } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { type Change, changesOf, isNothing, partsOf } from './difference.ts';
import type { Entry } from './queries.ts';
import { useText } from './text.ts';
import { useWords } from './words.ts';

interface Props {
  readonly entry: Entry;
  readonly onClose: () => void;
}

/** All that is known of one entry: the difference field by field, and its place in the chain. */
export function EntryDialog({ entry, onClose }: Props) {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const words = useWords();
  const { actor, at, seq, hash, ip, traceId, subject } = entry;
  const changes = changesOf(entry);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${words.action(entry.action)}: ${partsOf(subject).name}`}
      closeButtonProps={{ 'aria-label': frameText.close }}
    >
      <Stack>
        {changes.length === 0 ? (
          <Text c="dimmed">{text.noStates}</Text>
        ) : (
          <States changes={changes} />
        )}
        <Facts
          facts={[
            [text.actor, actor ?? text.nobody],
            [text.when, format.moment(at)],
            [text.from, ip],
            [text.trace, traceId !== null && <Hex>{traceId}</Hex>],
            [text.place, format.number(seq)],
            [text.hash, <Hex key="hash">{hash}</Hex>],
          ]}
        />
      </Stack>
    </Modal>
  );
}

function States({ changes }: { readonly changes: readonly Change[] }) {
  const text = useText();
  const words = useWords();
  return (
    <table className="tt-audit-states">
      <thead>
        <tr>
          <th scope="col">{text.field}</th>
          <th scope="col">{text.before}</th>
          <th scope="col">{text.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{words.field(field)}</th>
            <td>{!isNothing(before) && <del>{words.value(before)}</del>}</td>
            <td>{!isNothing(after) && <ins>{words.value(after)}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Hex({ children }: { readonly children: string }) {
  return <span className="tt-code tt-audit-hex">{children}</span>;
}
