import { randomBytes, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import type { ApiRefusal } from '@zhike/domain/api';
import type { FileView } from '@zhike/domain/forms/contract';
import { dropOrphans } from '../src/modules/forms/jobs';
import { seedFixture } from './fixture';
import { type FormShop, openFormShop } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

let shop: Harness;
let boss: Login;
let reception: Login;
let forms: FormShop;
let otherStoreId: string;
let storeId: string;
let now = Date.parse('2026-11-26T03:00:00Z');

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' }, clock: { now: () => new Date(now) } });
  ({ otherStoreId, storeId } = await seedFixture(shop.server.ports));
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  forms = await openFormShop(shop, boss);
});
afterAll(() => shop.close());

/** A photo of so many pixels that says in which garden it was taken, lying on its side. */
const photo = (width = 1200, height = 800): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#a0522d' } })
    .withExif({ IFD0: { Copyright: 'SECRETOWNER', Orientation: '6' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 13/1 48/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');

interface Took {
  readonly status: number;
  readonly file: FileView;
  readonly refusal?: ApiRefusal;
}
async function post(url: string, bytes: Buffer, name: string): Promise<Took> {
  const body = new FormData();
  body.set('slot', '前面的字段');
  body.set('file', new Blob([new Uint8Array(bytes)]), name);
  const answer = await fetch(`${shop.url}${url}`, { method: 'POST', body });
  return { status: answer.status, ...((await answer.json()) as { file: FileView; refusal?: ApiRefusal }) };
}
const place = async (slot: string, as: Login = reception) => (await shop.do('forms.upload', { id: forms.photoId, version: 1, slot }, as)).url;
const send = async (slot: string, bytes: Buffer, name: string, as: Login = reception) => post(await place(slot, as), bytes, name);
const sent = async (slot: string, bytes: Buffer, name = 'a.jpg', as: Login = reception): Promise<string> => (await send(slot, bytes, name, as)).file.id;
const hand = (values: Record<string, string | readonly string[]>, more: object = {}, as: Login = reception) =>
  shop.send('forms.submit', { id: forms.photoId, version: 1, submissionId: randomUUID(), values: { title: '对比', ...values } as never, ...more }, as);
const codes = (refusal: unknown) =>
  (refusal as { facts: { problems: { code: string; path: string }[] } } | null)?.facts.problems.map((one) => `${one.code} ${one.path}`).sort();
const get = (path: string | null) => fetch(`${shop.url}${path ?? ''}`);
const bytesOf = async (path: string | null) => Buffer.from(await (await get(path)).arrayBuffer());

test('FM-07 two photos come with a form and are looked at as small pictures; nothing of what the phone wrote into them stays', async () => {
  const raw = await photo();
  expect(raw.includes('SECRETOWNER')).toBe(true);
  expect((await sharp(raw).metadata()).exif?.length).toBeGreaterThan(0);
  const ids = [await sent('photos', raw), await sent('photos', await photo(300, 200))];
  const { recordId } = (await hand({ photos: ids })).value;
  const { files } = await shop.do('forms.files', { ids }, boss);
  expect(files.map((file) => [file.id, file.kind, file.width, file.height])).toEqual([
    [ids[0], 'image', 800, 1200],
    [ids[1], 'image', 200, 300],
  ]);
  for (const file of files) {
    const full = await bytesOf(file.url);
    const { exif, icc, format, orientation } = await sharp(full).metadata();
    expect([exif, icc, format, orientation]).toEqual([undefined, undefined, 'jpeg', undefined]);
    expect(full.includes('SECRETOWNER')).toBe(false);
    const thumb = await sharp(await bytesOf(file.thumbUrl)).metadata();
    expect([thumb.format, Math.max(thumb.width, thumb.height) <= 360]).toEqual(['jpeg', true]);
  }
  const record = (await shop.do('forms.record', { id: recordId }, boss)).record;
  expect(record.values.cf_photos).toEqual(ids);
  const head = await get(files[0]?.url ?? '');
  expect([head.headers.get('content-type'), head.headers.get('x-content-type-options'), head.headers.get('content-security-policy')]).toEqual([
    'image/jpeg',
    'nosniff',
    "default-src 'none'; sandbox",
  ]);
});

test('FM-07 a photo of 30 MB, a program that is called photo, half a photo, a bomb and a page are refused, each by its name', async () => {
  const exe = Buffer.concat([Buffer.from('MZ'), randomBytes(4000)]);
  const half = (await photo()).subarray(0, 2000);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const bomb = await sharp({ create: { width: 12_000, height: 6_000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const answers = [
    [await send('photos', randomBytes(30 * 1024 * 1024), 'huge.jpg'), 413, { code: 'form.file_too_large', facts: { limitBytes: 20 * 1024 * 1024 } }],
    [await send('photos', exe, 'photo.jpg'), 415, { code: 'form.file_type', facts: { kinds: ['image'] } }],
    [await send('photos', svg, 'photo.svg'), 415, { code: 'form.file_type', facts: { kinds: ['image'] } }],
    [await send('photos', PDF, 'photo.jpg'), 415, { code: 'form.file_type', facts: { kinds: ['image'] } }],
    [await send('photos', half, 'photo.jpg'), 422, { code: 'form.file_unreadable', facts: { reason: 'broken' } }],
    [await send('photos', bomb, 'photo.png'), 422, { code: 'form.file_unreadable', facts: { reason: 'broken' } }],
    [await send('photos', Buffer.alloc(0), 'photo.jpg'), 422, { code: 'form.file_unreadable', facts: { reason: 'no_file' } }],
    [await send('papers', Buffer.concat([PDF, randomBytes(1024 * 1024)]), 'a.pdf'), 413, { code: 'form.file_too_large', facts: { limitBytes: 1024 * 1024 } }],
  ] as const;
  for (const [answer, status, refusal] of answers) expect([answer.status, answer.refusal]).toEqual([status, refusal]);
  expect((await shop.send('forms.upload', { id: forms.photoId, version: 1, slot: 'title' }, reception)).refusal?.code).toBe('form.no_upload');
  expect((await shop.send('forms.upload', { id: forms.photoId, version: 1, slot: '__proto__' }, reception)).refusal?.code).toBe('form.no_upload');
});

test('FM-07 an address takes one file, and what comes torn is kept nowhere', async () => {
  const url = await place('photos');
  const bytes = await photo(50, 50);
  const both = await Promise.all([post(url, bytes, 'a.jpg'), post(url, bytes, 'b.jpg')]);
  expect(both.map((one) => one.status).sort()).toEqual([200, 404]);
  const count = () => shop.server.ports.db.prisma.upload.count();
  const before = await count();
  const torn = `--x\r\nContent-Disposition: form-data; name="file"; filename="../../a.jpg"\r\n\r\n${bytes.toString('latin1')}`;
  const answer = await fetch(`${shop.url}${await place('photos')}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: Buffer.from(torn, 'latin1'),
  });
  expect(((await answer.json()) as Took).refusal?.code).toBe('form.file_unreadable');
  expect(await count()).toBe(before);
});

test('FM-07 a paper keeps its bytes and its name, and comes as a file that no browser runs', async () => {
  const { file } = await send('papers', PDF, 'C:\\我的\\报价 "终".pdf');
  await hand({ papers: [file.id] });
  const answer = await get(file.url);
  expect(Buffer.from(await answer.arrayBuffer()).equals(PDF)).toBe(true);
  expect(file.name).toBe('报价 终.pdf');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('报价 终.pdf')}`);
});

test('FM-07 a form names only files that its filler sent, of the kind that the place takes, and a file is in one record', async () => {
  const mine = await sent('photos', await photo(60, 60));
  const hers = await sent('photos', await photo(60, 60), 'a.jpg', boss);
  const paper = await sent('papers', PDF, 'a.pdf');
  expect(codes((await hand({ photos: [mine, hers] })).refusal)).toEqual(['not_a_file /photos']);
  expect(codes((await hand({ photos: [paper] })).refusal)).toEqual(['not_a_file /photos']);
  expect(codes((await hand({ photos: [randomUUID()], marks: [`${hers} 10 10 字`] })).refusal)).toEqual(['not_a_file /marks', 'not_a_file /photos']);
  const answers = await Promise.all(Array.from({ length: 5 }, () => hand({ photos: [mine] })));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422, 422, 422, 422]);
});

test('PM-02 a file is seen by who may see its record; its address is over after ten minutes and cannot be made', async () => {
  const id = await sent('photos', await photo(60, 60), 'a.jpg', boss);
  expect((await shop.do('forms.files', { ids: [id] }, reception)).files).toEqual([]);
  await hand({ photos: [id] }, { storeId: otherStoreId }, boss);
  expect((await shop.do('forms.files', { ids: [id] }, reception)).files).toEqual([]);
  const [file] = (await shop.do('forms.files', { ids: [id] }, boss)).files;
  expect((await get(file?.url ?? null)).status).toBe(200);
  const other = (await shop.do('forms.files', { ids: [await sent('photos', await photo(60, 60), 'a.jpg', boss)] }, boss)).files[0];
  const swapped = (file?.url ?? '').replace(/t=.*/, (other?.url ?? '').replace(/.*t=/, 't='));
  expect((await get(swapped)).status).toBe(404);
  expect((await get(`/api/file/${id}`)).status).toBe(404);
  now += 11 * 60_000;
  expect((await get(file?.url ?? null)).status).toBe(404);
});

test('FM-07 a stranger sends photos by her link, for this form alone; they are nobody’s to see until they are handed in', async () => {
  const link = async () => (await shop.do('forms.share', { id: forms.photoId, kind: 'open', channel: '公众号', storeId }, boss)).token;
  const [token, another] = [await link(), await link()];
  const by = async (t: string) => post((await shop.do('forms.uploadByLink', { token: t, version: 1, slot: 'photos' }, null)).url, await photo(80, 60), 'a.jpg');
  const [one, strange] = [(await by(token)).file, (await by(another)).file];
  expect((await get(one.thumbUrl)).status).toBe(200);
  expect((await shop.do('forms.files', { ids: [one.id] }, boss)).files).toEqual([]);
  const submit = (photos: string[]) =>
    shop.send('forms.submitLink', { token, version: 1, submissionId: randomUUID(), seconds: 30, values: { title: '从链接来', photos } }, null);
  expect(codes((await submit([one.id, strange.id])).refusal)).toEqual(['not_a_file /photos']);
  expect((await submit([one.id])).status).toBe(200);
  expect((await shop.do('forms.files', { ids: [one.id] }, boss)).files).toHaveLength(1);
  expect((await shop.send('forms.uploadByLink', { token: 'x'.repeat(43), version: 1, slot: 'photos' }, null)).refusal?.code).toBe('form.link_closed');
});

test('FM-07 what nobody handed in is gone after a day, what was taken out of its record after a month, and nothing else', async () => {
  const [kept, taken, lost] = [await sent('photos', await photo(60, 60)), await sent('photos', await photo(60, 60)), await sent('photos', await photo(60, 60))];
  const { recordId } = (await hand({ photos: [kept, taken] })).value;
  await hand({ photos: [kept] }, { recordId });
  const left = async () =>
    (await shop.server.ports.db.prisma.upload.findMany({ where: { id: { in: [kept, taken, lost] } }, select: { id: true } })).map((row) => row.id).sort();
  await dropOrphans(shop.server.ports);
  expect(await left()).toEqual([kept, taken, lost].sort());
  now += 25 * 3_600_000;
  expect(await dropOrphans(shop.server.ports)).toBeGreaterThan(0);
  expect(await left()).toEqual([kept, taken].sort());
  now += 31 * 24 * 3_600_000;
  await dropOrphans(shop.server.ports);
  expect(await left()).toEqual([kept]);
  expect(await shop.server.ports.db.prisma.uploadPart.count({ where: { uploadId: { in: [taken, lost] } } })).toBe(0);
});

test('FM-17 a client marks a point on a screenshot that she sent; the comment comes back with the picture and its place', async () => {
  // A month has passed since she logged in.
  boss = await shop.staff('zongbu');
  const { token } = await shop.do('forms.share', { id: forms.photoId, kind: 'one_time', channel: '看稿', storeId }, boss);
  const { url } = await shop.do('forms.uploadByLink', { token, version: 1, slot: 'marks' }, null);
  const { file } = await post(url, await photo(400, 300), '第一稿.png');
  const marks = [`${file.id} 250 400 标题太小`, `${file.id} 900 100 换成品牌色`];
  const answer = await shop.send(
    'forms.submitLink',
    { token, version: 1, submissionId: randomUUID(), seconds: 60, values: { title: '看稿', marks } as never },
    null,
  );
  expect(answer.status).toBe(200);
  const [row] = (await shop.do('forms.records', { entity: forms.type.entity, search: '看稿' }, boss)).items;
  expect(row?.values.cf_marks).toEqual(marks);
  const { files } = await shop.do('forms.files', { ids: [file.id] }, boss);
  expect(files.map((one) => [one.kind, one.width, one.height])).toEqual([['image', 300, 400]]);
});
