import type { ServiceView } from '@zhike/domain/booking/contract';
import { barOf, draftOf, isSound, newDraft, problemsOf, saveSteps, type ServiceDraft, withIds } from './draft';

const role = (key: string, over: Partial<ServiceDraft['roles'][number]> = {}): ServiceDraft['roles'][number] => ({
  key,
  name: key,
  typeId: 't',
  skill: null,
  offsetMinutes: 0,
  durationMinutes: 60,
  customerPicks: false,
  perPerson: true,
  accepts: false,
  ...over,
});
const draft = (over: Partial<ServiceDraft>, fields: Partial<ServiceDraft['fields']> = {}): ServiceDraft => {
  const made = newDraft(['s1']);
  return { ...made, roles: [role('artist')], ...over, fields: { ...made.fields, name: '证件照', line: '写真', priceFen: 10000, ...fields } };
};
const saved = (roles: string[]): ServiceView =>
  ({ ...draft({}).fields, id: 'x', imageUrl: null, addons: [], roles: roles.map((key) => ({ ...role(key), typeName: 'T', kind: 'person' })) }) as ServiceView;
const addon = (roleKeys: string[], id: string | null = null) => ({ id, name: '加洗', minutes: 0, priceFen: 100, roleKeys, active: true });

describe('a service while it is edited', () => {
  test('BK-02 what is missing or cannot be is said in words', () => {
    expect(isSound(problemsOf(draft({})))).toBe(true);
    const bad = problemsOf(draft({ roles: [role('artist', { offsetMinutes: 30 })] }, { name: ' ', depositFen: 20000, storeIds: [] }));
    expect(bad).toMatchObject({ name: '请填名称', depositFen: '定金不能高于价格 ¥100', role: { artist: '第 90 分钟才结束，超过了项目的 60 分钟' } });
    expect(problemsOf(draft({ roles: [] })).roles).toMatch(/至少/);
    expect(isSound(bad)).toBe(false);
  });

  test('BK-02 a class without a seat is told what it lacks', () => {
    expect(problemsOf(draft({ roles: [] }, { mode: 'class' })).roles).toBe('请填座位：每位客人占一个');
    expect(problemsOf(draft({ roles: [role('seat', { perPerson: false })] }, { mode: 'class', maxParty: 3 })).roles).toMatch(/几个座位/);
  });

  test('BK-11 a service that asks for acceptance says who accepts', () => {
    expect(problemsOf(draft({}, { acceptance: 'person' })).accepts).toMatch(/由谁来接单/);
    expect(problemsOf(draft({ roles: [role('artist', { accepts: true })] }, { acceptance: 'person' })).accepts).toBeUndefined();
  });

  test('BK-02 roles are saved only when they changed', () => {
    expect(saveSteps(draftOf(saved(['artist'])), saved(['artist'])).map((s) => s.kind)).toEqual(['service']);
    expect(saveSteps(draft({ roles: [role('artist'), role('room')] }), saved(['artist'])).map((s) => s.kind)).toEqual(['service', 'roles']);
    expect(saveSteps(draft({}), null).map((s) => s.kind)).toEqual(['service', 'roles']);
  });

  test('BK-02 an add-on names a new role only after the role is saved, and keeps its id', () => {
    const steps = saveSteps(draft({ roles: [role('artist'), role('room')], addons: [addon(['room', 'artist'])] }), saved(['artist']));
    expect(steps.map((s) => s.kind)).toEqual(['service', 'roles', 'service']);
    expect(steps[0]).toMatchObject({ addons: [{ roleKeys: ['artist'] }] });
    expect(steps[2]).toMatchObject({ addons: [{ roleKeys: ['room', 'artist'] }] });
    expect(
      withIds(
        [addon([]), addon([], 'a1'), addon([])],
        [
          { id: 'a1', name: '加洗' },
          { id: 'a2', name: '加洗' },
          { id: 'a3', name: '加洗' },
        ],
      ).map((a) => a.id),
    ).toEqual(['a2', 'a1', 'a3']);
  });

  test('BK-02 a phase that ends after the service is drawn to the edge and marked', () => {
    expect(barOf({ offsetMinutes: 30, durationMinutes: 60 }, 120)).toEqual({ left: 25, width: 50, over: false });
    expect(barOf({ offsetMinutes: 90, durationMinutes: 60 }, 120)).toEqual({ left: 75, width: 25, over: true });
  });
});
