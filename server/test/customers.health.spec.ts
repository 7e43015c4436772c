import type { HealthRecord } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';
import { issueCode } from '@zhike/sandbox/world/codes';
import { findHealthFor, findHealthOfMany, healthBannerFor } from '../src/modules/customers/queries.health';
import { sqlOf } from '../src/platform/db';
import { draft, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness, type Login } from './harness';

let harness: Harness;
let shop: Shop;
let laoxu: Login;
let xiaotang: Login;
let qianqian: Login;

beforeAll(async () => {
  harness = await startHarness({ env: { WORKER: 'separate' } });
  shop = await openShop(harness);
  [laoxu, xiaotang, qianqian] = await Promise.all([harness.staff('laoxu'), harness.staff('xiaotang'), harness.staff('qianqian')]);
}, 300_000);
afterAll(() => harness?.close());

const record = (more: Partial<HealthRecord> = {}): HealthRecord => ({ ...NO_HEALTH, ...more });
const salicylic = record({ allergies: ['水杨酸'] });
const create = async (name: string, phone: string | null = null) => (await harness.do('customers.create', draft(name, { phone }), laoxu)).profile.id;
const given = (customerId: string, what: HealthRecord, version = 0) => ({ customerId, version, consent: 'given' as const, record: what });
const save = async (customerId: string, what: HealthRecord, version = 0, as: Login = laoxu) =>
  (await harness.do('customers.saveHealth', given(customerId, what, version), as)).health;
const read = async (customerId: string, as: Login = laoxu) => (await harness.do('customers.health', { customerId }, as)).health;
const events = async (customerId: string) =>
  (await harness.server.ports.db.prisma.event.findMany({ where: { customerId, type: { startsWith: 'customer.health' } }, orderBy: { id: 'asc' } })).map(
    (e) => e.type,
  );
const rowOf = (customerId: string) => harness.server.ports.db.prisma.customerHealth.findUnique({ where: { customerId } });

/** A person in the mini-program whose record is this customer. */
async function herself(name: string, customerId: string): Promise<Login> {
  const login = await harness.customer(name);
  await harness.server.ports.db.prisma.customerIdentity.update({ where: { id: login.identityId }, data: { customerId } });
  return login;
}

describe('the health record', () => {
  test('CU-08 staff write it with her consent, everyone who books her sees the red band, and she reads and corrects all of it', async () => {
    const id = await create('健康甲');
    const what = record({
      allergies: [' 水杨酸 ', '水杨酸', '无'],
      chronicConditions: ['高血压'],
      recentStates: [{ name: '孕期', until: '2027-05-01' }],
      aims: ['助眠'],
      taboos: [
        { kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' },
        { kind: 'pressure', name: '重手法', severity: 'warn', note: '' },
      ],
    });
    expect(await save(id, what)).toMatchObject({
      version: 1,
      record: { ...what, allergies: ['水杨酸'] },
      consent: { source: 'staff' },
      updatedBy: 'staff',
      updatedByName: '徐立',
    });
    for (const as of [laoxu, qianqian])
      expect((await harness.do('customers.get', { customerId: id }, as)).profile.healthBanner).toEqual([
        { kind: 'allergy', name: '水杨酸', severity: 'warn' },
        { kind: 'body_part', name: '腰部', severity: 'block' },
      ]);
    const she = await herself('林小雨', id);
    const mine = (await harness.do('customers.myHealth', {}, she)).health;
    expect(mine).toMatchObject({ version: 1, record: { chronicConditions: ['高血压'] }, updatedBy: 'staff', updatedByName: null });
    const corrected = { ...mine.record, chronicConditions: [] };
    const saved = await harness.do('customers.saveMyHealth', { version: 1, consent: 'kept', record: corrected }, she);
    expect(saved.health).toMatchObject({ version: 2, record: corrected, consent: mine.consent, updatedBy: 'customer' });
    expect(await read(id)).toMatchObject({ version: 2, record: corrected, updatedBy: 'customer', updatedByName: null });
  });

  test('CU-08 nothing is stored without her consent, by the server and by the database', async () => {
    const id = await create('健康乙');
    expect((await harness.send('customers.saveHealth', { ...given(id, salicylic), consent: 'kept' }, laoxu)).refusal).toEqual({
      code: 'customers.health_consent_missing',
      facts: { customerId: id },
    });
    expect(await rowOf(id)).toBeNull();
    const { prisma } = harness.server.ports.db;
    const data = { customerId: id, version: 1, updatedAt: new Date() };
    await expect(prisma.customerHealth.create({ data: { ...data, contentCipher: 'x' } })).rejects.toThrow('customer_health_needs_consent');
    await expect(prisma.customerHealth.create({ data: { ...data, contentCipher: 'x', consentAt: new Date() } })).rejects.toThrow(
      'customer_health_consent_known',
    );
    await expect(prisma.customerHealth.create({ data: { ...data, contentCipher: 'x', consentAt: new Date(), consentSource: 'job' } })).rejects.toThrow(
      'customer_health_consent_known',
    );
  });

  test('CU-08 who has no customer record yet has no health record', async () => {
    const new_ = await harness.customer('周子墨');
    for (const sent of [
      await harness.send('customers.myHealth', {}, new_),
      await harness.send('customers.saveMyHealth', { version: 0, consent: 'given', record: salicylic }, new_),
      await harness.send('customers.withdrawHealthConsent', {}, new_),
    ])
      expect([sent.status, sent.refusal?.code]).toEqual([404, 'record.not_found']);
  });
});

describe('two who write at once', () => {
  test('CU-08 two devices on one version: one is saved, the other is told what version there is', async () => {
    const id = await create('同时甲');
    for (const version of [0, 1, 2]) {
      const sent = await Promise.all([
        harness.send('customers.saveHealth', given(id, record({ allergies: [`甲${version}`] }), version), laoxu),
        harness.send('customers.saveHealth', given(id, record({ allergies: [`乙${version}`] }), version), xiaotang),
        harness.send('customers.saveHealth', given(id, record({ allergies: [`丙${version}`] }), version), qianqian),
      ]);
      // 唐小棠 neither owns nor serves her.
      expect(sent.map((s) => s.status).sort()).toEqual([200, 404, 409]);
      expect(sent.find((s) => s.status === 409)?.refusal).toEqual({ code: 'record.changed', facts: { noun: 'health_record', id, version: version + 1 } });
    }
    expect((await rowOf(id))?.version).toBe(3);
  });

  test('CU-08 a save whose answer was lost may be sent again: it happens once', async () => {
    const id = await create('重发甲');
    const first = await save(id, salicylic);
    expect(await save(id, salicylic)).toEqual(first);
    expect(await events(id)).toEqual(['customer.health_consent_given', 'customer.health_saved']);
    expect((await harness.send('customers.saveHealth', given(id, salicylic), qianqian)).refusal?.code).toBe('record.changed');
    const kept = await harness.do('customers.saveHealth', { ...given(id, salicylic, 1), consent: 'kept' }, qianqian);
    expect(kept.health).toEqual(first);
    expect(await events(id)).toHaveLength(2);
  });
});

describe('who looks', () => {
  test('CU-08 every look of staff at a record leaves its line in the same transaction; bands, empty records and her own looks leave none', async () => {
    const id = await create('查看甲');
    const { prisma } = harness.server.ports.db;
    const looks = () => prisma.event.findMany({ where: { customerId: id, type: 'customer.health_read' } });
    await read(id);
    await save(id, record({ allergies: ['水杨酸'], chronicConditions: ['只在档案里的病'] }));
    expect(await looks()).toEqual([]);
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, n) => harness.send('customers.health', { customerId: id }, [laoxu, qianqian, xiaotang][n % 3])),
    );
    const shown = sent.filter((s) => s.status === 200);
    expect(shown.map((s) => s.value.health.record.chronicConditions)).toEqual(Array(8).fill(['只在档案里的病']));
    expect(sent.filter((s) => s.status === 404)).toHaveLength(4);
    expect((await looks()).map((e) => e.actorId).sort()).toEqual([...Array(4).fill(shop.staff.laoxu), ...Array(4).fill(shop.staff.qianqian)].sort());
    const she = await herself('林小雨', id);
    await harness.do('customers.myHealth', {}, she);
    await harness.do('customers.get', { customerId: id }, laoxu);
    expect(await looks()).toHaveLength(8);
    const lines = (await harness.do('customers.timeline', { customerId: id, kinds: ['access'] }, laoxu)).items;
    expect(lines.map((line) => [line.type, line.kind])).toEqual(Array(8).fill(['customer.health_read', 'access']));
    expect(JSON.stringify(await prisma.event.findMany({ where: { customerId: id } }))).not.toMatch(/水杨酸|只在档案里的病|allergies|chronic/);
  });

  test('CU-08 the bands of a whole day at once: each at the reader’s right and reach, a merged record by its old id, and no look is recorded', async () => {
    const { prisma } = harness.server.ports.db;
    const [plain, allergic, taboo, into, gone, away] = await Promise.all(['日甲', '日乙', '日丙', '日丁', '日戊', '日己'].map((name) => create(name)));
    await save(allergic!, record({ allergies: ['水杨酸', '花粉'], chronicConditions: ['高血压'] }));
    await save(taboo!, record({ taboos: [{ kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' }] }));
    await save(plain!, record({ aims: ['助眠'] }));
    await save(gone!, salicylic);
    await harness.do('customers.merge', { intoId: into!, fromId: gone! }, laoxu);
    await save(away!, salicylic);
    await prisma.customer.update({ where: { id: away! }, data: { storeId: shop.stores.pu, ownerStaffId: null } });
    const asked = { customerIds: [plain!, allergic!, taboo!, gone!, away!, '00000000-0000-4000-8000-000000000000', allergic!] };
    const salicylicBand = { kind: 'allergy', name: '水杨酸', severity: 'warn' };
    const here = [
      { customerId: allergic, items: [salicylicBand, { kind: 'allergy', name: '花粉', severity: 'warn' }] },
      { customerId: taboo, items: [{ kind: 'body_part', name: '腰部', severity: 'block' }] },
      { customerId: gone, items: [salicylicBand] },
    ];
    for (const as of [laoxu, qianqian]) expect((await harness.do('customers.healthBands', asked, as)).bands).toEqual(here);
    const zongbu = await harness.staff('zongbu');
    expect((await harness.do('customers.healthBands', asked, zongbu)).bands).toEqual([...here, { customerId: away, items: [salicylicBand] }]);
    // Who serves none of them knows nothing of them, and what she is told is what one profile tells her.
    expect((await harness.do('customers.healthBands', asked, await harness.staff('mei'))).bands).toEqual([]);
    for (const { customerId, items } of here)
      expect((await harness.do('customers.get', { customerId: customerId! }, qianqian)).profile.healthBanner).toEqual(items);
    expect(await prisma.event.count({ where: { customerId: { in: [allergic!, taboo!, into!] }, type: 'customer.health_read' } })).toBe(0);
    const all = { customerIds: Array.from({ length: 201 }, () => allergic!) };
    expect((await harness.send('customers.healthBands', all, laoxu)).refusal).toMatchObject({
      code: 'request.invalid',
      facts: { issues: [{ path: 'customerIds' }] },
    });
  });

  test('CU-08 who serves her knows what she must be spared and cannot change it; who holds no such right sees no band', async () => {
    const id = await create('服务甲');
    await save(id, salicylic);
    const mei = await harness.staff('mei');
    expect((await harness.send('customers.health', { customerId: id }, mei)).status).toBe(404);
    const at = new Date('2030-02-01T00:00:00Z');
    const until = new Date('2030-02-01T01:00:00Z');
    await harness.server.ports.db.prisma.booking.create({
      data: {
        code: 'HEALTH-1',
        state: 'confirmed',
        storeId: shop.stores.jing,
        serviceId: shop.serviceId,
        customerId: id,
        startsAt: at,
        endsAt: until,
        contactName: '客',
        contactCipher: 'x',
        contactIndex: 'x',
        contactLast4: '0000',
        source: 'seed',
        priceFen: 1,
        depositFen: 0,
        terms: {},
        reservations: { create: [{ unitId: shop.units.mei, startsAt: at, endsAt: until, servesFrom: at, servesUntil: until }] },
      },
    });
    expect((await read(id, mei)).record).toEqual(salicylic);
    expect((await harness.send('customers.saveHealth', given(id, salicylic, 1), mei)).status).toBe(403);
    const { ports } = harness.server;
    const facts = { customerId: id, storeId: shop.stores.jing, staffIds: [shop.staff.mei] };
    const reader = (right: 'customer.health_read' | 'customer.read') =>
      ({ kind: 'staff', staffId: shop.staff.mei, wecomUserId: 'mei', name: '', storeIds: [], grants: [{ right, reach: 'own' }] }) as const;
    expect(await healthBannerFor(sqlOf(ports.db), ports, reader('customer.read'), facts)).toBeNull();
    expect(await healthBannerFor(sqlOf(ports.db), ports, reader('customer.health_read'), facts)).toEqual([
      { kind: 'allergy', name: '水杨酸', severity: 'warn' },
    ]);
    expect(await healthBannerFor(sqlOf(ports.db), ports, reader('customer.health_read'), { ...facts, staffIds: [] })).toBeNull();
  });
});

describe('how it lies in the database', () => {
  const CANARIES = ['金丝雀过敏原', '金丝雀病', '金丝雀状态', '金丝雀目标', '金丝雀禁忌', '金丝雀备注'];
  test('SC-07 a dump of every table holds nothing of it in the clear, after each kind of writing', async () => {
    const [allergy, condition, state, aim, taboo, note] = CANARIES as [string, string, string, string, string, string];
    const what = record({
      allergies: [allergy],
      chronicConditions: [condition],
      recentStates: [{ name: state, until: null }],
      aims: [aim],
      taboos: [{ kind: 'ingredient', name: taboo, severity: 'block', note }],
    });
    const id = await create('密文甲', '13811110070');
    await save(id, what);
    await read(id);
    const she = await herself('林小雨', id);
    await harness.do('customers.saveMyHealth', { version: 1, consent: 'given', record: { ...what, aims: [aim, '又一个'] } }, she);
    const into = await create('密文乙');
    await harness.do('customers.merge', { intoId: into, fromId: id }, laoxu);
    const basics = { name: '密文乙', gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };
    const { version } = (await harness.do('customers.get', { customerId: into }, laoxu)).profile;
    await harness.do('customers.update', { ...basics, customerId: into, version }, laoxu);
    expect((await read(into)).record.taboos).toEqual(what.taboos);
    const { prisma } = harness.server.ports.db;
    const tables = await prisma.$queryRaw<
      { name: string }[]
    >`SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`;
    expect(tables.map((table) => table.name)).toContain('public.customer_health');
    for (const { name } of tables) {
      const [row] = await prisma.$queryRawUnsafe<{ text: string | null }[]>(`SELECT string_agg(t::text, E'\n') AS text FROM ${name} t`);
      expect([name, CANARIES.filter((canary) => row?.text?.includes(canary))]).toEqual([name, []]);
    }
  });

  test('SC-07 two records whose ciphertexts were swapped do not open: a fault, never the wrong allergies', async () => {
    const [a, b] = [await create('调换甲'), await create('调换乙')];
    await save(a, record({ allergies: ['甲的'] }));
    await save(b, record({ allergies: ['乙的'] }));
    const { prisma } = harness.server.ports.db;
    await prisma.$executeRaw`UPDATE customer_health h SET content_cipher = o.content_cipher FROM customer_health o
      WHERE h.customer_id IN (${a}::uuid, ${b}::uuid) AND o.customer_id IN (${a}::uuid, ${b}::uuid) AND h.customer_id <> o.customer_id`;
    for (const customerId of [a, b])
      for (const name of ['customers.health', 'customers.get'] as const)
        expect((await harness.send(name, { customerId }, laoxu)).refusal?.code).toBe('server.fault');
    expect(await prisma.event.count({ where: { customerId: { in: [a, b] }, type: 'customer.health_read' } })).toBe(0);
  });
});

describe('taking consent back', () => {
  test('CU-08 the content is erased, that it happened stays, and an open form cannot bring it back', async () => {
    const id = await create('撤回甲');
    await save(id, salicylic);
    const she = await herself('林小雨', id);
    expect(await harness.do('customers.withdrawHealthConsent', {}, she)).toEqual({ done: true });
    expect(await rowOf(id)).toMatchObject({ version: 2, contentCipher: null, consentAt: null, consentSource: null, withdrawnAt: expect.any(Date) });
    expect((await harness.do('customers.get', { customerId: id }, laoxu)).profile.healthBanner).toEqual([]);
    expect(await findHealthFor(sqlOf(harness.server.ports.db), harness.server.ports, id)).toBeNull();
    expect((await harness.send('customers.saveHealth', { ...given(id, salicylic, 1), consent: 'kept' }, laoxu)).refusal?.code).toBe('record.changed');
    expect((await harness.send('customers.saveHealth', { ...given(id, salicylic, 2), consent: 'kept' }, laoxu)).refusal?.code).toBe(
      'customers.health_consent_missing',
    );
    await harness.do('customers.withdrawHealthConsent', {}, she);
    expect(await events(id)).toEqual(['customer.health_consent_given', 'customer.health_saved', 'customer.health_consent_withdrawn']);
    const again = await harness.do('customers.saveMyHealth', { version: 2, consent: 'given', record: salicylic }, she);
    expect(again.health).toMatchObject({ version: 3, record: salicylic, consent: { source: 'customer' }, withdrawnAt: null });
  });

  test('CU-08 a member who was told so erases it for her', async () => {
    const id = await create('撤回乙');
    await save(id, salicylic);
    expect((await harness.send('customers.eraseHealth', { customerId: id }, await harness.staff('mei'))).status).toBe(403);
    expect((await harness.send('customers.eraseHealth', { customerId: id }, xiaotang)).status).toBe(404);
    await harness.do('customers.eraseHealth', { customerId: id }, qianqian);
    expect(await read(id)).toMatchObject({ version: 2, record: NO_HEALTH, consent: null, updatedByName: '钱芊' });
  });
});

describe('merged records', () => {
  test('CU-08 the survivor knows what either record knew, sealed for her row; forms open on either are refused', async () => {
    const [into, from] = [await create('并健康甲'), await create('并健康乙')];
    await save(into, record({ allergies: ['水杨酸'], taboos: [{ kind: 'body_part', name: '腰部', severity: 'warn', note: '' }] }));
    await save(from, record({ allergies: ['花粉'] }));
    await save(from, record({ allergies: ['花粉'], taboos: [{ kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' }] }), 1);
    const { profile } = await harness.do('customers.merge', { intoId: into, fromId: from }, laoxu);
    expect(profile.healthBanner?.map((item) => item.name)).toEqual(['水杨酸', '花粉', '腰部']);
    const merged = await read(from);
    expect(merged).toMatchObject({
      version: 3,
      record: { allergies: ['水杨酸', '花粉'], taboos: [{ kind: 'body_part', name: '腰部', severity: 'block', note: '旧伤' }] },
    });
    expect(await rowOf(from)).toBeNull();
    for (const [id, version] of [
      [into, 1],
      [from, 2],
    ] as const)
      expect((await harness.send('customers.saveHealth', given(id, salicylic, version), laoxu)).refusal?.code).toBe('record.changed');
    const { ports } = harness.server;
    expect((await findHealthFor(sqlOf(ports.db), ports, from))?.allergies).toEqual(['水杨酸', '花粉']);
    const many = await findHealthOfMany(sqlOf(ports.db), ports, [into, await create('没有档案'), into]);
    expect([...many].map(([id, health]) => [id, health.allergies])).toEqual([[into, ['水杨酸', '花粉']]]);
  });

  test('CU-08 consent that she took back counts for both records', async () => {
    const [into, from] = [await create('并撤回甲'), await create('并撤回乙')];
    await save(into, salicylic);
    await save(from, salicylic);
    await harness.do('customers.withdrawHealthConsent', {}, await herself('林小雨', from));
    await harness.do('customers.merge', { intoId: into, fromId: from }, laoxu);
    expect(await rowOf(into)).toMatchObject({ version: 3, contentCipher: null, withdrawnAt: expect.any(Date) });
  });

  test('CU-08 a shell that turns out to be somebody we know brings its record along', async () => {
    const she = await harness.customer('高若曦');
    const known = await create('壳的主人', she.person.phone);
    const shell = await create('微信用户');
    const { prisma } = harness.server.ports.db;
    await prisma.customerIdentity.update({ where: { id: she.identityId }, data: { customerId: shell } });
    await harness.do('customers.saveMyHealth', { version: 0, consent: 'given', record: salicylic }, she);
    await harness.do('access.bindPhone', { code: issueCode(harness.world, 'phone', she.person.openid) }, she);
    expect((await harness.do('customers.myHealth', {}, she)).health).toMatchObject({ record: salicylic, consent: { source: 'customer' } });
    expect((await read(known)).record).toEqual(salicylic);
  });

  test('CU-08 a save that runs while her records are merged is in the union, or is told to look again', async () => {
    for (let i = 0; i < 6; i++) {
      const [into, from] = [await create(`并写留${i}`), await create(`并写并${i}`)];
      await save(into, record({ allergies: ['花粉'] }));
      const [saved] = await Promise.all([
        harness.send('customers.saveHealth', given(from, salicylic), laoxu),
        harness.send('customers.merge', { intoId: into, fromId: from }, laoxu),
      ]);
      expect(saved.status === 200 || saved.refusal?.code === 'record.changed').toBe(true);
      expect((await read(into)).record.allergies).toEqual(saved.status === 200 ? ['花粉', '水杨酸'] : ['花粉']);
      expect(await rowOf(from)).toBeNull();
    }
  });
});

describe('what the record said before', () => {
  const before = async (customerId: string, as: Login = laoxu) => (await harness.do('customers.healthBefore', { customerId }, as)).versions;

  test('CU-10 filled in on her phone it updates her profile, and the earlier version stays for whoever may read it; consent that is taken back takes all', async () => {
    const id = await create('问询甲');
    const her = await herself('林小雨', id);
    const mine = (what: HealthRecord, version: number, consent: 'given' | 'kept') =>
      harness.do('customers.saveMyHealth', { version, consent, record: what }, her);
    await mine(salicylic, 0, 'given');
    await mine(record({ allergies: ['水杨酸', '海鲜'], chronicConditions: ['高血压'] }), 1, 'kept');
    await save(id, record({ allergies: ['海鲜'] }), 2);
    expect((await harness.do('customers.get', { customerId: id }, laoxu)).profile.healthBanner).toEqual([{ kind: 'allergy', name: '海鲜', severity: 'warn' }]);
    const versions = await before(id);
    expect(versions.map(({ version, by, record: said }) => [version, by, said.allergies])).toEqual([
      [2, 'customer', ['水杨酸', '海鲜']],
      [1, 'customer', ['水杨酸']],
    ]);
    expect((await events(id)).filter((type) => type === 'customer.health_read')).toHaveLength(1);
    expect((await harness.send('customers.healthBefore', { customerId: id }, her as never)).status).toBe(403);
    expect(JSON.stringify(await harness.server.ports.db.prisma.customerHealthVersion.findMany())).not.toContain('水杨酸');
    await harness.do('customers.withdrawHealthConsent', {}, her);
    expect(await before(id)).toEqual([]);
    expect(await harness.server.ports.db.prisma.customerHealthVersion.count({ where: { customerId: id } })).toBe(0);
  });
});
