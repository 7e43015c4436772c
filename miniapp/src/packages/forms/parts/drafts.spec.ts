import { FORM_WORLD } from '@zhike/domain/engines/forms/vectors.catalogue';
import { formWith } from '@zhike/domain/engines/forms/vectors.run';
import { draftFor, dropDraft, keepable, keepDraft } from './drafts';

const NOW = Date.parse('2026-11-26T03:00:00Z');
const store = new Map<string, unknown>();
jest.mock('@tarojs/taro', () => ({
  __esModule: true,
  default: {
    getStorageSync: (key: string) => store.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void store.set(key, value),
    removeStorageSync: (key: string) => void store.delete(key),
  },
}));

test('FM-10 what was typed stays on the phone: nothing sensitive, no files, no consent', () => {
  const form = formWith({
    note: { field: 'scratch:text' },
    ill: { field: 'scratch:text', scratch: { sensitivity: 'sensitive' } },
    photo: { field: 'scratch:image' },
    ok: { field: 'scratch:bool', consent: { text: 'privacy', version: 1 }, requiredIf: true },
  });
  expect(keepable(form, FORM_WORLD, { values: { note: '婚期在春天', ill: '花生过敏', photo: ['f1'], ok: true } })).toEqual({
    values: { note: '婚期在春天' },
    rows: {},
  });
});

test('FM-10 a draft is found again by its form and version, for a week, and is gone when it was handed in; ten stay', () => {
  const draft = (at: number) => ({ values: { note: 'x' }, rows: {}, version: 2, at });
  keepDraft('a', draft(NOW));
  expect(draftFor('a', 2, NOW + 86_400_000)).toMatchObject({ values: { note: 'x' } });
  expect(draftFor('a', 3, NOW)).toBeNull();
  expect(draftFor('a', 2, NOW + 8 * 86_400_000)).toBeNull();
  for (let n = 0; n < 12; n++) keepDraft(`b${n}`, draft(NOW + n + 1));
  expect(Object.keys(store.get('zk.forms') as object)).toHaveLength(10);
  expect(draftFor('a', 2, NOW)).toBeNull();
  dropDraft('b11');
  expect(draftFor('b11', 2, NOW)).toBeNull();
});
