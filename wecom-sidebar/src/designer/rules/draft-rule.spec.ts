import { shapeRule } from '@zhike/domain/engines/rules/shape';
import { addEffect, beginTrigger, EMPTY_RULE, removeEffect, ruleOf, type TriggerKind, withTrigger } from './draft-rule';

const KINDS: readonly TriggerKind[] = ['created', 'updated', 'verb', 'after', 'date', 'yearly', 'moment', 'since', 'enter', 'leave', 'schedule'];
const known = { dates: ['birthday'], moments: ['startsAt'], verbs: ['booking.finished'], fields: ['level'] };

describe('RU-01 a rule is put together', () => {
  test('every kind of trigger begins as the engine reads it', () => {
    const tag = { do: 'tag.add', tag: 'vip' } as const;
    for (const kind of KINDS) {
      const rule = addEffect(withTrigger(EMPTY_RULE, beginTrigger(kind, known)), tag);
      const whole = kind === 'enter' || kind === 'leave' ? { ...rule, trigger: { ...rule.trigger, segment: 'segment.vip' } } : rule;
      expect([kind, shapeRule(whole).problems]).toEqual([kind, []]);
    }
  });

  test('a trigger takes the settings of the one before along only where they fit', () => {
    const entering = withTrigger(EMPTY_RULE, { on: 'enter', segment: 's', at: '10:00' });
    expect([entering.reentry, withTrigger(entering, { on: 'created' }).reentry]).toEqual([{ whenLeft: true }, 'everyTime']);
    expect(withTrigger(EMPTY_RULE, beginTrigger('moment', known)).catchUp).toEqual({ untilPassed: 'startsAt' });
  });

  test('what is done keeps its name when another goes', () => {
    const two = addEffect(addEffect(EMPTY_RULE, { do: 'tag.add', tag: 'a' }), { do: 'tag.add', tag: 'b' });
    expect(removeEffect(two, 'e1').effects.map(({ id }) => id)).toEqual(['e2']);
    expect(addEffect(removeEffect(two, 'e1'), { do: 'tag.add', tag: 'c' }).effects.map(({ id }) => id)).toEqual(['e2', 'e3']);
    expect(ruleOf(null)).toEqual(EMPTY_RULE);
  });
});
