import { draft, hourFromNow, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness, type Login } from './harness';

let harness: Harness;
let shop: Shop;
let laoxu: Login;
let xiaotang: Login;

beforeAll(async () => {
  harness = await startHarness();
  shop = await openShop(harness);
  [laoxu, xiaotang] = await Promise.all([harness.staff('laoxu'), harness.staff('xiaotang')]);
}, 60_000);
afterAll(() => harness?.close());

const create = async (name: string, more: Parameters<typeof draft>[1] = {}, as: Login = laoxu) =>
  (await harness.do('customers.create', draft(name, more), as)).profile;
const events = (customerId: string) => harness.server.ports.db.prisma.event.findMany({ where: { customerId }, orderBy: { at: 'asc' } });

describe('one record', () => {
  test('CU-01 the same record by id, phone and member code', async () => {
    const her = await create('王芳', { phone: '+86 138-1111-0001' });
    expect(her).toMatchObject({
      maskedPhone: '138****0001',
      phoneVerified: false,
      ownerName: '徐立',
      storeName: '静安店',
      version: 1,
      nextStep: { kind: 'first_contact' },
    });
    expect(her.memberCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(her.can).toEqual(['write', 'tag', 'reveal_phone', 'merge', 'share', 'book', 'health_read', 'health_write']);
    for (const [by, value] of [
      ['phone', '13811110001'],
      ['code', her.memberCode],
      ['code', `c=${her.memberCode.toLowerCase()}`],
    ] as const)
      expect(await harness.do('customers.find', { by, value }, laoxu)).toEqual({ customerId: her.id });
    expect(await harness.do('customers.find', { by: 'phone', value: 'nonsense' }, laoxu)).toEqual({ customerId: null });
    expect((await harness.do('customers.get', { customerId: her.id }, laoxu)).profile).toEqual(her);
  });

  test('SC-07 the number lies encrypted, and whoever may reveal it leaves a line', async () => {
    const her = await create('赵一', { phone: '13811110002' });
    const row = await harness.server.ports.db.prisma.customer.findUniqueOrThrow({ where: { id: her.id } });
    expect(JSON.stringify(row)).not.toContain('13811110002');
    expect(await harness.do('customers.revealPhone', { customerId: her.id }, laoxu)).toEqual({ phone: '13811110002' });
    expect((await events(her.id)).map((e) => e.type)).toEqual(['customer.created', 'customer.phone_revealed']);
    const kept = await harness.server.ports.db.prisma.idempotencyKey.findMany();
    expect(JSON.stringify(kept)).not.toContain('13811110002');
    const reception = await harness.staff('qianqian');
    expect((await harness.send('customers.revealPhone', { customerId: her.id }, reception)).status).toBe(403);
  });

  test("CU-02 a phone is unique in the shop; the other's name is told only to those who may see her", async () => {
    const her = await create('钱二', { phone: '13811110003' });
    expect((await harness.send('customers.create', draft('又一个', { phone: '13811110003' }), laoxu)).refusal).toEqual({
      code: 'customers.phone_taken',
      facts: { customerId: her.id, name: '钱二' },
    });
    expect((await harness.send('customers.create', draft('又一个', { phone: '13811110003' }), xiaotang)).refusal).toEqual({
      code: 'customers.phone_taken',
      facts: { customerId: '', name: '' },
    });
  });

  test('CU-02 twenty members type the same new number at once: one record', async () => {
    const sent = await Promise.all(Array.from({ length: 20 }, (_, i) => harness.send('customers.create', draft(`并发${i}`, { phone: '13811110004' }), laoxu)));
    expect(sent.filter((s) => s.status === 200)).toHaveLength(1);
    expect(new Set(sent.filter((s) => s.status !== 200).map((s) => s.refusal?.code))).toEqual(new Set(['customers.phone_taken']));
  });

  test('CU-02 fields change under a version; a stale one is told, a typed number is not verified', async () => {
    const her = await create('孙三', { phone: '13811110005' });
    const { gender, birthday, weddingDate, source, note } = her;
    const body = { customerId: her.id, version: 1, name: '孙三三', gender, birthday, weddingDate, source, note };
    const changed = (await harness.do('customers.update', { ...body, phone: '13811110006', birthday: '1990-02-28' }, laoxu)).profile;
    expect(changed).toMatchObject({ name: '孙三三', version: 2, maskedPhone: '138****0006', birthday: '1990-02-28' });
    expect((await harness.send('customers.update', body, laoxu)).refusal).toEqual({
      code: 'record.changed',
      facts: { noun: 'customer', id: her.id, version: 2 },
    });
    expect((await events(her.id)).at(-1)?.data).toEqual({ fields: ['name', 'birthday', 'phone'] });
    expect((await harness.do('customers.update', { ...body, version: 2, birthday: '1990-02-28', phone: null }, laoxu)).profile.maskedPhone).toBeNull();
    expect(await harness.do('customers.find', { by: 'phone', value: '13811110006' }, laoxu)).toEqual({ customerId: null });
  });

  test('SC-03 a member reaches her own customers only, in get, list and find alike', async () => {
    const other = await create('李四', { phone: '13811110007' });
    const own = await create('周五', {}, xiaotang);
    expect((await harness.send('customers.get', { customerId: other.id }, xiaotang)).refusal).toEqual({
      code: 'record.not_found',
      facts: { noun: 'customer', id: other.id },
    });
    expect(await harness.do('customers.find', { by: 'phone', value: '13811110007' }, xiaotang)).toEqual({ customerId: null });
    const listed = await harness.do('customers.list', { search: '', tagIds: [] }, xiaotang);
    expect(listed.items.map((row) => row.id)).toEqual([own.id]);
    expect((await harness.send('customers.addNote', { customerId: other.id, text: 'x', nextContactOn: null }, xiaotang)).status).toBe(404);
    expect((await harness.send('customers.create', draft('外店', { storeId: shop.stores.pu }), xiaotang)).refusal).toEqual({
      code: 'access.forbidden',
      facts: { right: 'customer.write' },
    });
  });
});

describe('the list', () => {
  test('CU-02 finds by name, pinyin, initials, whole phone and last four; % is a letter', async () => {
    const her = await create('欧阳娜娜', { phone: '13812345678' });
    const search = async (text: string) => (await harness.do('customers.list', { search: text, tagIds: [] }, laoxu)).items.map((row) => row.id);
    for (const text of ['阳娜', 'ouyang', 'Ou Yang', 'oynn', '138 1234 5678', '5678']) expect(await search(text)).toEqual([her.id]);
    expect(await search('%')).toEqual([]);
    expect(await search('_')).toEqual([]);
    expect(await search('13812345679')).toEqual([]);
  });

  test('CU-02 pages follow each other without gap or repeat while new customers arrive', async () => {
    for (let i = 0; i < 33; i++) await create(`分页${String(i).padStart(2, '0')}`);
    const first = await harness.do('customers.list', { search: '分页', tagIds: [] }, laoxu);
    await create('分页新来');
    const second = await harness.do('customers.list', { search: '分页', tagIds: [], cursor: first.next }, laoxu);
    expect(first.items).toHaveLength(30);
    expect([...first.items, ...second.items].map((row) => row.name)).toEqual(Array.from({ length: 33 }, (_, i) => `分页${String(32 - i).padStart(2, '0')}`));
    expect(second.next).toBeNull();
    expect((await harness.send('customers.list', { search: '', tagIds: [], cursor: 'rubbish' }, laoxu)).refusal?.code).toBe('request.invalid');
  });
});

describe('tags', () => {
  test('CU-04 a group of six tags, given in the sidebar, filters the list; what is so already makes no event', async () => {
    const { group } = await harness.do(
      'customers.saveTagGroup',
      { groupId: null, name: '皮肤问题', colour: '#AA3355', tags: ['敏感', '痘痘', '色斑', '干燥', '出油', '细纹'].map((name) => ({ id: null, name })) },
      laoxu,
    );
    const [a, b, c] = group.tags.map((tag) => tag.id) as [string, string, string];
    const her = await create('标签一');
    const he = await create('标签二');
    const tags = (await harness.do('customers.setTags', { customerId: her.id, add: [a, b], remove: [] }, laoxu)).tags;
    expect(tags.map((tag) => `${tag.groupName}/${tag.name}`)).toEqual(['皮肤问题/敏感', '皮肤问题/痘痘']);
    await harness.do('customers.setTags', { customerId: her.id, add: [a], remove: [c] }, laoxu);
    await harness.do('customers.setTags', { customerId: he.id, add: [a], remove: [] }, laoxu);
    const both = await harness.do('customers.list', { search: '', tagIds: [a, b] }, laoxu);
    expect(both.items.map((row) => row.id)).toEqual([her.id]);
    expect((await events(her.id)).filter((e) => e.type.includes('tagged')).map((e) => [e.type, e.data])).toEqual([
      ['customer.tagged', { tags: ['敏感', '痘痘'] }],
    ]);

    const [first, second, ...rest] = group.tags as [{ id: string; name: string }, { id: string; name: string }, ...{ id: string; name: string }[]];
    const swapped = await harness.do(
      'customers.saveTagGroup',
      {
        groupId: group.id,
        name: '皮肤',
        colour: '#AA3355',
        tags: [
          { id: second.id, name: '敏感' },
          { id: first.id, name: '痘痘' },
        ],
      },
      laoxu,
    );
    expect(swapped.group.tags).toEqual([
      { id: second.id, name: '敏感' },
      { id: first.id, name: '痘痘' },
    ]);
    expect((await harness.send('customers.setTags', { customerId: her.id, add: [rest[0]!.id], remove: [] }, laoxu)).refusal).toEqual({
      code: 'record.not_found',
      facts: { noun: 'tag', id: rest[0]!.id },
    });
    const revived = await harness.do(
      'customers.saveTagGroup',
      {
        groupId: group.id,
        name: '皮肤',
        colour: '#AA3355',
        tags: [
          { id: second.id, name: '敏感' },
          { id: first.id, name: '痘痘' },
          { id: null, name: '细纹' },
        ],
      },
      laoxu,
    );
    expect(revived.group.tags[2]?.id).toBe(rest[3]?.id);
    expect((await harness.send('customers.saveTagGroup', { groupId: null, name: '皮肤', colour: '#AA3355', tags: [] }, laoxu)).refusal).toEqual({
      code: 'customers.tag_taken',
      facts: { name: '皮肤' },
    });
    expect(
      (
        await harness.send(
          'customers.saveTagGroup',
          {
            groupId: null,
            name: '双',
            colour: '#AA3355',
            tags: [
              { id: null, name: '一' },
              { id: null, name: '一' },
            ],
          },
          laoxu,
        )
      ).refusal,
    ).toEqual({ code: 'customers.tag_taken', facts: { name: '一' } });
    expect((await harness.send('customers.saveTagGroup', { groupId: null, name: '不许', colour: '#AA3355', tags: [] }, xiaotang)).status).toBe(403);
  });
});

describe('the timeline', () => {
  test('CU-03 notes, tags, bookings and looks in order with their actors; kinds and pages hold', async () => {
    const her = await create('时间线', { phone: '13811110020' });
    const { item } = await harness.do('customers.addNote', { customerId: her.id, text: '周末联系', nextContactOn: '2020-01-01' }, laoxu);
    expect(item).toMatchObject({ type: 'customer.note_added', kind: 'note', actorName: '徐立', actorKind: 'staff', text: '周末联系' });
    expect((await harness.do('customers.get', { customerId: her.id }, laoxu)).profile.nextStep?.kind).toBe('follow_up_due');
    await harness.do(
      'booking.create',
      {
        customerId: her.id,
        storeId: shop.stores.jing,
        serviceId: shop.serviceId,
        startsAt: hourFromNow(harness, 72),
        choices: {},
        contactName: '时间线',
        contactPhone: '13811110020',
        weddingDate: null,
        note: '',
        awaitDeposit: false,
        source: 'workbench',
      },
      laoxu,
    );
    await harness.do('customers.addNote', { customerId: her.id, text: '已约', nextContactOn: null }, laoxu);
    await harness.do('customers.revealPhone', { customerId: her.id }, laoxu);
    const all = await harness.do('customers.timeline', { customerId: her.id, kinds: [] }, laoxu);
    const types = all.items.map((line) => line.type).filter((type) => !type.startsWith('message.'));
    expect(types).toEqual(['customer.phone_revealed', 'customer.note_added', 'booking.confirmed', 'customer.note_added', 'customer.created']);
    const notes = await harness.do('customers.timeline', { customerId: her.id, kinds: ['note'] }, laoxu);
    expect(notes.items.map((line) => line.text)).toEqual(['已约', '周末联系']);
    const profile = await harness.do('customers.timeline', { customerId: her.id, kinds: ['profile'] }, laoxu);
    expect(profile.items.map((line) => line.type)).toEqual(['customer.phone_revealed', 'customer.created']);
    const seen = (await harness.do('customers.get', { customerId: her.id }, laoxu)).profile;
    expect(seen).toMatchObject({ nextStep: null, nextBooking: { state: 'confirmed' } });
    // The photographer serves this booking now, so the customer is hers; money lines stay hidden from her post.
    const mei = await harness.staff('mei');
    expect((await harness.do('customers.get', { customerId: her.id }, mei)).profile.can).toEqual(['health_read']);
    expect((await harness.do('customers.timeline', { customerId: her.id, kinds: ['payment'] }, mei)).items).toEqual([]);
  });
});
