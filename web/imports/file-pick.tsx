import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useFormat } from '../ui/format.ts';
import { useText } from './text.ts';

interface Props {
  readonly file: File | null;
  readonly onPick: (file: File) => void;
}

const MEGABYTE = 1_000_000;
/** Of a file, as the server takes it: 256 MB, counted as computers do. */
export const FILE_BYTES_MAX = 256 * 1_024 * 1_024;

/** A field for one sheet: pressed, or something is dropped onto it. */
export function FilePick({ file, onPick }: Props) {
  const text = useText();
  const format = useFormat();
  const [isOver, setOver] = useState(false);
  const pick = (files: FileList | null) => {
    const [first] = files ?? [];
    if (first !== undefined) onPick(first);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    pick(event.dataTransfer.files);
  };
  // Below a hundredth it would read as nothing.
  const size = file === null ? 0 : Math.max(0.01, Math.round(file.size / (MEGABYTE / 100)) / 100);
  const isTooLarge = file !== null && file.size > FILE_BYTES_MAX;
  const megabytes = format.number(size);
  const picked = isTooLarge ? text.tooLarge(megabytes) : text.picked(megabytes);
  const hint = file === null ? text.pickHint : picked;
  return (
    <label
      className="tt-file"
      data-over={isOver || undefined}
      data-picked={file !== null || undefined}
      data-fault={isTooLarge || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <input
        type="file"
        className="tt-hidden"
        accept=".csv,.xlsx"
        onChange={({ currentTarget }) => pick(currentTarget.files)}
      />
      {file === null ? (
        <IconUpload size={26} stroke={1.6} aria-hidden="true" />
      ) : (
        <IconFileSpreadsheet size={26} stroke={1.6} aria-hidden="true" />
      )}
      <span>
        <b>{file === null ? text.pick : file.name}</b>
        <small role={isTooLarge ? 'alert' : undefined}>{hint}</small>
      </span>
    </label>
  );
}
