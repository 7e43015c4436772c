import { EMPTY_RULE, withTrigger } from './draft-rule';
import { standingOf } from './standing';

describe('RU-16 whether somebody’s turn can come at all', () => {
  test('a rule of a date asks for the date, one of a timetable for its own condition, one of an event for nothing', () => {
    expect(standingOf(EMPTY_RULE)).toEqual({ cond: { f: 'birthday', op: 'notEmpty' }, path: 'birthday' });
    const each = { f: 'source', op: 'eq', v: '抖音' } as const;
    expect(standingOf(withTrigger(EMPTY_RULE, { on: 'schedule', cron: { at: '10:00' }, each }))).toEqual({ cond: each, path: null });
    expect(standingOf(withTrigger(EMPTY_RULE, { on: 'created' }))).toBeNull();
  });

  test('a date that is not chosen yet is not asked for', () => {
    expect(standingOf(withTrigger(EMPTY_RULE, { on: 'yearly', path: '', offset: { days: 0 }, at: '10:00' }))).toBeNull();
  });
});
