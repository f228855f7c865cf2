import { IconAlertTriangle, IconQrcode } from '@tabler/icons-react';
import { useState } from 'react';
import { Facts } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { PrintAgain } from './print-again.tsx';
import type { LabelsPreview } from './queries.ts';
import { useText } from './text.ts';

/** What the labels would look like on paper, and what stands against them. */
export function Preview({ preview }: { readonly preview: LabelsPreview | undefined }) {
  const text = useText();
  const format = useFormat();
  return (
    <section className="tt-labels-preview" aria-label={text.preview} aria-live="polite">
      {preview === undefined ? (
        <p className="tt-labels-none">
          <IconQrcode size={34} stroke={1.3} aria-hidden="true" />
          {text.previewEmpty}
        </p>
      ) : (
        <>
          <Issued issued={preview.issued} />
          <Bags bags={preview.bags} />
          <FirstSheet preview={preview} />
          <Facts
            facts={[
              [text.labels, format.number(preview.count)],
              [text.sheets, preview.sheet.columns > 1 ? format.number(preview.pages) : null],
              [text.first, preview.first],
              [text.last, preview.last],
            ]}
          />
        </>
      )}
    </section>
  );
}

/** The ranges that were issued before, which refuse all of them. */
function Issued({ issued: { count, ranges } }: { readonly issued: LabelsPreview['issued'] }) {
  const text = useText();
  const format = useFormat();
  const [again, setAgain] = useState<LabelsPreview['issued']['ranges'][number] | null>(null);
  if (count === 0) return null;
  return (
    <div className="tt-labels-fault" role="alert">
      <p>
        <IconAlertTriangle size={20} aria-hidden="true" />
        {text.taken(format.number(count))}
      </p>
      <ul className="tt-lines">
        {ranges.map((range) => (
          <li key={`${range.issue} ${range.first}`}>
            <span className="tt-lines-what">
              <span className="tt-code">{text.span(range.first, range.last)}</span>
              <small>{text.takenBy(range.issuedBy ?? '', format.moment(range.issuedAt))}</small>
            </span>
            <button type="button" className="tt-link" onClick={() => setAgain(range)}>
              {text.printThem}
            </button>
          </li>
        ))}
      </ul>
      {again !== null && (
        <PrintAgain
          id={again.issue}
          shown={text.span(again.first, again.last)}
          codes={again.count === 1 ? [again.first] : []}
          onClose={() => setAgain(null)}
        />
      )}
    </div>
  );
}

/** Codes that bags bear, whose labels were not issued here. */
function Bags({ bags: { count, first } }: { readonly bags: LabelsPreview['bags'] }) {
  const text = useText();
  const format = useFormat();
  if (count === 0 || first === null) return null;
  return (
    <p className="tt-banner">
      <IconAlertTriangle size={20} aria-hidden="true" />
      {text.areBags(format.number(count), first)}
    </p>
  );
}

const QR_SHARE = 0.62;

/** The first sheet, to scale. */
function FirstSheet({ preview: { sheet, onFirstSheet } }: { readonly preview: LabelsPreview }) {
  const text = useText();
  const [pageWidth, pageHeight] = sheet.pageMm;
  const [width, height] = sheet.labelMm;
  const [first = '', last = ''] = [onFirstSheet[0], onFirstSheet.at(-1)];
  const name = onFirstSheet.length === 1 ? text.alone(first) : text.sheetOf(first, last);
  return (
    <svg
      className="tt-labels-sheet"
      viewBox={`0 0 ${pageWidth} ${pageHeight}`}
      role="img"
      aria-label={name}
    >
      <rect className="tt-labels-paper" width={pageWidth} height={pageHeight} rx={1} />
      {onFirstSheet.map((code, at) => {
        const x = sheet.marginMm[0] + (at % sheet.columns) * (width + sheet.gapMm[0]);
        const y = sheet.marginMm[1] + Math.floor(at / sheet.columns) * (height + sheet.gapMm[1]);
        return <Label key={code} code={code} x={x} y={y} width={width} height={height} />;
      })}
    </svg>
  );
}

interface LabelProps {
  readonly code: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the QR code stands, and the code to read below it. */
function Label({ code, x, y, width, height }: LabelProps) {
  const side = Math.min(width, height) * QR_SHARE;
  const size = Math.min(height * 0.15, (width * 1.4) / code.length);
  const left = x + (width - side) / 2;
  const top = y + height * 0.08;
  return (
    <>
      <rect className="tt-labels-edge" x={x} y={y} width={width} height={height} />
      <path
        className="tt-labels-qr"
        d={QR}
        transform={`translate(${left} ${top}) scale(${side / QR_MODULES})`}
      />
      <text x={x + width / 2} y={y + height * 0.92} fontSize={size} textAnchor="middle">
        {code}
      </text>
    </>
  );
}

/** A drawing of a QR code: its three corners and some squares, which no reader takes for one. */
const QR_MODULES = 21;
const QR =
  'M0 0h7v7h-7zM1 1v5h5v-5zM2 2h3v3h-3zM14 0h7v7h-7zM15 1v5h5v-5zM16 2h3v3h-3z' +
  'M0 14h7v7h-7zM1 15v5h5v-5zM2 16h3v3h-3zM9 1h2v3h-2zM12 4h1v3h-1zM9 6h2v2h-2zM2 9h3v1h-3z' +
  'M6 10h4v2h-4zM12 9h3v3h-3zM17 9h3v2h-3zM9 14h2v2h-2zM12 14h3v1h-3zM16 13h2v3h-2zM19 15h2v2h-2z' +
  'M10 17h3v3h-3zM14 18h2v3h-2zM17 18h3v1h-3zM18 20h3v1h-3z';
