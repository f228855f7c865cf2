import { NativeSelect, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { printAgain } from './queries.ts';
import { useText } from './text.ts';
import { codesIn, FORMATS, type LabelFormat } from './wishes.ts';

interface Props {
  readonly id: number;
  /** The codes of the issue, in short. */
  readonly shown: string;
  /** Those that are wanted, where it is known; else all. */
  readonly codes?: readonly string[];
  readonly format?: LabelFormat;
  readonly onClose: () => void;
}

/** Prints labels that were issued before: the same codes, on any paper. */
export function PrintAgain({ id, shown, codes = [], format = 'a4-24', onClose }: Props) {
  const text = useText();
  const [paper, setPaper] = useState<LabelFormat>(format);
  const [list, setList] = useState(codes.join('\n'));
  const print = async () => {
    await printAgain(id, { format: paper, codes: codesIn(list) });
    toast(text.againDone);
    onClose();
  };
  return (
    <FormDialog
      title={text.againTitle(shown)}
      action={text.download}
      onClose={onClose}
      onSubmit={print}
    >
      {(faults) => (
        <>
          <Text c="dimmed">{text.againLead}</Text>
          <NativeSelect
            label={text.paper}
            value={paper}
            data={FORMATS.map((value) => ({ value, label: text.formats[value] }))}
            onChange={({ currentTarget: { value } }) =>
              setPaper(FORMATS.find((one) => one === value) ?? paper)
            }
          />
          <Textarea
            label={text.againCodes}
            description={text.againCodesHint}
            value={list}
            error={Object.values(faults)[0]}
            rows={3}
            classNames={{ input: 'tt-code' }}
            spellCheck={false}
            onChange={(event) => setList(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
