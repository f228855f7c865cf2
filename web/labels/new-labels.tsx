import { Alert, Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconTags } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { RefusedError } from '../api/client.ts';
import { useErrorText, useFaults } from '../app/error-text.ts';
import { useList, useProducts } from '../app/queries.ts';
import { Choices } from '../ui/choices.tsx';
import { Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { Loading } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { Preview } from './preview.tsx';
import { issueLabels, labelsQuery, previewQuery } from './queries.ts';
import { useText } from './text.ts';
import { FIRST_WISHES, FORMATS, LABELS_MAX, nextAfter, type Wishes, wantedOf } from './wishes.ts';

type Products = NonNullable<ReturnType<typeof useProducts>['data']>;

/** Which labels are to be issued, and beside it what that would give. */
export function NewLabels() {
  const text = useText();
  const { data: products } = useProducts();
  return (
    <Sheet title={text.newLabels}>
      {products === undefined ? (
        <Loading rows={2} height={120} />
      ) : (
        <Form key={products[0]?.name} products={products} />
      )}
    </Sheet>
  );
}

/** Typing settles before the server is asked. */
const TYPING_MS = 300;

function Form({ products }: { readonly products: Products }) {
  const text = useText();
  const errorText = useErrorText();
  const product = products[0]?.name ?? null;
  const [wishes, setWishes] = useState<Wishes>({ ...FIRST_WISHES, product });
  const [settled] = useDebouncedValue(wishes, TYPING_MS);
  const wanted = useMemo(() => wantedOf(settled), [settled]);
  const { data, error, isPlaceholderData } = useQuery({
    ...previewQuery(wanted),
    placeholderData: keepPreviousData,
  });
  const { isBusy, refusal, issue } = useIssue();
  const faults = useFaults(error);
  const preview = wanted === null || error !== null ? undefined : data;
  const isSettled = settled === wishes && !isPlaceholderData;
  const mayIssue = isSettled && preview?.issued.count === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== null && mayIssue) void issue(wanted);
  };
  // Said at its field; what else there is, is said below.
  const told = refusal ?? (isFieldFault(error) ? null : error);
  return (
    <div className="tt-labels">
      <form className="tt-form" onSubmit={submit}>
        <What products={products} wishes={wishes} onChange={setWishes} />
        <Which products={products} wishes={wishes} faults={faults} onChange={setWishes} />
        <Paper wishes={wishes} onChange={setWishes} />
        {told !== null && (
          <Alert color="red" role="alert">
            {errorText(told)}
          </Alert>
        )}
        <div className="tt-actions">
          <Button
            type="submit"
            leftSection={<IconTags size={18} />}
            loading={isBusy}
            disabled={!mayIssue}
          >
            {text.issue}
          </Button>
        </div>
      </form>
      <Preview preview={preview} />
    </div>
  );
}

function isFieldFault(error: unknown): boolean {
  return error instanceof RefusedError && error.faults.length > 0;
}

/** Whatever comes of it, the list and the preview are read again: an answer may be lost. */
function useIssue() {
  const text = useText();
  const format = useFormat();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const issue = async (wanted: NonNullable<ReturnType<typeof wantedOf>>) => {
    setBusy(true);
    setRefusal(null);
    try {
      await issueLabels(wanted);
      toast(text.issued(format.number(wanted.codes?.length ?? wanted.count ?? 0)));
    } catch (error) {
      setRefusal(error);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ['labels'] });
    }
  };
  return { isBusy, refusal, issue };
}

interface PartProps {
  readonly wishes: Wishes;
  readonly onChange: (wishes: Wishes) => void;
}

interface WithProducts extends PartProps {
  readonly products: Products;
}

function What({ products, wishes, onChange }: WithProducts) {
  const text = useText();
  return (
    <Choices
      legend={text.what}
      name="what"
      value={wishes.product}
      choices={[
        ...products.map(({ name, pattern }) => {
          return { value: name, label: name, hint: text.parents(pattern) };
        }),
        { value: null, label: text.packets, hint: text.packetsHint },
      ]}
      onChange={(product) => onChange({ ...wishes, product, from: '' })}
    />
  );
}

interface WhichProps extends WithProducts {
  readonly faults: Readonly<Record<string, string | undefined>>;
}

function Which({ products, wishes, faults, onChange }: WhichProps) {
  const text = useText();
  const inCodes = Object.keys(faults).find((name) => name.startsWith('codes'));
  return (
    <>
      <Choices
        legend={text.which}
        name="which"
        value={wishes.isList}
        choices={[
          { value: false, label: text.range, hint: text.rangeHint },
          { value: true, label: text.list, hint: text.listHint },
        ]}
        onChange={(isList) => onChange({ ...wishes, isList })}
      />
      {wishes.isList ? (
        <Textarea
          label={text.codes}
          description={text.codesHint}
          value={wishes.list}
          error={faults[inCodes ?? '']}
          rows={5}
          classNames={{ input: 'tt-code' }}
          spellCheck={false}
          onChange={(event) => onChange({ ...wishes, list: event.currentTarget.value })}
        />
      ) : (
        <Range products={products} wishes={wishes} faults={faults} onChange={onChange} />
      )}
    </>
  );
}

function Range({ products, wishes, faults, onChange }: WhichProps) {
  const text = useText();
  const { items } = useList(labelsQuery(undefined));
  const product = products.find(({ name }) => name === wishes.product) ?? null;
  const next = nextAfter(items, product);
  return (
    <div>
      <div className="tt-two">
        <TextInput
          label={text.from}
          placeholder={product?.pattern.replaceAll('#', '0') ?? '0016586'}
          value={wishes.from}
          error={faults.from ?? faults.product}
          classNames={{ input: 'tt-code' }}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...wishes, from: event.currentTarget.value })}
        />
        <NumberInput
          label={text.count}
          value={wishes.count}
          error={faults.count}
          min={1}
          max={LABELS_MAX}
          clampBehavior="strict"
          allowDecimal={false}
          onChange={(value) => onChange({ ...wishes, count: Number(value) })}
        />
      </div>
      {next !== null && next !== wishes.from && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt={6}
          onClick={() => onChange({ ...wishes, from: next })}
        >
          {text.goOn(next)}
        </Button>
      )}
    </div>
  );
}

function Paper({ wishes, onChange }: PartProps) {
  const text = useText();
  return (
    <NativeSelect
      label={text.paper}
      value={wishes.format}
      data={FORMATS.map((value) => ({ value, label: text.formats[value] }))}
      onChange={({ currentTarget: { value } }) => {
        const format = FORMATS.find((one) => one === value);
        if (format !== undefined) onChange({ ...wishes, format });
      }}
    />
  );
}
