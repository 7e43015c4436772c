import * as fc from 'fast-check';
import { statementOf, type StatementAct } from './statement';

const DAY = 86_400_000;
const act = fc.record({
  at: fc.integer({ min: 0, max: 90 * DAY }),
  sessions: fc.integer({ min: -5, max: 20 }),
  principalFen: fc.integer({ min: -100_000, max: 500_000 }),
  bonusFen: fc.integer({ min: -100_000, max: 100_000 }),
});
/** As the books tell them: the newest first. */
const history = fc.array(act, { maxLength: 60 }).map((acts) => acts.sort((a, b) => b.at - a.at));
const sum = (acts: readonly StatementAct[]) => ({
  principalFen: acts.reduce((total, one) => total + one.principalFen, 0),
  bonusFen: acts.reduce((total, one) => total + one.bonusFen, 0),
  sessions: acts.reduce((total, one) => total + one.sessions, 0),
});

test('CD-09 a month’s opening and its acts are its closing, its last line says so, and the next month opens with it', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 60 }), (acts, days) => {
      const month = { from: days * DAY, until: (days + 30) * DAY };
      const here = statementOf(acts, month);
      const within = acts.filter((one) => one.at >= month.from && one.at < month.until);
      expect(here.lines).toHaveLength(within.length);
      expect(here.opening).toEqual(sum(acts.filter((one) => one.at < month.from)));
      expect(here.closing).toEqual(sum(acts.filter((one) => one.at < month.until)));
      expect(here.lines.at(-1)?.after ?? here.opening).toEqual(here.closing);
      expect(statementOf(acts, { from: month.until, until: month.until + 30 * DAY }).opening).toEqual(here.closing);
    }),
  );
});

test('CD-09 a statement over all time closes with what the card holds', () => {
  fc.assert(
    fc.property(history, (acts) => {
      const { opening, closing } = statementOf(acts, { from: 0, until: Number.MAX_SAFE_INTEGER });
      expect([opening, closing]).toEqual([sum([]), sum(acts)]);
    }),
  );
});
