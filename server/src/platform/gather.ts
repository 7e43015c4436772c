/**
 * Single look-ups that are asked for at the same moment go out as one: `load` gets all the keys of a turn and answers in their order.
 * Whoever asks one after the other gains nothing, and loses nothing.
 */
export function gather<Key, Value>(load: (keys: readonly Key[]) => Promise<readonly Value[]>): (key: Key) => Promise<Value> {
  let waiting: { readonly key: Key; readonly tell: (value: Value) => void; readonly fail: (error: unknown) => void }[] = [];
  const go = (): void => {
    const now = waiting;
    waiting = [];
    load(now.map(({ key }) => key)).then(
      (values) => {
        for (const [index, { tell }] of now.entries()) tell(values[index] as Value);
      },
      (error: unknown) => {
        for (const { fail } of now) fail(error);
      },
    );
  };
  return (key) =>
    new Promise((tell, fail) => {
      waiting.push({ key, tell, fail });
      if (waiting.length === 1) queueMicrotask(go);
    });
}
