import { Button } from '@mantine/core';
import { IconDownload, IconListDetails, IconPrinter } from '@tabler/icons-react';
import { useText } from './download-text.ts';
import { DropDown } from './drop-down.tsx';

interface Props {
  readonly href: string;
  readonly label: string;
  /** What is read out, where the label alone does not say what it is of. */
  readonly name?: string;
}

/** A link to a file, which the browser keeps under the name that the server gives it. */
export function Download({ href, label, name }: Props) {
  return (
    <Button
      variant="default"
      className="tt-download"
      component="a"
      href={href}
      download
      aria-label={name}
      leftSection={<IconDownload size={18} aria-hidden="true" />}
    >
      {label}
    </Button>
  );
}

/** The whole list under its filters, in both formats. */
export function Downloads({ hrefOf }: { readonly hrefOf: (format: 'csv' | 'xlsx') => string }) {
  const text = useText();
  return (
    <>
      <Download href={hrefOf('csv')} label="CSV" name={text.asCsv} />
      <Download href={hrefOf('xlsx')} label="Excel" name={text.asExcel} />
    </>
  );
}

/** What lies in the bags, a line for each packet; behind a button, as it is wanted less. */
export function PackingDownloads({
  hrefOf,
}: {
  readonly hrefOf: (format: 'csv' | 'xlsx') => string;
}) {
  const text = useText();
  const face = (
    <>
      <IconListDetails size={18} aria-hidden="true" />
      {text.packing}
    </>
  );
  return (
    <DropDown className="tt-button tt-quiet" face={face} side="below">
      <p>{text.packingLead}</p>
      {(['csv', 'xlsx'] as const).map((format) => (
        <a key={format} className="tt-drop-item" href={hrefOf(format)} download>
          <IconDownload size={18} aria-hidden="true" />
          {text.packingAs[format]}
        </a>
      ))}
    </DropDown>
  );
}

/** A link to a paper, as a PDF. */
export function Print({ href }: { readonly href: string }) {
  const text = useText();
  return (
    <Button
      variant="default"
      component="a"
      href={href}
      download
      leftSection={<IconPrinter size={18} aria-hidden="true" />}
    >
      {text.print}
    </Button>
  );
}
