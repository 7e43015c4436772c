import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';
import { addNames, draftOf, isTouched, meetFresh, withTyped } from './draft';

const view = (version: number, more: Partial<HealthRecord> = {}): HealthView => ({
  version,
  record: { ...NO_HEALTH, ...more },
  consent: null,
  withdrawnAt: null,
  updatedAt: null,
  updatedBy: null,
  updatedByName: null,
});

describe('what she fills in', () => {
  it('CU-08 what stands in an input is part of the record when it is saved', () => {
    const typed = { ...draftOf(view(1, { allergies: ['花粉'] })), typed: { allergies: '水杨酸、花粉', recentStates: '孕期', taboos: '腰部' } };
    expect(isTouched(typed)).toBe(true);
    expect(withTyped(typed)).toMatchObject({
      record: {
        allergies: ['花粉', '水杨酸'],
        recentStates: [{ name: '孕期', until: null }],
        taboos: [{ kind: 'body_part', name: '腰部', severity: 'warn', note: '' }],
      },
      typed: { allergies: '', recentStates: '', taboos: '' },
    });
    expect(isTouched({ ...draftOf(view(1)), typed: { aims: ' 无 ' } })).toBe(false);
  });

  it('CU-08 the newest record replaces an untouched form and is united with a touched one', () => {
    const fresh = view(2, { allergies: ['酒精'] });
    expect(meetFresh(null, fresh)).toEqual(draftOf(fresh));
    expect(meetFresh(draftOf(view(1, { allergies: ['花粉'] })), fresh)).toEqual(draftOf(fresh));
    const touched = addNames(draftOf(view(1)), 'allergies', '水杨酸');
    expect(meetFresh(touched, fresh)).toMatchObject({ version: 2, record: { allergies: ['水杨酸', '酒精'] }, united: true });
    expect(meetFresh(touched, view(1))).toBe(touched);
  });
});
