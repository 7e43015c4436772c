/** Reads many small things in one statement when many want one at the same time. */
export interface GroupRead<Ask, Found> {
  /** What is true at one moment after this call. */
  read(ask: Ask): Promise<Found>;
}

/** A read that takes longer than this holds nobody else up: the next group sets out beside it. */
const PATIENCE_MS = 20;

interface Waiting<Ask, Found> {
  readonly ask: Ask;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * While one read is under way, those who come wait and go together with the next. Nobody is ever answered by a read that had set
 * out before he asked, so the answer is as fresh as if he had asked alone.
 * @param readAll answers in the order of the asks
 */
export function createGroupRead<Ask, Found>(readAll: (asks: readonly Ask[]) => Promise<readonly Found[]>, patienceMs = PATIENCE_MS): GroupRead<Ask, Found> {
  let waiting: Waiting<Ask, Found>[] = [];
  let underWay = 0;
  const setOut = (): void => {
    const group = waiting;
    if (group.length === 0) return;
    waiting = [];
    underWay += 1;
    let counted = true;
    const makeRoom = (): void => {
      if (!counted) return;
      counted = false;
      underWay -= 1;
      if (underWay === 0) setOut();
    };
    const timer = setTimeout(makeRoom, patienceMs);
    readAll(group.map((one) => one.ask))
      .then(
        (found) => {
          for (const [i, one] of group.entries()) one.resolve(found[i] as Found);
        },
        (error: unknown) => {
          for (const one of group) one.reject(error);
        },
      )
      .finally(() => {
        clearTimeout(timer);
        makeRoom();
      });
  };
  return {
    read(ask) {
      return new Promise((resolve, reject) => {
        waiting.push({ ask, resolve, reject });
        // Not at once: other requests may have arrived in the same moment.
        if (underWay === 0 && waiting.length === 1) setImmediate(setOut);
      });
    },
  };
}
