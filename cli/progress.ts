/** Shows on stderr how far a long work is. */
export interface Progress {
  show(done: number, total: number): void;
  /** Leaves the line, so that what follows begins on its own. */
  end(): void;
}

const BAR_COLUMNS = 30;
const STEP_PERCENT = 10;
const REDRAW_MS = 100;

/**
 * A bar where somebody looks on, and a line every ten percent where the output goes to a file.
 * @param label what is being done, in a word or two.
 */
export function makeProgress(
  label: string,
  out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'> = process.stderr,
): Progress {
  return out.isTTY ? makeBar(label, out) : makeLines(label, out);
}

type Out = Pick<NodeJS.WriteStream, 'write'>;

function makeBar(label: string, out: Out): Progress {
  let drawnAt = 0;
  return {
    show: (done, total) => {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now;
      const share = total === 0 ? 1 : done / total;
      const filled = '█'.repeat(Math.round(share * BAR_COLUMNS)).padEnd(BAR_COLUMNS, '░');
      out.write(`\r${label} ${filled} ${percentOf(share)} %`);
    },
    end: () => {
      if (drawnAt > 0) out.write('\n');
    },
  };
}

function makeLines(label: string, out: Out): Progress {
  let shown = -STEP_PERCENT;
  return {
    show: (done, total) => {
      const percent = percentOf(total === 0 ? 1 : done / total);
      if (percent < shown + STEP_PERCENT) return;
      shown = percent - (percent % STEP_PERCENT);
      out.write(`${label}: ${percent} %\n`);
    },
    end: () => undefined,
  };
}

function percentOf(share: number): number {
  return Math.floor(share * 100);
}
