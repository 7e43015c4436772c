import fc from 'fast-check';
import type { Catalogue, Field } from '../catalogue/definition';
import { checkMessage, fillIn, MESSAGE_PROBLEMS, partsOf, pathsIn } from './template';

const field = (id: string, label: string, over: Partial<Field> = {}): Field => ({
  id,
  key: id,
  label,
  type: 'text',
  storage: 'plain',
  sensitivity: 'internal',
  sortable: true,
  groupable: true,
  measurable: false,
  writableBy: 'user',
  ...over,
});
const entity = (id: string, label: string, fields: readonly Field[], relations = {}) => ({
  id,
  label,
  unit: '位',
  alive: { all: [] },
  name: 'name',
  fields: Object.fromEntries(fields.map((one) => [one.id, one])),
  relations,
  times: { created: 'created' },
  verbs: [],
  custom: true,
});
const catalogue: Catalogue = {
  version: 1,
  entities: {
    customer: entity(
      'customer',
      '客户',
      [
        field('name', '姓名'),
        field('spent', '累计消费', { type: 'money' }),
        field('wedding', '婚期', { type: 'date' }),
        field('allergy', '过敏', { sensitivity: 'sensitive' }),
        field('phone', '手机号', { type: 'phone', storage: 'encrypted' }),
        field('old', '旧来源', { retired: true }),
      ],
      { owner: { id: 'owner', label: '负责人', to: 'staff', kind: 'one' } },
    ),
    staff: entity('staff', '员工', [field('name', '姓名')]),
  },
};
const message = (text: string, over: object = {}) => ({ entity: 'customer', category: 'service', text, ...over });
const codes = (raw: unknown): string[] => checkMessage(raw, catalogue).map((problem) => problem.code);

describe('FL-08 a message with variables', () => {
  test('each problem is told before anybody gets it', () => {
    const bad: Readonly<Record<(typeof MESSAGE_PROBLEMS)[number], unknown>> = {
      shape: { ...message('您好'), extra: 1 },
      unknown_entity: message('您好', { entity: '__proto__' }),
      empty_text: message('  '),
      brace_open: message('您好 {name'),
      template_variable_missing: message('您好 {nickname}'),
      field_retired: message('{old}'),
      sensitive_in_message: message('您对 {allergy} 过敏'),
      too_many_variables: message('{name}'.repeat(21)),
    };
    for (const code of MESSAGE_PROBLEMS) expect([code, codes(bad[code])]).toEqual([code, expect.arrayContaining([code])]);
    expect(codes(message('{phone}'))).toEqual(['sensitive_in_message']);
    expect(codes(message('{constructor}'))).toEqual(['template_variable_missing']);
    expect(codes(message('{name}您好，{owner.name}提醒您：还有 {days_left} 天'))).toEqual([]);
  });

  test('it is filled in as people write: money in yuan, a date as a date, and nobody gets half a sentence', () => {
    const filling = { entity: 'customer', catalogue, moment: { days_left: 3 } };
    const text = '{name}您好，离婚期 {wedding} 还有 {days_left} 天，已消费 {spent}，找{owner.name}。';
    const values = { name: '王芳', wedding: '2027-05-01', spent: 680_000, 'owner.name': '梅清' };
    expect(fillIn(text, { ...filling, values })).toEqual({ text: '王芳您好，离婚期 2027-05-01 还有 3 天，已消费 6,800 元，找梅清。', missing: [] });
    expect(fillIn(text, { ...filling, values: { name: '王芳', wedding: null, spent: 0 } }).missing).toEqual(['wedding', 'owner.name']);
    expect(pathsIn(text)).toEqual(['name', 'wedding', 'spent', 'owner.name']);
  });

  test('law: taken apart, a text loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', 'a', '您', '{name}', ' ')), (bits) => {
        const text = bits.join('');
        const { parts, open } = partsOf(text);
        const whole = parts.map((part) => ('words' in part ? part.words : text.slice(part.at, text.indexOf('}', part.at) + 1))).join('');
        expect(whole).toBe(text);
        expect(open === null).toBe(!/\{[^}]*$/.test(text));
      }),
    );
  });
});
