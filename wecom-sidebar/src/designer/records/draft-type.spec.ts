import { checkRecordType } from '@zhike/domain/forms/record-type';
import { addField, asType, beginType, dropField, formFor, moveField, sampleOf, setField, typeOf, withNumber, withStates } from './draft-type';

const errors = (body: unknown): string[] => checkRecordType(body, null, ['customer']).map((one) => one.code);

test('FM-12 a new kind of record can be published as it begins, and each edit leaves it so', () => {
  const begun = beginType('咨询问诊单');
  expect(errors(begun)).toEqual([]);
  const grown = withStates(withNumber(begun, { prefix: 'ZX', restart: 'month', digits: 4 }), [{ id: 'open', label: '待接诊' }]);
  expect(errors({ ...grown, name: 'code', columns: ['code', 'state'] })).toEqual([]);
  const asked = addField(grown, 'text');
  const last = asked.fields[asked.fields.length - 1]!;
  expect(errors(asked)).toEqual(['shape']);
  expect(errors(setField(asked, last.id, { ...last, label: '主诉' }))).toEqual([]);
  expect(new Set(errors(typeOf({ label: 3, fields: 'x' })))).toEqual(new Set(['shape']));
});

test('FM-12 what names a record and what stands in the list go with what they named', () => {
  const numbered = { ...withNumber(beginType('单'), { prefix: '', restart: 'never', digits: 3 }), name: 'code', columns: ['code'] } as const;
  const without = withNumber({ ...numbered, columns: [...numbered.columns] }, null);
  expect([without.columns, errors(without)]).toEqual([[], []]);
});

test('FM-21 a field that lies in records is retired and comes back; a new one goes', () => {
  const begun = beginType('单');
  const id = begun.fields[1]!.id;
  expect(dropField(begun, id, false).fields.map((one) => one.id)).toEqual([begun.fields[0]!.id]);
  const retired = dropField(begun, id, true);
  expect(retired.fields.map((one) => one.retired)).toEqual([undefined, true]);
  expect(dropField(retired, id, true)).toEqual(begun);
});

test('FM-12 fields move by steps, keep what their new type means, and make a form in their order', () => {
  const begun = beginType('单');
  const [first, second] = begun.fields as [(typeof begun.fields)[0], (typeof begun.fields)[0]];
  expect(moveField(begun, second.id, -1).fields.map((one) => one.id)).toEqual([second.id, first.id]);
  expect(moveField(begun, second.id, 1)).toBe(begun);
  expect(asType({ ...second, unique: 'org' }, 'option')).toEqual({ id: second.id, label: '客户', type: 'option', sensitivity: 'internal', options: [] });
  expect(formFor(begun).layout[0]!.slots).toEqual([first.id, second.id]);
  expect(sampleOf({ prefix: 'ZX', restart: 'day', digits: 3 }, '2026-11-27')).toBe('ZX20261127-001');
});
