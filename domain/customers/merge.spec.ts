import fc from 'fast-check';
import { decideMerge, fillFrom, type MergeFields, type MergeSide } from './merge';

const fields = (more: Partial<MergeFields> = {}): MergeFields => ({
  name: '王芳',
  hasPhone: false,
  gender: 'unknown',
  birthday: null,
  weddingDate: null,
  source: '',
  note: '',
  ownerStaffId: null,
  storeId: null,
  nextContactOn: null,
  ...more,
});
const side = (id: string, identities: MergeSide['identities'] = [], more: Partial<MergeFields> = {}): MergeSide => ({ id, identities, fields: fields(more) });
const weapp = (unionid: string | null) => ({ provider: 'weapp', unionid });
const wecom = { provider: 'wecom', unionid: null };

test('CU-02 a record is not merged into itself', () => {
  expect(decideMerge(side('a'), side('a'))).toMatchObject({ ok: false, refusal: { code: 'customers.cannot_merge_itself' } });
});

test('CU-02 two WeChat people are two people, unless WeChat calls them one', () => {
  expect(decideMerge(side('a', [weapp('u1')]), side('b', [weapp('u2')]))).toMatchObject({ ok: false, refusal: { facts: { reason: 'both_have_wechat' } } });
  expect(decideMerge(side('a', [weapp(null)]), side('b', [weapp(null)]))).toMatchObject({ ok: false, refusal: { facts: { reason: 'both_have_wechat' } } });
  expect(decideMerge(side('a', [weapp('u1')]), side('b', [weapp('u1')])).ok).toBe(true);
  expect(decideMerge(side('a', [wecom]), side('b', [wecom]))).toMatchObject({ ok: false, refusal: { facts: { reason: 'both_have_wecom' } } });
  expect(decideMerge(side('a', [weapp('u1')]), side('b', [wecom])).ok).toBe(true);
});

test('CU-02 the survivor keeps what she has and is filled where she has nothing', () => {
  const filled = fillFrom(
    fields({ name: '微信用户8000', birthday: '1990-01-01', note: '怕冷' }),
    fields({ name: '王芳', hasPhone: true, gender: 'female', birthday: '1991-01-01', note: '早到', storeId: 's1' }),
  );
  expect(filled).toMatchObject({ name: '王芳', takesPhone: true, gender: 'female', birthday: '1990-01-01', note: '怕冷', storeId: 's1' });
  expect(fillFrom(fields({ hasPhone: true }), fields({ hasPhone: true })).takesPhone).toBe(false);
  expect(fillFrom(fields({ name: '李梅' }), fields({ name: '王芳' })).name).toBe('李梅');
});

test('CU-02 law: nothing that either record knew is lost, and the survivor never loses her own', () => {
  const optional = fc.option(fc.constantFrom('x', 'y'), { nil: null });
  const record = fc.record({
    name: fc.constantFrom('甲', '乙'),
    hasPhone: fc.boolean(),
    gender: fc.constantFrom('female', 'male', 'unknown'),
    birthday: optional,
    weddingDate: optional,
    source: fc.constantFrom('', '小程序'),
    note: fc.constantFrom('', 'n'),
    ownerStaffId: optional,
    storeId: optional,
    nextContactOn: optional,
  });
  fc.assert(
    fc.property(record, record, (into, from) => {
      const filled = fillFrom(into, from);
      for (const key of ['birthday', 'weddingDate', 'ownerStaffId', 'storeId', 'nextContactOn'] as const) expect(filled[key]).toBe(into[key] ?? from[key]);
      expect(filled.name).toBe(into.name);
      expect(into.hasPhone || filled.takesPhone).toBe(into.hasPhone || from.hasPhone);
    }),
  );
});
