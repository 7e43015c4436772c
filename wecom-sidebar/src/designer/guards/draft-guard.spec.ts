import { beginWarn, guardOf, messageOf, withEntity, withLocks, withMessage } from './draft-guard';

test('RU-09 a check before saving that comes from a file is never taken on trust', () => {
  for (const body of [null, 1, 'x', [], { on: 'create', when: 3, answer: 'no' }])
    expect(guardOf(body)).toMatchObject({ on: ['create', 'update'], when: { all: [] }, answer: { refuse: '' } });
});

test('RU-09 another entity takes the condition and the locks away, and keeps the words; no lock is no key', () => {
  const guard = withLocks({ ...guardOf({}), when: { f: 'source', op: 'empty' }, answer: { refuse: '请选来源' } }, ['source']);
  expect(withEntity(guard, 'order')).toEqual({ entity: 'order', on: ['create', 'update'], when: { all: [] }, answer: { refuse: '请选来源' } });
  expect('lockOn' in withLocks(guard, [])).toBe(false);
});

test('RU-09 from no to a warning and back the words stay', () => {
  const warning = beginWarn('先问店长', 'order');
  expect(warning).toEqual({ warn: '先问店长', needReason: true, right: 'order.write' });
  expect(withMessage(warning, '再看看')).toEqual({ ...warning, warn: '再看看' });
  expect(messageOf(withMessage({ refuse: messageOf(warning) }, '不行'))).toBe('不行');
});
