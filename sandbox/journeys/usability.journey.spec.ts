import { randomUUID } from 'node:crypto';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { Page } from 'playwright-core';
import { openDesk, staffVoice, type Voice } from './cast';
import { humanHand } from './hand';
import { storeNamed, todayIn } from './headquarters';
import { openStage, type Stage } from './stage';

/**
 * Somebody at headquarters who is no programmer adds fields, asks for one of them of a single type of customer, writes a birthday rule, tries it
 * on somebody, draws a report and opens the names behind it: by clicking what she sees, at the pace of a person in less than ten minutes.
 */
let stage: Stage;
let hq: Voice;
let desk: Page;
const hand = humanHand();
const TEN_MINUTES_MS = 600_000;

/** Where she goes by the rail. */
const go = (path: string) => hand.click(desk.locator(`.zk-rail a[href="#/${path}"]`));
const field = (testid: string) => desk.locator(`input[data-testid="${testid}"], [data-testid="${testid}"] input`).first();
async function picture(name: string): Promise<void> {
  await desk.waitForTimeout(400);
  await stage.picture(desk, `usability-${name}`);
}

/** 新建 …, named, with its designer open. */
async function begin(path: string, title: string): Promise<void> {
  await go(path);
  await hand.click(desk.getByTestId('new-definition'));
  await hand.type(desk.getByTestId('definition-title'), title);
  await hand.click(desk.getByTestId('create-definition'));
  await hand.read(desk.getByTestId('designer'));
}
async function publish(name: string): Promise<void> {
  await hand.click(desk.getByTestId('publish'));
  await hand.read(desk.getByTestId('publish-sheet'));
  await picture(`${name}-publish`);
  await hand.click(desk.getByTestId('publish-now'));
  await hand.read(desk.getByTestId('draft-state').filter({ hasText: '正在用第 1 版' }));
}
/** One more field of customers; what kind it is is chosen by `how`. */
async function addField(label: string, type: string, how: () => Promise<void> = async () => undefined): Promise<void> {
  await hand.click(desk.getByTestId('new-field'));
  await hand.type(desk.getByTestId('field-label'), label);
  await hand.choose(desk, desk.getByTestId('field-type'), type);
  await how();
  await hand.read(desk.getByTestId('field-effect'));
  await picture(`field-${type}`);
  await hand.click(desk.getByTestId('save-field'));
  await desk.getByTestId('field').filter({ hasText: label }).waitFor();
}

beforeAll(async () => {
  stage = await openStage();
  hq = await staffVoice(stage.house, 'zongbu');
  const storeId = await storeNamed(hq, '静安');
  const rest = { gender: 'female', weddingDate: null, source: '抖音', note: '', storeId } as const;
  // 王芳 has her birthday in five days, 李梅 has not told hers.
  const soon = `1990${addDays(todayIn(), 5).slice(4)}`.replace('-02-29', '-02-28');
  await hq.ask('customers.create', { ...rest, name: '王芳', phone: '13766660001', birthday: soon });
  await hq.ask('customers.create', { ...rest, name: '李梅', phone: '13766660002', birthday: null });
  desk = await openDesk(stage, '沈言', 'today');
});
afterAll(async () => {
  await stage?.close();
});

test('PF-08 she adds two fields to customers: a choice of two, and a day', async () => {
  await hand.click(desk.getByTestId('nav-design'));
  await go('design/fields');
  await hand.read(desk.getByTestId('fields-page'));
  await addField('客户类型', '单选', async () => {
    for (const [n, option] of ['婚纱照', '宝宝照'].entries()) await hand.type(desk.getByTestId('option-label').nth(n), option);
  });
  await addField('预计婚期', '日期');
  await picture('fields');
});

test('PF-08 she makes a form in which the day is required for one type of customer, and the server holds to it', async () => {
  await begin('design/forms', '客户登记');
  const palette = desk.getByRole('region', { name: '可以加的内容' });
  for (const label of ['姓名', '手机号', '客户类型', '预计婚期']) await hand.click(palette.getByRole('button', { name: `＋ ${label}`, exact: true }).first());
  const settings = desk.getByTestId('slot-settings');
  await hand.read(settings);
  await hand.choose(desk, settings.locator('.ant-select', { has: desk.getByLabel('什么时候必填') }).first(), '满足条件时');
  // It begins with the question that has choices; what is left is to say which of them.
  await hand.choose(desk, settings.locator('.rule .ant-select', { has: desk.getByLabel('客户类型') }), '婚纱照');
  await hand.read(desk.getByTestId('form-canvas').getByText('有条件必填'));
  await picture('form');
  await publish('form');
  const { items } = await hq.ask('definitions.list', { kind: 'form', search: '客户登记' });
  const id = items[0]?.id ?? '';
  const { definition } = await hq.ask('definitions.read', { id });
  const { fields } = (definition.published?.body ?? { fields: {} }) as { fields: Record<string, { field: string }> };
  const { entities } = await hq.ask('forms.catalogue', {});
  const known = entities.find((one) => one.id === 'customer')?.fields ?? [];
  const slotOf = (label: string): string => {
    const of = known.find((one) => one.label === label)?.id;
    return Object.entries(fields).find(([, slot]) => slot.field === of)?.[0] ?? '';
  };
  const choice = (label: string): string => known.find((one) => one.label === '客户类型')?.options?.find((one) => one.label === label)?.id ?? '';
  const handIn = (name: string, phone: string, type: string) =>
    hq.ask('forms.submit', {
      id,
      submissionId: randomUUID(),
      version: 1,
      values: { [slotOf('姓名')]: name, [slotOf('手机号')]: phone, [slotOf('客户类型')]: choice(type) },
    } as never);
  await expect(handIn('赵敏', '13766660003', '婚纱照')).rejects.toThrow(slotOf('预计婚期'));
  await handIn('周芷', '13766660004', '宝宝照');
});

test('PF-08 she writes a birthday rule and tries it before it is in force: 王芳 is in, 李梅 is not, and she reads why', async () => {
  await begin('design/rules', '生日前三天提醒');
  await hand.click(desk.getByTestId('add-effect'));
  const effect = desk.getByTestId('effect').first();
  await hand.choose(desk, effect.locator('.ant-select').first(), '建一条待办');
  await hand.type(effect.getByRole('textbox', { name: '要做什么' }), '生日快到了，打个电话');
  expect(await hand.read(desk.getByTestId('rule-sentence'))).toContain('生日前 3 天');
  const tryOn = async (name: string): Promise<string> => {
    await hand.type(field('try-one-find'), name);
    await hand.click(desk.getByTestId('try-one-match').filter({ hasText: name }));
    return hand.read(desk.getByTestId('try-one-answer').filter({ hasText: name }));
  };
  expect(await tryOn('王芳')).toContain('王芳 会轮到');
  await picture('rule-in');
  expect(await tryOn('李梅')).toMatch(/李梅 现在不会轮到.*「生日」还没有填/);
  await picture('rule-not-in');
  await publish('rule');
});

test('PF-08 in force, the rule’s log says of 李梅 why she is not in', async () => {
  await hand.type(field('rule-log-find'), '李梅');
  await hand.click(desk.getByTestId('rule-log-match').filter({ hasText: '李梅' }));
  const why = desk.getByTestId('rule-why');
  await hand.read(why.getByText('「生日」还没有填'));
  expect(await why.textContent()).toContain('李梅 现在不满足条件');
  await picture('why');
  await hand.press(desk, 'Escape');
  await why.waitFor({ state: 'detached' });
});

test('PF-08 she draws where customers come from as a pie, and opens the names behind a slice', async () => {
  await begin('design/reports', '客户从哪来');
  await hand.choose(desk, desk.getByTestId('report-source'), '客户');
  const preview = desk.getByTestId('report-preview');
  await hand.read(preview);
  await hand.click(desk.getByRole('button', { name: '＋ 客户来源', exact: true }).first());
  await hand.click(desk.getByTestId('chart-pie'));
  await hand.read(desk.getByTestId('report-sentence').filter({ hasText: '饼图' }));
  const slice = preview.getByTestId('chart').locator('text', { hasText: '抖音' }).first();
  await slice.waitFor();
  await picture('pie');
  await hand.click(slice);
  await hand.read(desk.getByTestId('rows-sheet'));
  for (const name of ['王芳', '李梅']) await desk.getByTestId('rows-row').filter({ hasText: name }).waitFor();
  await picture('names');
  await hand.press(desk, 'Escape');
  await desk.getByTestId('rows-sheet').waitFor({ state: 'detached' });
  await publish('report');
});

test('PF-08 all of it took less than ten minutes at the pace of a person', () => {
  process.stderr.write(`usability: ${(hand.spent() / 60_000).toFixed(1)} minutes at human pace\n`);
  expect(hand.spent()).toBeLessThan(TEN_MINUTES_MS);
  expect(stage.faults).toEqual([]);
});
