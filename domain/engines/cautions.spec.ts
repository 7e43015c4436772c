import fc from 'fast-check';
import { CAUTION_EFFECTS, CAUTION_KINDS, findCautions, isBlocked, normaliseName, TABOO_KINDS, type Caution, type FoundCaution, type Spared } from './cautions';

const DAY = '2026-11-28';
const spared = (more: Partial<Spared> = {}): Spared => ({ allergies: [], chronicConditions: [], recentStates: [], taboos: [], ...more });
const acid: Caution = { kind: 'ingredient', name: '水杨酸', effect: 'warn' };

describe('what a service meets in a record', () => {
  test('CU-09 an ingredient that she is allergic to, or that is a taboo of hers, is found, as hard as the service or the taboo says', () => {
    expect(findCautions(spared({ allergies: ['水杨酸'] }), [acid], DAY)).toEqual([{ ...acid, source: 'allergy', entry: '水杨酸' }]);
    expect(findCautions(spared({ allergies: ['水杨酸'] }), [{ ...acid, effect: 'block' }], DAY)[0]?.effect).toBe('block');
    const taboo = { kind: 'ingredient', name: '水杨酸', severity: 'block' } as const;
    expect(findCautions(spared({ taboos: [taboo] }), [acid], DAY)).toEqual([{ ...acid, effect: 'block', source: 'taboo', entry: '水杨酸' }]);
    expect(findCautions(spared({ allergies: ['水杨酸'], taboos: [taboo] }), [acid], DAY)).toHaveLength(1);
  });

  test('CU-09 body part, pressure and other meet the taboo of their kind only', () => {
    const taboos = [{ kind: 'body_part', name: '腰部', severity: 'warn' } as const];
    expect(findCautions(spared({ taboos }), [{ kind: 'body_part', name: '腰部', effect: 'warn' }], DAY)).toHaveLength(1);
    for (const kind of ['ingredient', 'pressure', 'other', 'recent_state', 'condition'] as const)
      expect(findCautions(spared({ taboos }), [{ kind, name: '腰部', effect: 'block' }], DAY)).toEqual([]);
  });

  test('CU-08 a chronic condition and a recent state are met; a state is over after its last day', () => {
    const cautions = [
      { kind: 'condition', name: '高血压', effect: 'warn' },
      { kind: 'recent_state', name: '术后恢复期', effect: 'block' },
    ] as const;
    const health = (until: string | null) => spared({ chronicConditions: ['高血压'], recentStates: [{ name: '术后恢复期', until }] });
    expect(findCautions(health(DAY), cautions, DAY).map((found) => [found.name, found.effect])).toEqual([
      ['术后恢复期', 'block'],
      ['高血压', 'warn'],
    ]);
    expect(findCautions(health('2026-11-27'), cautions, DAY).map((found) => found.name)).toEqual(['高血压']);
    expect(isBlocked(findCautions(health(null), cautions, '2199-12-31'))).toBe(true);
    expect(isBlocked(findCautions(health('2028-02-29'), cautions, '2028-02-29'))).toBe(true);
    expect(isBlocked(findCautions(health('2028-02-29'), cautions, '2028-03-01'))).toBe(false);
  });

  test('CU-09 names are met as people type them', () => {
    for (const entry of [' 水 杨 酸 ', '水杨酸', '对水杨酸过敏'])
      expect(findCautions(spared({ allergies: [entry] }), [{ ...acid, effect: 'block' }], DAY)[0]?.effect).toBe('block');
    const vitamin: Caution = { kind: 'ingredient', name: 'ＶＣ 精华', effect: 'block' };
    expect(isBlocked(findCautions(spared({ allergies: ['vc精华'] }), [vitamin], DAY))).toBe(true);
    expect(normaliseName('　Ｒｅｔｉｎｏｌ ')).toBe('retinol');
  });

  test('CU-09 a name that only holds the other warns and never blocks; one character is no likeness', () => {
    const pregnant: Caution = { kind: 'recent_state', name: '孕期', effect: 'block' };
    expect(findCautions(spared({ recentStates: [{ name: '备孕期', until: null }] }), [pregnant], DAY)[0]?.effect).toBe('warn');
    expect(findCautions(spared({ allergies: ['水杨酸类'] }), [{ ...acid, effect: 'block' }], DAY)[0]?.effect).toBe('warn');
    expect(findCautions(spared({ allergies: ['酸'] }), [acid], DAY)).toEqual([]);
    expect(findCautions(spared({ allergies: ['水杨酸类', '水杨酸'] }), [acid], DAY)[0]?.entry).toBe('水杨酸');
  });

  test('CU-09 no record, or a service without cautions, is nothing to say', () => {
    expect(findCautions(null, [acid], DAY)).toEqual([]);
    expect(findCautions(spared({ allergies: ['水杨酸'] }), [], DAY)).toEqual([]);
  });
});

/* ---- laws ---- */

const name = fc.constantFrom('水杨酸', '水杨酸类', '酒精', '腰部', '重手法', '孕期', '备孕期', '高血压', 'ＶＣ', 'vc', '酸', '', ' ');
const effect = fc.constantFrom(...CAUTION_EFFECTS);
const state = fc.record({ name, until: fc.option(fc.constantFrom('2026-11-27', DAY, '2026-11-29'), { nil: null }) });
const health = fc.record({
  allergies: fc.array(name, { maxLength: 4 }),
  chronicConditions: fc.array(name, { maxLength: 3 }),
  recentStates: fc.array(state, { maxLength: 3 }),
  taboos: fc.array(fc.record({ kind: fc.constantFrom(...TABOO_KINDS), name, severity: effect }), { maxLength: 4 }),
});
const cautions = fc.array(fc.record({ kind: fc.constantFrom(...CAUTION_KINDS), name, effect }), { maxLength: 6 });
const keyOf = (found: FoundCaution): string => `${found.kind} ${normaliseName(found.name)}`;
const effects = (found: readonly FoundCaution[]): Map<string, string> => new Map(found.map((one) => [keyOf(one), one.effect]));
/** True when every caution of `less` is in `more`, no weaker there. */
const covers = (more: readonly FoundCaution[], less: readonly FoundCaution[]): boolean =>
  [...effects(less)].every(([key, strength]) => effects(more).get(key) === 'block' || effects(more).get(key) === strength);

test('CU-09 law: taking an entry off her record, or a caution off the service, never adds or hardens a caution', () => {
  fc.assert(
    fc.property(health, cautions, fc.nat(20), (record, list, n) => {
      const before = findCautions(record, list, DAY);
      const without = <Item>(items: readonly Item[]): Item[] => items.filter((_, i) => i !== n % Math.max(1, items.length));
      const fewer: Spared[] = [
        { ...record, allergies: without(record.allergies) },
        { ...record, chronicConditions: without(record.chronicConditions) },
        { ...record, recentStates: without(record.recentStates) },
        { ...record, taboos: without(record.taboos) },
      ];
      for (const less of fewer) expect(covers(before, findCautions(less, list, DAY))).toBe(true);
      expect(covers(before, findCautions(record, without(list), DAY))).toBe(true);
    }),
  );
});

test('CU-09 law: block wins over warn, each caution comes once, blocks come first, and the order of the lists changes no effect', () => {
  fc.assert(
    fc.property(health, cautions, (record, list) => {
      const found = findCautions(record, list, DAY);
      expect(new Set(found.map(keyOf)).size).toBe(found.length);
      expect(found.map((one) => one.effect)).toEqual([...found.map((one) => one.effect)].sort());
      const turned: Spared = {
        ...record,
        allergies: [...record.allergies].reverse(),
        taboos: [...record.taboos].reverse(),
        recentStates: [...record.recentStates].reverse(),
      };
      expect(new Map([...effects(findCautions(turned, [...list].reverse(), DAY))].sort())).toEqual(new Map([...effects(found)].sort()));
      const hard = list.map((caution) => ({ ...caution, effect: 'block' as const }));
      expect(covers(findCautions(record, hard, DAY), found)).toBe(true);
    }),
  );
});

test('CU-09 law: an entry under its own name is always met, whatever its width, capitals and spaces', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcxyzABCXYZ019水杨酸腰部'), minLength: 1, maxLength: 12 });
  const wide = (text: string): string => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
  fc.assert(
    fc.property(letters, fc.nat(12), (text, at) => {
      for (const entry of [text, wide(text), text.toUpperCase(), ` ${text.slice(0, at)}\u3000${text.slice(at)}`, `对${text}过敏`])
        expect(findCautions(spared({ allergies: [entry] }), [{ ...acid, name: text, effect: 'block' }], DAY)).toMatchObject([{ effect: 'block', entry }]);
    }),
  );
});

test('CU-09 law: normalising twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
      const once = normaliseName(text);
      fc.pre(!/^对.+过敏$/.test(once));
      expect(normaliseName(once)).toBe(once);
    }),
  );
});
