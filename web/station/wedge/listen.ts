import { type Burst, burstAfter, isScanner } from './burst.ts';
import { type Habit, type Input, newReader, pauseOf, type Read, step } from './reader.ts';

export interface Listener {
  /** Where input methods that hide their keys put the text: always focused, never seen. */
  readonly sink: HTMLTextAreaElement;
  readonly habit: Habit | null;
  readonly onHabit: (habit: Habit) => void;
  /** Whether a text is a whole code. */
  readonly isCode: (text: string) => boolean;
  /** Whether it is one that nobody types into a field by hand: a label, a parent, a number. */
  readonly isLabel: (text: string) => boolean;
  readonly onRead: (read: Read) => void;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Hears the scanner wherever the focus is. Keys that it types never reach the page: no button is
 * pressed by its Enter, nothing scrolls by its spaces. Fields that people type into are left
 * alone, unless what arrives there is too fast for a hand and a code.
 * @returns what ends it.
 */
export function listen(listener: Listener): () => void {
  const { sink, isCode } = listener;
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  let reader = newReader(listener.habit);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const feed = (input: Input): boolean => {
    const before = reader.habit;
    const next = step(reader, input, isCode);
    reader = next.reader;
    if (reader.habit !== before) listener.onHabit(reader.habit);
    for (const read of next.reads) listener.onRead(read);
    clearTimeout(timer);
    if (reader.buffer !== '') timer = setTimeout(ask, pauseOf(reader, isCode));
    return next.isTaken;
  };
  // Keys may be waiting behind the timer on a busy device: let them come first.
  const ask = () => {
    timer = setTimeout(() => feed({ kind: 'pause', atMs: performance.now() }), 0);
  };
  const inFields = listenInFields(listener, feed);

  window.addEventListener(
    'keydown',
    (event) => {
      if (isHidden(event)) return;
      const field = fieldOf(event.target, sink);
      if (field !== null) return inFields.onKey(event, field);
      const input = inputOf(event, reader.buffer !== '');
      if (input !== null && feed(input)) event.preventDefault();
    },
    options,
  );
  // Buttons act when the space bar comes up.
  window.addEventListener(
    'keyup',
    (event) => {
      const isOurs = reader.buffer !== '' || event.timeStamp - reader.endedAtMs < RELEASE_MS;
      const isPress = event.key === ' ' || event.key === 'Enter';
      if (isOurs && isPress && fieldOf(event.target, sink) === null) event.preventDefault();
    },
    options,
  );
  window.addEventListener('input', (event) => inFields.onInput(event), options);
  listenToSink(sink, feed, stop.signal);
  keepFocus(sink, stop.signal);
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}

/** How long after its press the release of an ending key may come. */
const RELEASE_MS = 150;

/** An input method shows the key as unknown; the text comes with an `input` event. */
function isHidden({ key, isComposing }: KeyboardEvent): boolean {
  return isComposing || key === 'Unidentified' || key === 'Process' || key === '';
}

/** CR, LF and TAB as some scanners send them: as control keys. */
const CONTROL_ENDINGS = new Set(['j', 'm', 'i']);

function inputOf(event: KeyboardEvent, isReading: boolean): Input | null {
  const { key, ctrlKey, altKey, metaKey, timeStamp: atMs } = event;
  if (ctrlKey && !altKey && !metaKey && isReading && CONTROL_ENDINGS.has(key.toLowerCase())) {
    return { kind: 'end', atMs };
  }
  if (ctrlKey || altKey || metaKey) return null;
  if (key === 'Enter' || key === 'Tab') return { kind: 'end', atMs };
  if ([...key].length !== 1) return null;
  const isCaps = event.getModifierState('CapsLock');
  return { kind: 'character', text: key, atMs, isCaps };
}

/** The field that somebody types into by hand, if the focus is in one. */
export function fieldOf(target: EventTarget | null, sink: HTMLTextAreaElement): Field | null {
  if (target === sink) return null;
  if (target instanceof HTMLTextAreaElement) return target;
  const isField = target instanceof HTMLInputElement && !NO_TEXT.has(target.type);
  return isField ? target : null;
}

const NO_TEXT = new Set(['checkbox', 'radio', 'button', 'submit', 'range']);

interface FieldListener {
  readonly onKey: (event: KeyboardEvent, field: Field) => void;
  readonly onInput: (event: Event) => void;
}

/** Watches for a scanner in fields: its text is taken out of the field again, and is a scan. */
function listenInFields(
  { sink, isLabel }: Listener,
  feed: (input: Input) => boolean,
): FieldListener {
  let burst: Burst | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let valueSeen = '';
  let isKeyed = false;

  const take = (field: Field, atMs: number): boolean => {
    clearTimeout(timer);
    const typed = burst;
    burst = null;
    if (typed === null || !isScanner(typed, isLabel)) return false;
    setValue(field, typed.valueBefore);
    feed({ kind: 'character', text: typed.text, atMs });
    feed({ kind: 'end', atMs, isAssumed: true });
    return true;
  };
  const add = (field: Field, text: string, atMs: number, valueBefore: string) => {
    burst = burstAfter(burst, text, atMs, valueBefore);
    clearTimeout(timer);
    timer = setTimeout(() => take(field, performance.now()), QUIET_MS);
  };
  return {
    onKey: (event, field) => {
      const input = inputOf(event, burst !== null);
      isKeyed = input?.kind === 'character';
      if (input?.kind === 'character') add(field, input.text, input.atMs, field.value);
      else if (input?.kind === 'end' && take(field, input.atMs)) event.preventDefault();
      valueSeen = field.value;
    },
    onInput: (event) => {
      const field = fieldOf(event.target, sink);
      if (field === null || !(event instanceof InputEvent)) return;
      const text = event.data ?? '';
      if (!isKeyed && text !== '') add(field, text, event.timeStamp, valueSeen);
      valueSeen = field.value;
      isKeyed = false;
    },
  };
}

/** A scanner without an ending key has stopped. */
const QUIET_MS = 120;

/** Puts a text into a field so that whoever listens to the field hears of it. */
function setValue(field: Field, value: string): void {
  const prototype = Object.getPrototypeOf(field);
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The text that an input method puts into the sink, as far as it is new. */
function listenToSink(
  sink: HTMLTextAreaElement,
  feed: (input: Input) => boolean,
  signal: AbortSignal,
): void {
  let seen = '';
  const clear = () => {
    sink.value = '';
    seen = '';
  };
  sink.addEventListener(
    'input',
    (event) => {
      const atMs = event.timeStamp;
      const { value } = sink;
      const isMore = value.startsWith(seen);
      const [first = '', ...lines] = (isMore ? value.slice(seen.length) : value).split(ENDINGS);
      if (first !== '') feed({ kind: isMore ? 'character' : 'replace', text: first, atMs });
      for (const line of lines) {
        feed({ kind: 'end', atMs });
        if (line !== '') feed({ kind: 'character', text: line, atMs });
      }
      // Emptying the field in the middle of a composition would confuse the input method.
      if (event instanceof InputEvent && event.isComposing) seen = value;
      else clear();
    },
    { signal },
  );
  sink.addEventListener('compositionend', clear, { signal });
}

const ENDINGS = /\r\n|[\r\n\t]/;

/**
 * Keeps the focus in the sink, except where somebody types, or goes through the page by keyboard.
 * A button that was tapped must not keep it: the next Enter would press it again.
 */
function keepFocus(sink: HTMLTextAreaElement, signal: AbortSignal): void {
  const focus = () => sink.focus({ preventScroll: true });
  const focusIfFree = () => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) focus();
  };
  // By then somebody may type elsewhere: what comes next must not end up in the sink.
  const focusUnlessTyping = () => {
    if (fieldOf(document.activeElement, sink) === null) focus();
  };
  const later = (act: () => void) => setTimeout(act, 0);
  document.addEventListener('focusout', () => later(focusIfFree), { signal });
  window.addEventListener('focus', () => later(focusIfFree), { signal });
  document.addEventListener(
    'click',
    ({ detail, target }) => {
      const isPointer = detail > 0;
      if (isPointer && !(target instanceof HTMLSelectElement)) later(focusUnlessTyping);
    },
    { signal },
  );
  focusIfFree();
}
