import { pathsOf, resolvePeople, type AssignFacts, type Candidate } from './assign';

const one = (id: string, fields: Partial<Candidate> = {}): Candidate => ({
  id,
  active: true,
  roles: ['technician'],
  storeIds: ['s1'],
  teamIds: [],
  skills: [],
  supervisorId: 'boss',
  away: false,
  openTodos: 0,
  bookedMinutes: 0,
  ...fields,
});
const facts = (staff: readonly Candidate[], fields: Partial<AssignFacts> = {}): AssignFacts => ({
  staff,
  storeId: 's1',
  teamIds: [],
  starter: null,
  paths: {},
  skills: { 'service.id': ['理疗'] },
  delegations: [],
  flow: 'f',
  now: 100,
  picks: 0,
  ...fields,
});
const ids = (people: readonly { readonly person: string }[]): string[] => people.map((person) => person.person);
const SKILLED = { skillOf: 'service.id', scope: 'store' } as const;

test('FL-06 a booking of 肩颈理疗 asks only technicians of the store who hold the skill 理疗', () => {
  const staff = [
    one('a', { skills: ['理疗'] }),
    one('b', { skills: ['SPA'] }),
    one('c', { skills: ['理疗'], storeIds: ['s2'] }),
    one('d', { skills: ['理疗'], active: false }),
  ];
  expect(ids(resolvePeople(SKILLED, facts(staff)))).toEqual(['a']);
  expect(resolvePeople(SKILLED, facts(staff, { skills: {} }))).toEqual([]);
});

test('FL-06 somebody on leave is asked only if nobody else is left, and a stand-in is asked in her name', () => {
  const staff = [one('a', { away: true }), one('b'), one('c')];
  const role = { role: 'technician', scope: 'store' } as const;
  expect(ids(resolvePeople(role, facts(staff)))).toEqual(['b', 'c']);
  expect(ids(resolvePeople(role, facts([one('a', { away: true })])))).toEqual(['a']);
  const delegations = [{ from: 'a', to: 'z', starts: 0, ends: 200 }];
  expect(resolvePeople({ users: ['a'] }, facts([...staff, one('z', { roles: [] })], { delegations }))).toEqual([{ person: 'z', insteadOf: 'a' }]);
  expect(ids(resolvePeople({ users: ['a'] }, facts([...staff, one('z', { away: true })], { delegations })))).toEqual(['a']);
  expect(ids(resolvePeople({ users: ['a'] }, facts([...staff, one('z')], { delegations, now: 200 })))).toEqual(['a']);
  expect(
    ids(resolvePeople({ users: ['a'] }, facts([...staff, one('z')], { delegations: [{ from: 'a', to: 'z', starts: 0, ends: 200, flows: ['g'] }] }))),
  ).toEqual(['a']);
});

test('FL-06 leastLoad takes whoever has the fewest open to-dos, then the fewest booked minutes; rotation goes round', () => {
  const staff = [one('a', { openTodos: 2 }), one('b', { openTodos: 1, bookedMinutes: 60 }), one('c', { openTodos: 1, bookedMinutes: 30 })];
  const role = { role: 'technician', scope: 'store' } as const;
  expect(ids(resolvePeople({ pick: role, by: 'leastLoad', n: 1 }, facts(staff)))).toEqual(['c']);
  const round = [0, 1, 2, 3].map((picks) => ids(resolvePeople({ pick: role, by: 'rotation', n: 1 }, facts(staff, { picks }))));
  expect(round).toEqual([['a'], ['b'], ['c'], ['a']]);
});

test('FL-15 whoever started it is replaced by her supervisor where she may not decide about herself', () => {
  const staff = [one('a'), one('boss', { roles: ['manager'], supervisorId: null })];
  expect(ids(resolvePeople({ role: 'technician', scope: 'store' }, facts(staff, { starter: 'a' }), 'supervisor'))).toEqual(['boss']);
  expect(ids(resolvePeople({ anyOf: [{ role: 'nobody', scope: 'store' }, { supervisorOf: 'starter' }] }, facts(staff, { starter: 'a' })))).toEqual(['boss']);
  expect(ids(resolvePeople({ path: 'owner' }, facts(staff, { paths: { owner: ['a', 'unknown'] } })))).toEqual(['a']);
  expect(ids(resolvePeople({ path: '__proto__' }, facts(staff)))).toEqual([]);
});

test('FL-06 a rule tells which paths of the record it needs', () => {
  expect(pathsOf({ anyOf: [SKILLED, { pick: { path: 'owner' }, by: 'rotation', n: 1 }, { supervisorOf: 'technician' }, { users: [] }] })).toEqual({
    people: ['owner', 'technician'],
    skills: ['service.id'],
  });
});
