/** The name with its leaf, as on the server's own pages. */
export function Brand() {
  return (
    <span className="tt-brand">
      <span className="tt-leaf" aria-hidden="true" />
      TraitorTrack
    </span>
  );
}
