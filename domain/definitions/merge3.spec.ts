import fc from 'fast-check';
import { merge3 } from './merge3';

const base = {
  title: '生日问候',
  days: -3,
  when: { all: [{ f: 'level', op: 'eq', v: 'gold' }] },
  fields: [
    { id: 'a', label: '甲' },
    { id: 'b', label: '乙' },
  ],
};

describe('an upgrade of a template', () => {
  test('PF-10 what the shop left alone follows the template, what it changed stays, and both are told', () => {
    const { body, taken, kept, conflicts } = merge3(base, { ...base, days: -7 }, { ...base, title: '生日祝福' });
    expect(body).toEqual({ ...base, days: -7, title: '生日祝福' });
    expect({ taken, kept, conflicts }).toEqual({ taken: ['/title'], kept: ['/days'], conflicts: [] });
  });

  test('PF-10 both changed the same place: the shop keeps hers until somebody chooses', () => {
    const [mine, theirs] = [
      { ...base, days: -7 },
      { ...base, days: -5 },
    ];
    const merged = merge3(base, mine, theirs);
    expect(merged.body).toEqual(mine);
    expect(merged.conflicts).toEqual([{ path: '/days', base: -3, mine: -7, theirs: -5 }]);
    expect(merge3(base, mine, theirs, { '/days': 'theirs' })).toMatchObject({ body: theirs, conflicts: [] });
    expect(merge3(base, mine, theirs, { '/days': 'mine' })).toMatchObject({ body: mine, conflicts: [] });
  });

  test('PF-10 a condition is never half of one and half of the other: one conflict with both of it', () => {
    const mine = {
      ...base,
      when: {
        all: [
          { f: 'level', op: 'eq', v: 'gold' },
          { f: 'spent', op: 'gt', v: 1 },
        ],
      },
    };
    const theirs = { ...base, when: { all: [{ f: 'level', op: 'eq', v: 'silver' }] } };
    expect(merge3(base, mine, theirs).conflicts).toEqual([{ path: '/when', base: base.when, mine: mine.when, theirs: theirs.when }]);
  });

  test('PF-10 lists are merged by who is in them: new ones stand behind their neighbour, taken out stays out, changed and taken out stays', () => {
    const mine = {
      ...base,
      fields: [
        { id: 'c', label: '我的' },
        { id: 'b', label: '乙（改）' },
      ],
    };
    const theirs = {
      ...base,
      fields: [
        { id: 'a', label: '甲（新）' },
        { id: 'b', label: '乙' },
        { id: 'n', label: '新' },
      ],
    };
    expect(merge3(base, mine, theirs).body).toMatchObject({ fields: [{ id: 'c' }, { id: 'b', label: '乙（改）' }, { id: 'n' }] });
    expect(merge3(base, mine, { ...base, fields: [{ id: 'a', label: '甲' }] }).body).toMatchObject({ fields: [{ id: 'c' }, { id: 'b', label: '乙（改）' }] });
  });

  const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y'), fc.boolean());
  const members = fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), v: leaf }), { selector: (one) => one.id });
  const body = fc.record({ t: leaf, u: leaf, list: members, deep: fc.dictionary(fc.constantFrom('p', 'q'), leaf) });

  test('PF-10 law: without a change of the shop it is the template, without one of the template it is the shop, and nothing is invented', () => {
    fc.assert(
      fc.property(body, body, body, (from, mine, theirs) => {
        expect(merge3(from, from, theirs).body).toEqual(theirs);
        expect(merge3(from, mine, from).body).toEqual(mine);
        expect(merge3(from, mine, mine).body).toEqual(mine);
        const { conflicts, body: merged } = merge3(from, mine, theirs);
        const choices = Object.fromEntries(conflicts.map(({ path }) => [path, 'theirs' as const]));
        expect(merge3(from, mine, theirs, choices).conflicts).toEqual([]);
        for (const { id } of (merged as typeof from).list) expect([...mine.list, ...theirs.list].map((one) => one.id)).toContain(id);
      }),
    );
  });
});
