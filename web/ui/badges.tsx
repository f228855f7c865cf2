import {
  type BillStatus,
  isAction,
  isOutcome,
  type ParentStatus,
  toneOf,
} from '#domain/outcome.ts';
import { useWords } from './words.ts';

type Look = 'plain' | 'good' | 'strong' | 'notice' | 'error';

const BAG_LOOKS: Readonly<Record<ParentStatus | 'void', Look>> = {
  open: 'plain',
  sealed: 'notice',
  complete: 'good',
  void: 'error',
};

const BILL_LOOKS: Readonly<Record<BillStatus, Look>> = {
  new: 'plain',
  processing: 'notice',
  completed: 'good',
};

export function BagStatus({ status }: { readonly status: ParentStatus | 'void' }) {
  return <Badge look={BAG_LOOKS[status]}>{useWords().bagStatus[status]}</Badge>;
}

export function BillState({ status }: { readonly status: BillStatus }) {
  return <Badge look={BILL_LOOKS[status]}>{useWords().billStatus[status]}</Badge>;
}

export function OutcomeBadge({ outcome, action }: { outcome: string; action: string }) {
  const words = useWords();
  if (!isOutcome(outcome)) return <Badge look="plain">{outcome}</Badge>;
  const tone = toneOf(outcome, action);
  return <Badge look={tone === 'ok' ? 'good' : tone}>{words.outcome[outcome]}</Badge>;
}

export function useActionWord(): (action: string) => string {
  const words = useWords();
  return (action) => (isAction(action) ? words.action[action] : action);
}

function Badge({ look, children }: { readonly look: Look; readonly children: string }) {
  return (
    <span className="tt-badge" data-look={look}>
      {children}
    </span>
  );
}
