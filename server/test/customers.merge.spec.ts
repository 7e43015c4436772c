import { holdCustomer } from '../src/modules/customers/commands';
import { newId } from '../src/platform/ids';
import { draft, hourFromNow, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness, type Login } from './harness';

let harness: Harness;
let shop: Shop;
let laoxu: Login;
let zongbu: Login;

beforeAll(async () => {
  harness = await startHarness();
  shop = await openShop(harness);
  [laoxu, zongbu] = await Promise.all([harness.staff('laoxu'), harness.staff('zongbu')]);
}, 60_000);
afterAll(() => harness?.close());

const create = async (name: string, more: Parameters<typeof draft>[1] = {}) => (await harness.do('customers.create', draft(name, more), laoxu)).profile;

describe('duplicates and merge', () => {
  test("CU-02 the same name and wedding date, or a booking with the other's phone, is shown as a pair", async () => {
    const a = await create('重复甲', { weddingDate: '2027-05-01', phone: '13811110030' });
    const b = await create('重复甲', { weddingDate: '2027-05-01' });
    const c = await create('重复丙');
    await harness.do(
      'booking.create',
      {
        customerId: c.id,
        storeId: shop.stores.jing,
        serviceId: shop.serviceId,
        startsAt: hourFromNow(harness, 96),
        choices: {},
        contactName: '丙',
        contactPhone: '13811110030',
        weddingDate: null,
        note: '',
        awaitDeposit: false,
        source: 'workbench',
      },
      laoxu,
    );
    const { pairs } = await harness.do('customers.duplicates', {}, laoxu);
    const ids = pairs.filter((pair) => [a.id, b.id, c.id].includes(pair.a.id)).map((pair) => [pair.reason, pair.a.id, pair.b.id]);
    expect(ids).toEqual([
      ['contact_phone', a.id, c.id],
      ['name_and_wedding', a.id, b.id],
    ]);
  });

  test('CU-02 merge moves everything, seals the phone anew, keeps history, and the old id leads to the survivor', async () => {
    const into = await create('合并留下');
    const from = await create('合并并入', { phone: '13811110040', note: '喜欢海边' });
    const { group } = await harness.do('customers.saveTagGroup', { groupId: null, name: '来源', colour: '#112233', tags: [{ id: null, name: '朋友' }] }, laoxu);
    await harness.do('customers.setTags', { customerId: from.id, add: [group.tags[0]!.id], remove: [] }, laoxu);
    await harness.do('customers.addNote', { customerId: from.id, text: '并入前', nextContactOn: null }, laoxu);
    await harness.do(
      'booking.create',
      {
        customerId: from.id,
        storeId: shop.stores.jing,
        serviceId: shop.serviceId,
        startsAt: hourFromNow(harness, 120),
        choices: {},
        contactName: '并',
        contactPhone: '13811110040',
        weddingDate: null,
        note: '',
        awaitDeposit: false,
        source: 'workbench',
      },
      laoxu,
    );
    const { profile } = await harness.do('customers.merge', { intoId: into.id, fromId: from.id }, laoxu);
    expect(profile).toMatchObject({
      id: into.id,
      name: '合并留下',
      maskedPhone: '138****0040',
      note: '喜欢海边',
      tags: [{ name: '朋友' }],
      nextBooking: { state: 'confirmed', customerId: into.id },
      version: 2,
    });
    expect(await harness.do('customers.revealPhone', { customerId: from.id }, laoxu)).toEqual({ phone: '13811110040' });
    expect((await harness.do('customers.get', { customerId: from.id }, laoxu)).profile.id).toBe(into.id);
    for (const [by, value] of [
      ['phone', '13811110040'],
      ['code', from.memberCode],
    ] as const)
      expect(await harness.do('customers.find', { by, value }, laoxu)).toEqual({ customerId: into.id });
    expect((await harness.do('customers.list', { search: '合并并入', tagIds: [] }, laoxu)).items).toEqual([]);
    const history = (await harness.do('customers.timeline', { customerId: into.id, kinds: ['note', 'tag', 'profile'] }, laoxu)).items;
    expect(history.map((line) => line.type)).toEqual([
      'customer.phone_revealed',
      'customer.merged',
      'customer.note_added',
      'customer.tagged',
      'customer.created',
      'customer.created',
    ]);
    // A repeat finds the work done; another direction is refused.
    expect((await harness.do('customers.merge', { intoId: into.id, fromId: from.id }, laoxu)).profile.version).toBe(2);
    expect((await harness.send('customers.merge', { intoId: from.id, fromId: into.id }, laoxu)).refusal?.code).toBe('record.not_found');
    expect((await harness.send('customers.merge', { intoId: into.id, fromId: into.id }, laoxu)).refusal?.code).toBe('customers.cannot_merge_itself');
    // A second merge on top: the whole chain leads to the last survivor.
    const last = await create('合并最后');
    await harness.do('customers.merge', { intoId: last.id, fromId: into.id }, laoxu);
    expect((await harness.do('customers.get', { customerId: from.id }, laoxu)).profile.id).toBe(last.id);
    expect((await harness.do('customers.timeline', { customerId: from.id, kinds: ['note'] }, laoxu)).items.map((line) => line.text)).toEqual(['并入前']);
  });

  test('CU-02 merges in both directions at once end with one survivor', async () => {
    const [a, b] = [await create('对冲甲'), await create('对冲乙')];
    const sent = await Promise.all([
      harness.send('customers.merge', { intoId: a.id, fromId: b.id }, laoxu),
      harness.send('customers.merge', { intoId: b.id, fromId: a.id }, zongbu),
    ]);
    expect(sent.map((s) => s.status).sort()).toEqual([200, 404]);
  });

  test('CU-02 a booking that is written while its customer is merged lands on the survivor', async () => {
    const { ports } = harness.server;
    for (let i = 0; i < 6; i++) {
      const [into, from] = [await create(`竞争留${i}`), await create(`竞争并${i}`)];
      const writing = ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) => {
        const customerId = await holdCustomer(write, from.id);
        await new Promise((resolve) => setTimeout(resolve, 15));
        const at = new Date('2030-01-01T00:00:00Z');
        const id = newId();
        await write.tx.booking.create({
          data: {
            id,
            code: `RACE-${i}`,
            state: 'done',
            storeId: shop.stores.jing,
            serviceId: shop.serviceId,
            customerId: customerId ?? '',
            startsAt: at,
            endsAt: new Date('2030-01-01T01:00:00Z'),
            contactName: 'x',
            contactCipher: ports.crypto.encrypt('13811110099', `bookings:contact_cipher:${id}`),
            contactIndex: `r${i}`,
            contactLast4: '0000',
            source: 'seed',
            priceFen: 0,
            depositFen: 0,
            terms: { serviceName: '婚纱照', whatToBring: '', policy: { freeUntilHours: 48, latePercent: 100 } },
          },
        });
      });
      await Promise.all([writing, harness.do('customers.merge', { intoId: into.id, fromId: from.id }, laoxu)]);
      expect((await ports.db.prisma.booking.findUniqueOrThrow({ where: { code: `RACE-${i}` } })).customerId).toBe(into.id);
    }
  });
});
