const PATHS = {
  bag: 'M8 4h8l-1.5 3.5c3 1.5 4.5 4.5 4.5 8 0 3.5-2.5 4.5-7 4.5s-7-1-7-4.5c0-3.5 1.5-6.5 4.5-8z',
  packet: 'M6 8.5 12 5l6 3.5v7L12 19l-6-3.5zM6 8.5l6 3.5 6-3.5M12 12v7',
  check: 'M5 12.5 10 17.5 19.5 7',
  notice: 'M12 5v9M12 18.2v.3',
  error: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  undo: 'M9 7 5 11l4 4M5 11h9a5 5 0 0 1 0 10h-2',
  clock: 'M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h10M18 17h2M16 15v4',
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9',
  keyboard: 'M4 7h16v10H4zM7.5 10.5h.1M11 10.5h.1M14.5 10.5h.1M8 14h8',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words: for the eye alone. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
