import { templates } from '@zhike/config/industries/templates';
import { runDesk } from '../src/desk';
import { startHarness, type Harness } from './harness';

let shop: Harness;
beforeAll(async () => {
  shop = await startHarness();
}, 60_000);
afterAll(() => shop?.close());

async function desk(...args: string[]) {
  const said: string[] = [];
  return { code: await runDesk(shop.server.ports, args, (line) => said.push(line)), said: said.join('\n') };
}

test('PF-07 an empty shop from a terminal: its first member, and both trades by one command each', async () => {
  expect((await desk('install', 'wellness', '--as', 'zongbu')).said).toBe('REFUSED: access.not_staff {"wecomUserId":"zongbu"}');
  expect(await desk('begin', '--manager', 'zongbu', '--name', '沈言')).toEqual({ code: 0, said: '沈言 (zongbu) may log in to the workbench now' });
  expect(await desk('begin', '--manager', 'mei', '--name', '梅清')).toMatchObject({ code: 1 });
  for (const { id, parts } of templates) {
    expect(await desk('install', id, '--as', 'zongbu')).toEqual({
      code: 0,
      said: `${id}: ${parts.length} parts in force, 0 drafts to publish in the workbench, 0 left as they were`,
    });
    expect((await desk('install', id, '--as', 'zongbu')).said).toBe(
      `${id}: 0 parts in force, 0 drafts to publish in the workbench, ${parts.length} left as they were`,
    );
  }
  const boss = await shop.staff('zongbu');
  const { roles } = await shop.do('stores.staff', {}, boss);
  expect(roles.map((role) => role.name)).toEqual(expect.arrayContaining(['总部', '后期设计师', '财务', '技师', '养生顾问']));
  const { lines } = await shop.do('catalogue.lines', {}, boss);
  expect(lines.map((line) => line.name)).toEqual(['婚纱摄影', '儿童摄影', '孕妇照', '旅拍', '周年照', '全家福', '养生零售']);
  expect((await desk('trades')).said.split('\n')).toHaveLength(templates.length);
}, 120_000);

test('PF-07 a trade that nobody knows and words that are no command are said to be so', async () => {
  expect((await desk('install', 'nothing', '--as', 'zongbu')).said).toBe('REFUSED: record.not_found {"noun":"template","id":"nothing"}');
  for (const args of [[], ['install'], ['install', 'wellness'], ['begin', '--name', '沈言'], ['begin', '--boss', 'x']])
    expect((await desk(...args)).code).toBe(2);
});
