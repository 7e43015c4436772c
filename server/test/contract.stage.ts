import { randomUUID } from 'node:crypto';
import { endpoints, type ApiInput, type EndpointName, type RefusalBody } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { BookingView } from '@zhike/domain/booking/contract';
import { issueCode } from '@zhike/sandbox/world/codes';
import { lifeCalls } from './contract.stage.life';
import { cardCalls } from './contract.stage.cards';
import { couponCalls } from './contract.stage.coupons';
import { definitionCalls } from './contract.stage.definitions';
import { messageCalls } from './contract.stage.messages';
import { reportCalls } from './contract.stage.reports';
import { flowCalls } from './contract.stage.flows';
import { fieldCalls } from './contract.stage.fields';
import { templateCalls } from './contract.stage.templates';
import { bulkCalls } from './contract.stage.bulk';
import { recordCalls } from './contract.stage.records';
import { formCalls } from './contract.stage.forms';
import { importCalls } from './contract.stage.imports';
import { moneyCalls } from './contract.stage.money';
import { orderCalls } from './contract.stage.orders';
import { ruleCalls } from './contract.stage.rules';
import { seedFixture, staffWish, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

export const NAMES = Object.keys(endpoints) as EndpointName[];

/** A shop in which every endpoint has something to work on, and a customer and a member who may do everything. */
export interface Stage {
  readonly shop: Harness;
  readonly fixture: Fixture;
  readonly lin: Login & { openid: string; externalUserId: string };
  readonly boss: Login;
  readonly customerId: string;
  readonly roles: ApiInput<'booking.saveServiceRoles'>['roles'];
  /** A start that nobody was given yet. */
  start(): string;
  booked(state: 'held' | 'confirmed'): Promise<BookingView>;
  /** A new customer record, without a phone. */
  person(): Promise<{ id: string; version: number }>;
  /** A hold of her own, made in the mini-program. Her earlier holds are ended: one person may have three. */
  ownHold(): Promise<BookingView>;
}

export async function openStage(): Promise<Stage> {
  const shop = await startHarness({ env: { WORKER: 'separate' } });
  const fixture = await seedFixture(shop.server.ports, { copies: 3 });
  const { prisma } = shop.server.ports.db;
  const login = await shop.customer('林小雨');
  const boss = await shop.staff('zongbu');
  // The boss has her in WeCom as well, so that the endpoints of the chat work.
  shop.world.state.people.follows.push({
    userid: 'zongbu',
    externalUserId: login.person.externalUserId,
    remark: '',
    description: '',
    createtime: 1_780_300_800,
    tagIds: [],
    mobiles: [],
    state: '',
    addWay: 1,
  });
  const TIMES = ['09:00', '12:00', '15:00'];
  let starts = 0;
  const start = (): string => {
    const n = starts++;
    return fixture.at(TIMES[n % 3] ?? '', Math.floor(n / 3) % 27);
  };
  const person: Stage['person'] = async () => (await shop.do('customers.create', draft(), boss)).profile;
  const ownHold = async (): Promise<BookingView> => {
    await prisma.booking.updateMany({ where: { state: 'held' }, data: { state: 'cancelled' } });
    return (await shop.do('booking.request', wish(fixture, start()), login)).booking;
  };
  const first = await ownHold();
  const customerId = first.customerId ?? '';
  const booked: Stage['booked'] = async (state) =>
    (await shop.do('booking.create', { ...staffWish(fixture, start()), customerId, awaitDeposit: state === 'held' }, boss)).booking;
  const { services } = await shop.do('booking.services', {});
  const roles = (services[0]?.roles ?? []).map(({ typeName: _, kind: __, ...role }) => role);
  return {
    shop,
    fixture,
    lin: { token: login.token, openid: login.person.openid, externalUserId: login.person.externalUserId },
    boss,
    customerId,
    roles,
    start,
    booked,
    person,
    ownHold,
  };
}

const draft = (name = '合同客户'): ApiInput<'customers.create'> => ({
  name,
  phone: null,
  gender: 'female',
  birthday: '1994-06-01',
  weddingDate: '2027-05-01',
  source: '到店',
  note: '第一次来',
  storeId: null,
});

const health = (version: number): ApiInput<'customers.saveMyHealth'> => ({
  version,
  consent: 'given',
  record: {
    allergies: ['水杨酸'],
    chronicConditions: ['高血压'],
    recentStates: [{ name: '孕期', until: '2027-05-01' }],
    aims: ['助眠'],
    taboos: [{ kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' }],
  },
});
/** A new customer with a health record. */
async function withHealth({ shop, boss, person }: Stage): Promise<string> {
  const { id } = await person();
  await shop.do('customers.saveHealth', { ...health(0), customerId: id }, boss);
  return id;
}

/** What makes a call work: who calls, and with what. Asked anew for each call that is to go through. */
export interface Call<Name extends EndpointName> {
  readonly as: Login | null;
  readonly input: ApiInput<Name>;
}

const stepOf = async (stage: Stage, upTo: 0 | 1 | 2): Promise<{ bookingId: string; version: number }> => {
  let { id, version } = await stage.booked('confirmed');
  for (const name of (['booking.checkIn', 'booking.start'] as const).slice(0, upTo))
    ({ id, version } = (await stage.shop.do(name, { bookingId: id, version }, stage.boss)).booking);
  return { bookingId: id, version };
};
const unit = (stage: Stage): ApiInput<'booking.saveUnit'> => ({
  unitId: null,
  typeId: stage.fixture.typeIds.dress ?? '',
  name: '合同礼服',
  storeIds: [stage.fixture.storeId],
  skills: ['婚纱'],
  fields: {},
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 30,
  state: 'active',
  introduction: '',
});
const time = (stage: Stage) => ({ storeId: stage.fixture.storeId, serviceId: stage.fixture.serviceId, choices: {} });
let serial = 0;
/** A number nobody has, and to which nothing was texted yet. */
const texted = (): string => `1960000${String(++serial).padStart(4, '0')}`;
/** An hour of its own for each, after the last bookable day. */
const absence = (stage: Stage): ApiInput<'booking.addAbsence'> => {
  const at = (minutes: number): string => new Date(Date.parse(stage.fixture.at('00:00', 60)) + minutes * 60_000).toISOString();
  serial += 1;
  return { unitId: stage.fixture.unitIds['礼服 3'] ?? '', kind: 'maintenance', startsAt: at(serial * 60), endsAt: at(serial * 60 + 60), label: '清洗' };
};

const region = async ({ shop, boss }: Stage): Promise<string> =>
  (await shop.do('stores.saveRegion', { regionId: null, parentId: null, name: `大区 ${++serial}`, position: 1 }, boss)).region.id;
/** Hours of the store that sells nothing: those of the other one stay as they are. */
const seasonBody = ({ fixture }: Stage): ApiInput<'stores.saveSeason'> => ({
  seasonId: null,
  storeId: fixture.otherStoreId,
  name: '暑期',
  fromDate: '2027-07-01',
  untilDate: '2027-08-31',
  opening: [{ weekday: 6, from: '08:00', to: '22:00' }],
  whenClashing: 'refuse',
});
const season = async (stage: Stage): Promise<string> => (await stage.shop.do('stores.saveSeason', seasonBody(stage), stage.boss)).season.id;
const specialDay = ({ fixture }: Stage): ApiInput<'stores.saveSpecialDay'> => ({
  dayId: null,
  storeId: fixture.otherStoreId,
  date: '2027-09-01',
  name: '开学季',
  kind: 'other',
  hours: [{ from: '10:00', to: '20:00' }],
  asWeekday: null,
  whenClashing: 'refuse',
});

let classes: Promise<string> | null = null;
/** A class for itself: a seat type of its own, and a day of its own after the last bookable one. */
async function lesson(stage: Stage): Promise<ApiInput<'booking.saveClassSession'>> {
  const { shop, boss, fixture } = stage;
  classes ??= (async () => {
    const { type } = await shop.do('booking.saveResourceType', { typeId: null, key: 'seat', name: '座位', kind: 'thing', fields: [] }, boss);
    const { unitId: _, state: __, introduction: ___, ...stock } = unit(stage);
    await shop.do('booking.addUnits', { ...stock, typeId: type.id, name: '座位', count: 2 }, boss);
    const { service } = await shop.do('booking.saveService', { ...newService(stage), mode: 'class', active: true, addons: [] }, boss);
    const seat = { key: 'seat', name: '座位', typeId: type.id, skill: null, offsetMinutes: 0, durationMinutes: 60, customerPicks: false };
    await shop.do('booking.saveServiceRoles', { serviceId: service.id, roles: [seat] }, boss);
    return service.id;
  })();
  serial += 1;
  const startsAt = fixture.at('10:00', 40 + serial);
  return { storeId: fixture.storeId, serviceId: await classes, startsAt, label: '体验课', unitIds: [fixture.unitIds['棚 3'] ?? ''], seats: 1, repeatWeeks: 0 };
}

/** Of one dress among several: whatever hostile number it is given, it stands in nobody's way. */
const limit = ({ fixture }: Stage): ApiInput<'booking.saveDailyLimit'> => ({
  limitId: null,
  name: '每天最多',
  typeId: null,
  unitId: fixture.unitIds['礼服 3'] ?? '',
  skill: null,
  serviceIds: [fixture.serviceId],
  maxPerDay: 100,
  active: true,
});

/** Not on sale: the list of services stays as it is. */
const newService = ({ fixture }: Stage): ApiInput<'booking.saveService'> => ({
  serviceId: null,
  name: `新项目 ${++serial}`,
  line: '个人写真',
  summary: '',
  description: '',
  includes: ['精修 9 张'],
  whatToBring: '',
  durationMinutes: 60,
  stepMinutes: 30,
  leadMinutes: 60,
  horizonDays: 30,
  priceFen: 29_900,
  depositFen: 5_000,
  policy: { freeUntilHours: 24, latePercent: 50, noShowPercent: 100, moveUntilHours: 24, maxMoves: 2 },
  levelPolicies: { gold: { freeUntilHours: 12, latePercent: 0, noShowPercent: 50, moveUntilHours: 12, maxMoves: 4 } },
  acceptance: 'person',
  acceptMinutes: 30,
  acceptTimeout: 'release',
  mode: 'appointment',
  maxParty: 2,
  cautions: [{ kind: 'ingredient', name: '水杨酸', effect: 'block' }],
  storeIds: [fixture.storeId],
  addons: [{ id: null, name: '加修', minutes: 0, priceFen: 9_900, roleKeys: [], active: true }],
  active: false,
});

/** A week of its own for each, long after the last bookable day. */
const pattern = ({ fixture }: Stage): ApiInput<'booking.saveRosterPattern'> => {
  serial += 1;
  const fromDate = addDays(fixture.day, 70 + serial * 7);
  return {
    patternId: null,
    unitId: fixture.unitIds['摄影师 3'] ?? '',
    storeId: fixture.storeId,
    fromDate,
    untilDate: addDays(fromDate, 6),
    cycleWeeks: 1,
    days: [{ week: 1, weekday: 3, from: '09:00', to: '18:00' }],
    whenClashing: 'refuse',
  };
};

/** A working call of every endpoint; a new endpoint without a row does not compile. */
export const happy: { readonly [Name in EndpointName]: (stage: Stage) => Promise<Call<Name>> | Call<Name> } = {
  'access.customerLogin': ({ shop, lin }) => ({ as: null, input: { code: issueCode(shop.world, 'login', lin.openid) } }),
  'access.bindPhone': ({ shop, lin }) => ({ as: lin, input: { code: issueCode(shop.world, 'phone', lin.openid) } }),
  'access.sendPhoneCode': async ({ shop }) => ({ as: await shop.customer('王梓涵'), input: { phone: texted() } }),
  'access.bindPhoneByCode': async ({ shop }) => {
    const as = await shop.customer('王梓涵');
    const phone = texted();
    await shop.do('access.sendPhoneCode', { phone }, as);
    const text = shop.world.state.smsMessages.find((message) => message.phone === `+86${phone}`)?.text ?? '';
    return { as, input: { phone, code: /\d{6}/.exec(text)?.[0] ?? '' } };
  },
  'access.me': ({ lin }) => ({ as: lin, input: {} }),
  'access.redeemTicket': async ({ shop }) => ({ as: null, input: { ticket: await ticketFor(shop, 'laoxu') } }),
  'access.staffMe': ({ boss }) => ({ as: boss, input: {} }),
  'access.logout': async ({ shop }) => ({ as: await shop.customer('高若曦'), input: {} }),
  'access.jsapiSignature': ({ shop, boss }) => ({ as: boss, input: { url: `${shop.url}/sidebar/` } }),
  'access.liveTicket': ({ boss }) => ({ as: boss, input: {} }),
  'stores.shop': () => ({ as: null, input: {} }),
  'stores.list': () => ({ as: null, input: {} }),
  'stores.openingDays': ({ fixture }) => ({ as: null, input: { storeId: fixture.storeId, from: fixture.day, days: 7 } }),
  'stores.tree': ({ boss }) => ({ as: boss, input: {} }),
  'stores.saveRegion': ({ boss }) => ({ as: boss, input: { regionId: null, parentId: null, name: `大区 ${++serial}`, position: 0 } }),
  'stores.removeRegion': async (stage) => ({ as: stage.boss, input: { regionId: await region(stage) } }),
  'stores.saveStore': async (stage) => ({
    as: stage.boss,
    input: {
      storeId: null,
      name: `新店 ${++serial}`,
      regionId: await region(stage),
      address: '愚园路 1088 号',
      phone: '021-62550000',
      directions: '地铁 2 号线',
      zone: 'Asia/Shanghai',
      latitude: 31.2,
      longitude: 121.4,
      opening: [{ weekday: 1, from: '09:00', to: '18:00' }],
      areaSqm: 120.5,
      closed: false,
      whenClashing: 'refuse',
    },
  }),
  'stores.seasons': async (stage) => {
    await season(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.otherStoreId } };
  },
  'stores.saveSeason': (stage) => ({ as: stage.boss, input: seasonBody(stage) }),
  'stores.removeSeason': async (stage) => ({ as: stage.boss, input: { seasonId: await season(stage), whenClashing: 'refuse' } }),
  'stores.specialDays': ({ boss }) => ({ as: boss, input: { year: 2026 } }),
  'stores.proposeHolidays': ({ boss }) => ({ as: boss, input: { year: 2025 } }),
  'stores.saveSpecialDay': (stage) => ({ as: stage.boss, input: specialDay(stage) }),
  'stores.removeSpecialDay': async (stage) => ({
    as: stage.boss,
    input: { dayId: (await stage.shop.do('stores.saveSpecialDay', specialDay(stage), stage.boss)).day.id, whenClashing: 'refuse' },
  }),
  'stores.staff': ({ boss }) => ({ as: boss, input: {} }),
  'stores.saveStaff': ({ boss, fixture }) => ({
    as: boss,
    input: {
      staffId: null,
      wecomUserId: `member${++serial}`,
      name: '新同事',
      title: '摄影师',
      roles: ['photographer'],
      storeIds: [fixture.storeId],
      regionIds: [],
      unitId: null,
      left: false,
    },
  }),
  'customers.inChat': ({ boss, lin }) => ({ as: boss, input: { externalUserId: lin.externalUserId } }),
  'customers.linkContact': async (stage) => ({ as: stage.boss, input: { externalUserId: await newContact(stage), customerId: (await stage.person()).id } }),
  'customers.createFromContact': async (stage) => ({ as: stage.boss, input: { externalUserId: await newContact(stage), name: '聊天客户', phone: null } }),
  'customers.get': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'customers.find': ({ boss }) => ({ as: boss, input: { by: 'code', value: 'ABCD2345' } }),
  'customers.list': ({ boss }) => ({ as: boss, input: { search: '林', tagIds: [], cursor: null } }),
  'customers.create': ({ boss }) => ({ as: boss, input: draft() }),
  'customers.update': async (stage) => {
    const { id, version } = await stage.person();
    const { storeId: _, ...fields } = draft('改名客户');
    return { as: stage.boss, input: { ...fields, customerId: id, version } };
  },
  'customers.timeline': ({ boss, customerId }) => ({ as: boss, input: { customerId, kinds: [], cursor: null } }),
  'customers.addNote': ({ boss, customerId }) => ({ as: boss, input: { customerId, text: '周末下午方便', nextContactOn: '2027-01-05' } }),
  'customers.tagGroups': ({ boss }) => ({ as: boss, input: {} }),
  'customers.saveTagGroup': ({ boss }) => ({
    as: boss,
    input: { groupId: null, name: `标签组 ${++serial}`, colour: '#1E6F5C', tags: [{ id: null, name: '新' }] },
  }),
  'customers.setTags': ({ boss, customerId, fixture }) => ({
    as: boss,
    input: { customerId, add: fixture.tagIds.slice(0, 1), remove: fixture.tagIds.slice(1, 2) },
  }),
  'customers.revealPhone': ({ boss, customerId }) => ({ as: boss, input: { customerId } }),
  'customers.duplicates': ({ boss }) => ({ as: boss, input: {} }),
  'customers.merge': async (stage) => ({ as: stage.boss, input: { intoId: (await stage.person()).id, fromId: (await stage.person()).id } }),
  'customers.healthBands': async (stage) => ({ as: stage.boss, input: { customerIds: [await withHealth(stage)] } }),
  'customers.health': async (stage) => ({ as: stage.boss, input: { customerId: await withHealth(stage) } }),
  'customers.healthBefore': async (stage) => ({ as: stage.boss, input: { customerId: await withHealth(stage) } }),
  'customers.saveHealth': async (stage) => ({ as: stage.boss, input: { ...health(0), customerId: (await stage.person()).id } }),
  'customers.eraseHealth': async (stage) => ({ as: stage.boss, input: { customerId: await withHealth(stage) } }),
  'customers.myHealth': ({ lin }) => ({ as: lin, input: {} }),
  'customers.saveMyHealth': async ({ shop, lin }) => ({ as: lin, input: health((await shop.do('customers.myHealth', {}, lin)).health.version) }),
  'customers.withdrawHealthConsent': ({ lin }) => ({ as: lin, input: {} }),
  'customers.share': async (stage) => ({
    as: stage.boss,
    input: { customerId: (await stage.person()).id, storeId: stage.fixture.otherStoreId, parts: ['profile', 'notes'] },
  }),
  'customers.unshare': ({ boss, customerId, fixture }) => ({ as: boss, input: { customerId, storeId: fixture.otherStoreId } }),
  'customers.myCode': ({ lin }) => ({ as: lin, input: {} }),
  'booking.services': ({ fixture }) => ({ as: null, input: { storeId: fixture.storeId } }),
  'booking.service': ({ fixture }) => ({ as: null, input: { storeId: fixture.storeId, serviceId: fixture.serviceId } }),
  'booking.days': (stage) => ({ as: null, input: { ...time(stage), from: stage.fixture.day, days: 7 } }),
  'booking.slots': (stage) => ({ as: null, input: { ...time(stage), date: stage.fixture.day } }),
  'booking.nextSlots': (stage) => ({ as: null, input: { ...time(stage), count: 5 } }),
  'booking.anywhere': ({ fixture }) => ({ as: null, input: { serviceId: fixture.serviceId, count: 3 } }),
  'booking.advice': (stage) => ({ as: null, input: { ...time(stage), startsAt: stage.fixture.at('10:00') } }),
  'booking.request': async (stage) => {
    await stage.ownHold();
    return { as: stage.lin, input: wish(stage.fixture, stage.start()) };
  },
  'booking.mine': ({ lin }) => ({ as: lin, input: { when: 'coming', cursor: null } }),
  'booking.get': async (stage) => ({ as: stage.lin, input: { bookingId: (await stage.booked('held')).id } }),
  'booking.cancelPreview': async (stage) => ({ as: stage.lin, input: { bookingId: (await stage.booked('held')).id } }),
  'booking.cancel': async (stage) => {
    const { id, version } = await stage.booked('held');
    return { as: stage.lin, input: { bookingId: id, version, reason: '改主意了', expectedRefundFen: 0 } };
  },
  'booking.reschedule': async (stage) => {
    const { id, version } = await stage.booked('confirmed');
    return { as: stage.boss, input: { bookingId: id, version, startsAt: stage.start(), choices: {} } };
  },
  'booking.create': (stage) => ({ as: stage.boss, input: { ...staffWish(stage.fixture, stage.start()), customerId: stage.customerId, awaitDeposit: false } }),
  'booking.confirm': async (stage) => {
    const { id, version } = await stage.booked('held');
    return { as: stage.boss, input: { bookingId: id, version, reason: '老客户' } };
  },
  'booking.checkIn': async (stage) => ({ as: stage.boss, input: await stepOf(stage, 0) }),
  'booking.start': async (stage) => ({ as: stage.boss, input: await stepOf(stage, 1) }),
  'booking.finish': async (stage) => ({ as: stage.boss, input: await stepOf(stage, 2) }),
  'booking.markNoShow': async (stage) => ({ as: stage.boss, input: await stepOf(stage, 0) }),
  'booking.calendar': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId, from: fixture.day, days: 2 } }),
  'booking.monthLoad': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId, from: fixture.day, days: 31 } }),
  'booking.card': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId, serviceId: fixture.serviceId } }),
  'booking.resourceTypes': ({ boss }) => ({ as: boss, input: {} }),
  'booking.saveResourceType': ({ boss }) => ({
    as: boss,
    input: {
      typeId: null,
      key: `car_${++serial}`,
      name: '婚车',
      kind: 'thing',
      fields: [{ key: 'plate', label: '车牌', type: 'choice', options: ['沪A'], required: false }],
    },
  }),
  'booking.units': ({ boss, fixture }) => ({ as: boss, input: { typeId: fixture.typeIds.dress ?? '', storeId: fixture.storeId } }),
  'booking.saveUnit': async (stage) => {
    const { type } = await stage.shop.do(
      'booking.saveResourceType',
      { typeId: null, key: `gown_${++serial}`, name: '西服', kind: 'thing', fields: [{ key: 'cut', label: '版型', type: 'text', required: false }] },
      stage.boss,
    );
    return { as: stage.boss, input: { ...unit(stage), typeId: type.id, fields: { cut: '修身' } } };
  },
  'booking.saveServiceRoles': ({ boss, fixture, roles }) => ({ as: boss, input: { serviceId: fixture.serviceId, roles } }),
  'booking.allServices': ({ boss }) => ({ as: boss, input: {} }),
  'booking.saveService': (stage) => ({ as: stage.boss, input: newService(stage) }),
  'booking.addUnits': (stage) => {
    const { unitId: _, state: __, introduction: ___, ...stock } = unit(stage);
    return { as: stage.boss, input: { ...stock, count: 2 } };
  },
  'booking.addAbsence': (stage) => ({ as: stage.boss, input: absence(stage) }),
  'booking.removeAbsence': async (stage) => ({
    as: stage.boss,
    input: { reservationId: (await stage.shop.do('booking.addAbsence', absence(stage), stage.boss)).reservationId },
  }),
  'booking.roster': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId, from: fixture.day, days: 7 } }),
  'booking.saveRosterPattern': (stage) => ({ as: stage.boss, input: pattern(stage) }),
  'booking.removeRosterPattern': async (stage) => ({
    as: stage.boss,
    input: { patternId: (await stage.shop.do('booking.saveRosterPattern', pattern(stage), stage.boss)).pattern.id, whenClashing: 'refuse' },
  }),
  'booking.saveRosterException': (stage) => {
    const { fromDate: date, unitId, storeId, whenClashing } = pattern(stage);
    return { as: stage.boss, input: { unitId, storeId, date, spans: [{ from: '10:00', to: '12:00' }], reason: '加班', whenClashing } };
  },
  'booking.classSessions': ({ fixture }) => ({ as: null, input: { storeId: fixture.storeId, from: fixture.day, days: 62 } }),
  'booking.saveClassSession': async (stage) => ({ as: stage.boss, input: await lesson(stage) }),
  'booking.cancelClassSession': async (stage) => {
    const { sessions } = await stage.shop.do('booking.saveClassSession', await lesson(stage), stage.boss);
    return { as: stage.boss, input: { sessionId: sessions[0]?.id ?? '', reason: '老师请假' } };
  },
  'booking.dailyLimits': ({ boss }) => ({ as: boss, input: {} }),
  'booking.saveDailyLimit': (stage) => ({ as: stage.boss, input: limit(stage) }),
  'booking.removeDailyLimit': async (stage) => ({
    as: stage.boss,
    input: { limitId: (await stage.shop.do('booking.saveDailyLimit', limit(stage), stage.boss)).limit.id },
  }),
  'booking.clashes': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId } }),
  ...lifeCalls,
  ...moneyCalls,
  ...cardCalls,
  ...couponCalls,
  ...definitionCalls,
  ...messageCalls,
  ...reportCalls,
  ...flowCalls,
  ...formCalls,
  ...fieldCalls,
  ...recordCalls,
  ...templateCalls,
  ...importCalls,
  ...bulkCalls,
  ...orderCalls,
  ...ruleCalls,
  'orders.payDeposit': async (stage) => ({ as: stage.lin, input: { bookingId: (await stage.ownHold()).id } }),
  'orders.checkDeposit': async (stage) => ({ as: stage.lin, input: { bookingId: (await stage.ownHold()).id } }),
  'messaging.recordSubscription': ({ lin }) => ({ as: lin, input: { outcomes: [{ templateKey: 'booking_confirmed', outcome: 'accept' }] } }),
};

/** Someone the boss has in WeCom and the shop does not know yet. */
async function newContact({ shop }: Stage): Promise<string> {
  const externalUserId = `wm${randomUUID().replace(/-/g, '')}`;
  const { customers, follows } = shop.world.state.people;
  customers.push({ openid: `o${randomUUID()}`, unionid: `u${randomUUID()}`, externalUserId, name: '新朋友', phone: '13766668888', gender: 2, avatar: '' });
  follows.push({ userid: 'zongbu', externalUserId, remark: '', description: '', createtime: 1_780_300_800, tagIds: [], mobiles: [], state: '', addWay: 1 });
  return Promise.resolve(externalUserId);
}

async function ticketFor(shop: Harness, userid: string): Promise<string> {
  const hop = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  const start = await hop(`${shop.url}/api/access/wecom/start?entry=workbench`);
  const cookie = start.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const authorised = await hop(`${(start.headers.get('location') ?? '').replace('#wechat_redirect', '')}&sim_member=${userid}`);
  const back = await hop(authorised.headers.get('location') ?? '', cookie);
  return /ticket=([\w-]+)/.exec(back.headers.get('location') ?? '')?.[1] ?? '';
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly refusal: RefusalBody['refusal'] | null;
  readonly headers: Headers;
}

/** A request as it goes over the wire, right or wrong. Commands get a key unless headers say otherwise. */
export async function knock(
  shop: Harness,
  name: string,
  as: Login | null,
  body: string,
  more: { method?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    ...(as ? { authorization: `Bearer ${as.token}` } : {}),
    ...more.headers,
  };
  const method = more.method ?? 'POST';
  const answer = await fetch(`${shop.url}/api/${name}`, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body }) });
  const json: unknown = await answer.json();
  return { status: answer.status, body: json, refusal: answer.ok ? null : (json as RefusalBody).refusal, headers: answer.headers };
}
