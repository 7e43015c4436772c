import type { FoundCaution } from '../engines/cautions';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-range';
import { decideCautions, decideMove, keptPolicy, policyFor, settleNoShow } from './terms';

const policy = { freeUntilHours: 48, latePercent: 30, noShowPercent: 60, moveUntilHours: 12, maxMoves: 2 };
const startsAt = Date.UTC(2026, 10, 28, 2);

describe('BK-14 moving her booking herself', () => {
  const ask = (now: number, moves = 0) => {
    const decision = decideMove({ policy, startsAt, moves, now });
    return decision.ok ? 'ok' : decision.refusal;
  };
  test('goes to the very minute of the limit, and not one minute later', () => {
    expect(ask(startsAt - 12 * HOUR_MS)).toBe('ok');
    expect(ask(startsAt - 12 * HOUR_MS + MINUTE_MS)).toEqual({ code: 'booking.too_late_to_move', facts: { movableUntil: '2026-11-27T14:00:00.000Z' } });
  });
  test('goes as often as the terms say', () => {
    expect(ask(startsAt - HOUR_MS * 48, 1)).toBe('ok');
    expect(ask(startsAt - HOUR_MS * 48, 2)).toEqual({ code: 'booking.too_many_moves', facts: { max: 2 } });
  });
  test('ends when it begins, also where no hours are set', () => {
    const loose = { policy: { ...policy, moveUntilHours: 0 }, startsAt, moves: 0 };
    expect(decideMove({ ...loose, now: startsAt - MINUTE_MS }).ok).toBe(true);
    expect(decideMove({ ...loose, now: startsAt }).ok).toBe(false);
  });
});

test('BK-15 a no-show keeps the share of the deposit that the terms say, and every fen is accounted for', () => {
  expect(settleNoShow(policy, 50_000)).toEqual({ feeFen: 30_000, refundFen: 20_000 });
  for (const paid of [0, 1, 99, 12_345]) {
    const { feeFen, refundFen } = settleNoShow({ ...policy, noShowPercent: 33 }, paid);
    expect(feeFen + refundFen).toBe(paid);
  }
});

test('BK-14 terms that were kept before there were rules for moving and no-shows let her move and keep the whole deposit', () => {
  expect(keptPolicy({ freeUntilHours: 24, latePercent: 50 })).toEqual({
    freeUntilHours: 24,
    latePercent: 50,
    noShowPercent: 100,
    moveUntilHours: 0,
    maxMoves: 20,
  });
  expect(keptPolicy(policy)).toEqual(policy);
});

test('BK-14 a customer level has its own terms, everybody else the ordinary ones', () => {
  const gold = { ...policy, latePercent: 0 };
  const service = { policy, levelPolicies: { gold } };
  expect(policyFor(service, 'gold')).toBe(gold);
  for (const level of ['', 'silver', 'constructor', '__proto__']) expect(policyFor(service, level)).toBe(policy);
});

describe('CU-09 what her health record says about a service', () => {
  const warn: FoundCaution = { kind: 'ingredient', name: '水杨酸', effect: 'warn', source: 'allergy', entry: '水杨酸' };
  const block: FoundCaution = { kind: 'recent_state', name: '孕期', effect: 'block', source: 'recent_state', entry: '孕期' };
  test('nothing found: nothing to read', () => expect(decideCautions([], undefined)).toEqual({ ok: true, value: 0 }));
  test('a warning must be read by name', () => {
    expect(decideCautions([warn], undefined)).toEqual({
      ok: false,
      refusal: { code: 'booking.caution', facts: { cautions: [{ kind: 'ingredient', name: '水杨酸', effect: 'warn' }] } },
    });
    expect(decideCautions([warn], ['酒精']).ok).toBe(false);
    expect(decideCautions([warn], ['水杨酸'])).toEqual({ ok: true, value: 1 });
  });
  test('a block stays a block, whatever was read', () => expect(decideCautions([block, warn], ['孕期', '水杨酸']).ok).toBe(false));
});
