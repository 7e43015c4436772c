/** People of this process who want the same stand in line in its memory, instead of each with a connection in line at the database. */
export interface Turns {
  /** The function that ends the turn, once however often it is called; null: somebody else has just had his, and everybody who waited must look again whether there is anything left. */
  enter(name: string): Promise<(() => void) | null>;
}

export function createTurns(): Turns {
  const waiting = new Map<string, (() => void)[]>();
  return {
    async enter(name) {
      const line = waiting.get(name);
      if (line) {
        await new Promise<void>((resolve) => line.push(resolve));
        return null;
      }
      waiting.set(name, []);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const woken = waiting.get(name) ?? [];
        waiting.delete(name);
        for (const wake of woken) wake();
      };
    },
  };
}
