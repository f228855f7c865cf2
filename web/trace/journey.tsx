import { IconBuildingStore, IconFileInvoice, IconPackage, IconPackages } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Trace } from '../bags/queries.ts';
import { BagStatus, BillState } from '../ui/badges.tsx';
import { CodeLink } from '../ui/code-link.tsx';
import { useFormat } from '../ui/format.ts';
import { lastPacking } from './story.ts';
import { useText } from './text.ts';

interface Props {
  readonly trace: Trace;
  readonly actions: ReactNode;
}

/** The way of a bag in one line: packet, parent, bill, dealer. */
export function Journey({ trace, actions }: Props) {
  return (
    <section className="tt-journey">
      <ol>
        {trace.bag.kind === 'child' && <PacketStep trace={trace} />}
        <ParentStep trace={trace} />
        <BillStep trace={trace} />
        <DealerStep trace={trace} />
      </ol>
      <div className="tt-journey-actions">{actions}</div>
    </section>
  );
}

function PacketStep({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const format = useFormat();
  const { bag } = trace;
  const packing = lastPacking(trace);
  return (
    <Step icon={<IconPackage size={22} stroke={1.6} />} name={text.packet} isHere>
      <strong className="tt-code">{bag.code}</strong>
      {bag.status === 'void' && <BagStatus status="void" />}
      {bag.lot !== null && <span>{text.lot(bag.lot)}</span>}
      {bag.labelDate !== null && <span>{text.labelDate(format.date(bag.labelDate))}</span>}
      {bag.parent !== null && packing !== undefined && (
        <span>
          {text.packed}{' '}
          <time dateTime={packing.receivedAt}>{format.moment(packing.receivedAt)}</time>
          {packing.by !== null && ` ${text.by(packing.by)}`}
          {packing.station !== null && ` (${packing.station})`}
        </span>
      )}
    </Step>
  );
}

function ParentStep({ trace: { bag, parent: around } }: { readonly trace: Trace }) {
  const text = useText();
  const parent = bag.kind === 'parent' ? bag : around;
  const icon = <IconPackages size={22} stroke={1.6} />;
  if (parent === null) {
    return (
      <Step icon={icon} name={text.parent} isMissing>
        <strong>{text.loose}</strong>
        <span>{text.looseLead}</span>
      </Step>
    );
  }
  const isHere = bag.kind === 'parent';
  const { code, product, status, childCount, capacity, area } = parent;
  return (
    <Step icon={icon} name={text.parent} isHere={isHere}>
      <strong>
        {isHere ? <span className="tt-code">{code}</span> : <CodeLink to="trace" code={code} />}
      </strong>
      {status !== null && <BagStatus status={status} />}
      <span>{product}</span>
      {childCount !== null && capacity !== null && <span>{text.fill(childCount, capacity)}</span>}
      {area !== null && <span>{area}</span>}
    </Step>
  );
}

function BillStep({ trace: { bill } }: { readonly trace: Trace }) {
  const text = useText();
  const format = useFormat();
  const icon = <IconFileInvoice size={22} stroke={1.6} />;
  if (bill === null) {
    return (
      <Step icon={icon} name={text.bill} isMissing>
        <strong>{text.notBilled}</strong>
        <span>{text.notBilledLead}</span>
      </Step>
    );
  }
  return (
    <Step icon={icon} name={text.bill}>
      <strong>
        <CodeLink to="bill" code={bill.code} />
      </strong>
      <BillState status={bill.status} />
      {bill.completedAt !== null && <span>{text.billedAt(format.moment(bill.completedAt))}</span>}
    </Step>
  );
}

function DealerStep({ trace: { bill } }: { readonly trace: Trace }) {
  const text = useText();
  if (bill === null) return null;
  const { dealer, destination, vehicle } = bill;
  return (
    <Step
      icon={<IconBuildingStore size={22} stroke={1.6} />}
      name={text.dealer}
      isMissing={dealer === null}
    >
      <strong>{dealer ?? text.noDealer}</strong>
      {destination !== null && (
        <span>
          {text.destination} {destination}
        </span>
      )}
      {vehicle !== null && (
        <span>
          {text.vehicle} {vehicle}
        </span>
      )}
    </Step>
  );
}

interface StepProps {
  readonly icon: ReactNode;
  readonly name: string;
  /** This is the bag that was asked for. */
  readonly isHere?: boolean;
  readonly isMissing?: boolean;
  readonly children: ReactNode;
}

function Step({ icon, name, isHere = false, isMissing = false, children }: StepProps) {
  return (
    <li data-here={isHere || undefined} data-missing={isMissing || undefined}>
      <span className="tt-journey-icon" aria-hidden="true">
        {icon}
      </span>
      <span className="tt-journey-name">{name}</span>
      <div className="tt-journey-facts">{children}</div>
    </li>
  );
}
