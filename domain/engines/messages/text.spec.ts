import fc from 'fast-check';
import type { Catalogue, Field } from '../catalogue/definition';
import { declareEntity, declareField as field } from '../catalogue/declare';
import { checkText, fillText, partsOf, pathsOf, TEXT_PROBLEMS, variablesIn, type Filling } from './text';

const retired: Field = { ...field('old', '旧来源', 'text'), retired: true };
const catalogue: Catalogue = {
  version: 1,
  entities: {
    customer: declareEntity({
      id: 'customer',
      label: '客户',
      unit: '位',
      fields: [
        field('name', '姓名', 'text'),
        field('spent', '累计消费', 'money'),
        field('wedding', '婚期', 'date'),
        field('allergy', '过敏', 'text', { sensitivity: 'sensitive' }),
        field('phone', '手机号', 'phone', { storage: 'encrypted' }),
        field('owner', '负责人', 'member'),
        field('photo', '照片', 'image'),
        retired,
      ],
      relations: [['owner', '负责人', 'staff', 'one']],
    }),
    booking: declareEntity({
      id: 'booking',
      label: '预约',
      unit: '个',
      fields: [field('startsAt', '开始时间', 'datetime'), field('people', '服务人员', 'text')],
      relations: [
        ['customer', '客户', 'customer', 'one'],
        ['service', '项目', 'service', 'one'],
        ['payments', '付款', 'service', 'many'],
      ],
    }),
    service: declareEntity({ id: 'service', label: '项目', unit: '个', fields: [field('name', '名称', 'text')] }),
    staff: declareEntity({ id: 'staff', label: '员工', unit: '位', fields: [field('name', '姓名', 'text')] }),
  },
};
const SEED = '尊敬的[客户姓名]，您已成功预约[服务项目]，服务时间为[预约时间]，技师为[技师姓名]，期待您的光临。';
const seed = {
  entity: 'booking',
  title: '预约成功',
  text: SEED,
  variables: { 客户姓名: { path: 'customer.name' }, 服务项目: { path: 'service.name' }, 预约时间: { path: 'startsAt' }, 技师姓名: { path: 'people' } },
};
const filling = (values: Filling['values'], daysLeft: string | null = null): Filling => ({
  catalogue,
  values,
  moment: { '@daysLeft': daysLeft, '@shop': '拾光影像' },
  wallClock: () => ({ date: '2026-11-28', time: '10:00' }),
});
const about = (path: string, over: object = {}) => ({ entity: 'customer', title: '您好', text: '您好[它]', variables: { 它: { path } }, ...over });
const codes = (body: unknown): string[] => checkText(body, catalogue).map((problem) => problem.code);

describe('FL-08 a text with variables', () => {
  test('the message of the wellness club is filled in word for word, without a bracket', () => {
    expect(codes(seed)).toEqual([]);
    const values = { 'customer.name': '王芳', 'service.name': '肩颈理疗', startsAt: '2026-11-28T02:00:00.000Z', people: '梅清' };
    const filled = fillText(seed, filling(values));
    expect(filled.text).toBe('尊敬的王芳，您已成功预约肩颈理疗，服务时间为2026年11月28日 10:00，技师为梅清，期待您的光临。');
    expect(filled.inOrder).toEqual(['王芳', '肩颈理疗', '2026年11月28日 10:00', '梅清']);
    expect([...pathsOf(seed)].sort()).toEqual(['customer.name', 'people', 'service.name', 'startsAt']);
  });

  test('a variable that is not explained blocks publishing; each other problem is told as well', () => {
    const bad: Readonly<Record<(typeof TEXT_PROBLEMS)[number], unknown>> = {
      shape: { ...seed, extra: 1 },
      unknown_entity: { ...seed, entity: '__proto__' },
      empty_text: { ...seed, text: '  ' },
      bracket_open: { ...seed, text: '您好 [客户姓名' },
      variable_missing: { ...seed, text: '您好 [昵称]' },
      variable_unused: { ...seed, text: '您好' },
      variable_unknown: about('old'),
      variable_not_words: about('owner'),
      variable_sensitive: about('allergy'),
      too_long: { ...seed, title: '长'.repeat(21) },
      too_many_variables: { ...seed, variables: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`v${i}`, { path: 'startsAt' }])) },
    };
    for (const code of TEXT_PROBLEMS) expect([code, codes(bad[code])]).toEqual([code, expect.arrayContaining([code])]);
    expect(codes(about('phone'))).toEqual(['variable_sensitive']);
    expect(codes(about('photo'))).toEqual(['variable_not_words']);
    expect(codes({ ...about('name'), entity: 'booking', variables: { 它: { path: 'payments.name' } } })).toEqual(['variable_unknown']);
    expect(codes({ ...seed, text: '您好 [constructor]' })).toContain('variable_missing');
    expect(codes(about('owner.name'))).toEqual([]);
  });

  test('whoever lacks a value gets the words for that, or no message at all', () => {
    const text = {
      ...about('name'),
      text: '[它]，离婚期[日子]还有[天]天，已消费[钱]。',
      variables: { 它: { path: 'name', or: '亲' }, 日子: { path: 'wedding' }, 天: { path: '@daysLeft' }, 钱: { path: 'spent' } },
    };
    expect(fillText(text, filling({ name: null, wedding: '2027-05-01', spent: 680_000 }, '3'))).toMatchObject({
      text: '亲，离婚期2027年5月1日还有3天，已消费6,800 元。',
      missing: [],
    });
    expect(fillText(text, filling({ name: '王芳', wedding: null, spent: 0 })).missing).toEqual(['日子', '天']);
  });

  test('law: taken apart, a text loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[', ']', 'a', '您', '[姓名]', ' ')), (bits) => {
        const text = bits.join('');
        const { parts, open } = partsOf(text);
        const whole = parts.map((part) => ('words' in part ? part.words : text.slice(part.at, text.indexOf(']', part.at) + 1))).join('');
        expect(whole).toBe(text);
        expect(open === null).toBe(!/\[[^\]]*$/.test(text));
        expect(variablesIn(text).every(({ at }) => text[at] === '[')).toBe(true);
      }),
    );
  });
});
