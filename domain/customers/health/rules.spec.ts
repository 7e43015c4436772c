import fc from 'fast-check';
import { TABOO_KINDS } from '../../engines/cautions';
import type { HealthRecord } from './contract';
import { bannerOf, cleanHealth, decideHealthSave, mergeHealthFiles, NO_HEALTH, readNames, sameHealth, uniteHealth, type HealthFile } from './rules';

const record = (more: Partial<HealthRecord> = {}): HealthRecord => ({ ...NO_HEALTH, ...more });
const file = (more: Partial<HealthFile> = {}): HealthFile => ({
  version: 1,
  record: record({ allergies: ['水杨酸'] }),
  consent: { at: 1_000, source: 'customer' },
  withdrawnAt: null,
  ...more,
});
const withdrawn = (at: number, version = 2): HealthFile => ({ version, record: null, consent: null, withdrawnAt: at });

describe('what is written down', () => {
  test('CU-08 nothing twice, and 「无」 is no allergy', () => {
    expect(
      cleanHealth(
        record({
          allergies: ['水杨酸', ' 水杨酸', '无', '暂无 ', '花粉'],
          recentStates: [
            { name: '孕期', until: '2027-01-01' },
            { name: '孕期', until: null },
          ],
          taboos: [
            { kind: 'body_part', name: '腰部', severity: 'warn', note: '扭伤过' },
            { kind: 'body_part', name: '腰 部', severity: 'block', note: '旧伤' },
            { kind: 'pressure', name: '腰部', severity: 'warn', note: '' },
          ],
        }),
      ),
    ).toEqual(
      record({
        allergies: ['水杨酸', '花粉'],
        recentStates: [{ name: '孕期', until: null }],
        taboos: [
          { kind: 'body_part', name: '腰部', severity: 'block', note: '扭伤过；旧伤' },
          { kind: 'pressure', name: '腰部', severity: 'warn', note: '' },
        ],
      }),
    );
  });

  test('CU-08 several names typed at once are several entries; 「无」 is none', () => {
    expect(readNames(' 水杨酸、酒精，酒精; 花粉\n无 ')).toEqual(['水杨酸', '酒精', '花粉']);
    expect(readNames('、 ，')).toEqual([]);
    expect(readNames('长'.repeat(60))[0]).toHaveLength(40);
  });

  test('CU-08 the red band holds allergies and blocking taboos, nothing else of the record', () => {
    expect(
      bannerOf(
        record({
          allergies: ['花粉'],
          chronicConditions: ['高血压'],
          recentStates: [{ name: '孕期', until: null }],
          aims: ['助眠'],
          taboos: [
            { kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' },
            { kind: 'pressure', name: '重手法', severity: 'warn', note: '' },
          ],
        }),
      ),
    ).toEqual([
      { kind: 'allergy', name: '花粉', severity: 'warn' },
      { kind: 'body_part', name: '腰部', severity: 'block' },
    ]);
  });
});

describe('consent', () => {
  const wish = { customerId: 'c', version: 1, consent: 'kept' as const };
  test('CU-08 nothing is stored without her consent, and a consent there is stands', () => {
    expect(decideHealthSave(null, { ...wish, version: 0 }, 'staff', 5)).toEqual({
      ok: false,
      refusal: { code: 'customers.health_consent_missing', facts: { customerId: 'c' } },
    });
    expect(decideHealthSave(withdrawn(3), { ...wish, version: 2 }, 'customer', 5)).toMatchObject({ refusal: { code: 'customers.health_consent_missing' } });
    expect(decideHealthSave(null, { ...wish, version: 0, consent: 'given' }, 'staff', 5)).toEqual({ ok: true, value: { at: 5, source: 'staff' } });
    expect(decideHealthSave(file(), wish, 'staff', 5)).toEqual({ ok: true, value: { at: 1_000, source: 'customer' } });
  });
  test('CU-08 nobody writes over what she has not seen', () => {
    for (const consent of ['kept', 'given'] as const)
      expect(decideHealthSave(file({ version: 2 }), { ...wish, consent }, 'staff', 5)).toEqual({
        ok: false,
        refusal: { code: 'record.changed', facts: { noun: 'health_record', id: 'c', version: 2 } },
      });
    expect(decideHealthSave(null, wish, 'staff', 5)).toMatchObject({ refusal: { facts: { version: 0 } } });
  });
});

describe('two records of one person', () => {
  test('CU-08 both are kept in one, with a version that neither open form has', () => {
    const merged = mergeHealthFiles(file({ version: 3 }), file({ version: 7, record: record({ allergies: ['花粉'] }), consent: { at: 9, source: 'staff' } }));
    expect(merged).toEqual({ version: 8, record: record({ allergies: ['水杨酸', '花粉'] }), consent: { at: 1_000, source: 'customer' }, withdrawnAt: null });
    expect(mergeHealthFiles(null, file())).toMatchObject({ version: 2, record: { allergies: ['水杨酸'] } });
    expect(mergeHealthFiles(null, null)).toBeNull();
  });
  test('CU-08 a consent that she took back later counts for both; one that she gave later stands', () => {
    expect(mergeHealthFiles(file(), withdrawn(1_000))).toEqual({ version: 3, record: null, consent: null, withdrawnAt: 1_000 });
    expect(mergeHealthFiles(withdrawn(999), file())).toMatchObject({ record: { allergies: ['水杨酸'] }, withdrawnAt: null });
  });

  const name = fc.constantFrom('水杨酸', '花粉', '腰部', '孕期', '无');
  const any = fc.record({
    allergies: fc.array(name, { maxLength: 4 }),
    chronicConditions: fc.array(name, { maxLength: 4 }),
    recentStates: fc.array(fc.record({ name, until: fc.constantFrom('2027-01-01', '2027-02-01', null) }), { maxLength: 4 }),
    aims: fc.array(name, { maxLength: 4 }),
    taboos: fc.array(
      fc.record({ kind: fc.constantFrom(...TABOO_KINDS), name, severity: fc.constantFrom('warn', 'block'), note: fc.constantFrom('', '旧伤', '轻') }),
      { maxLength: 5 },
    ),
  });
  test('CU-08 law: the union loses nothing that either record knew and softens nothing; cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const both = uniteHealth(a, b);
        expect(sameHealth(cleanHealth(both), both)).toBe(true);
        for (const one of [cleanHealth(a), cleanHealth(b)]) {
          for (const list of ['allergies', 'chronicConditions', 'aims'] as const) expect(both[list]).toEqual(expect.arrayContaining(one[list]));
          for (const state of one.recentStates) {
            const kept = both.recentStates.find((other) => other.name === state.name);
            expect(kept && (kept.until === null || (state.until !== null && kept.until >= state.until))).toBe(true);
          }
          for (const taboo of one.taboos) {
            const kept = both.taboos.find((other) => other.kind === taboo.kind && other.name === taboo.name);
            expect(kept && (kept.severity === 'block' || taboo.severity === 'warn') && taboo.note.split('；').every((part) => kept.note.includes(part))).toBe(
              true,
            );
          }
        }
      }),
    );
  });
});
