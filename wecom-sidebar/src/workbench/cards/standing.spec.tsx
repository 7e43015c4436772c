import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { LevelTerms, Redemption } from '@zhike/domain/membership/contract';
import { no, ok, openTestServer, Stage, type Reply } from '../../sidebar/test-stage';
import { LevelsSheet } from './LevelsSheet';
import { GiftsSheet } from './GiftsSheet';
import { MallSheet } from './MallSheet';
import { Standing } from '../../features/membership/Standing';

const level = (over: Partial<LevelTerms> = {}): LevelTerms => ({
  key: 'silver',
  name: '银卡',
  rank: 1,
  thresholdFen: 500_000,
  months: 12,
  discountPercent: 5,
  pointsPercent: 120,
  birthdayGift: '',
  ...over,
});
const gift = (over: Partial<Redemption> = {}): Redemption => ({
  id: 'g1',
  code: 'YVY39FFC5V',
  itemId: 'i1',
  itemName: '精修照 1 张',
  pricePoints: 300,
  customerId: 'c',
  customerName: '王芳',
  state: 'open',
  createdAt: '2026-11-27T02:00:00.000Z',
  handedOutAt: null,
  storeName: '',
  byName: '',
  reason: '',
  ...over,
});
const entry = {
  transactionId: 't1',
  at: '2026-11-27T02:00:00.000Z',
  act: 'a',
  actName: '兑换积分',
  points: -300,
  owedPoints: 0,
  note: '',
  byName: '',
  orderId: null,
};
const balance = { points: 1_200, owedPoints: 0, nextExpiry: null };
const answers = (over: Record<string, Reply> = {}): Record<string, Reply> => ({
  'membership.levelOf': ok({
    level: { ...level(), spendFen: 900_000 },
    next: { ...level({ name: '金卡' }), spendFen: 900_000, missingFen: 600_000 },
    moves: [],
  }),
  'membership.pointsOf': ok({ balance, rules: { per100Yuan: 100, validMonths: 24, pointFen: 1 }, items: [entry], next: null }),
  'membership.redemptions': ok({ items: [gift()], next: null }),
  'membership.handOut': ok({ redemption: gift({ state: 'handed_out' }) }),
  'membership.levels': ok({ version: 3, levels: [level(), level({ key: 'gold', name: '金卡', rank: 2, thresholdFen: 1_500_000 })] }),
  'membership.previewLevels': ok({
    up: 2,
    down: 1,
    items: [{ customerId: 'c', name: '王芳', fromName: '', toName: '银卡', raised: true, spendFen: 400_000 }],
    next: null,
  }),
  'membership.saveLevels': ok({ version: 4, levels: [level()] }),
  ...over,
});
const at = (part: React.ReactNode, rights: readonly string[]) => render(<Stage rights={rights}>{part}</Stage>);
const her = <Standing customer={{ id: 'c', name: '王芳' }} onChanged={() => undefined} />;
const press = (testid: string) => fireEvent.click(screen.getByTestId(testid));

test('CD-01 her level, what is missing to the next and her points stand above her cards; who may not know them sees nothing of them', async () => {
  const server = openTestServer(answers());
  const shown = at(her, ['points.read']);
  await waitFor(() => screen.getByTestId('standing'));
  expect(screen.getByTestId('standing').textContent).toContain('银卡再消费 ¥6,000 升金卡');
  expect(screen.getByTestId('standing-points').textContent).toBe('1,200');
  shown.unmount();
  at(her, []);
  expect(screen.queryByTestId('standing')).toBeNull();
  expect(server.sent).toHaveLength(2);
});

test('CD-08 her points are told entry by entry, and what she took is handed over at the second press, once', async () => {
  const server = openTestServer(answers());
  at(her, ['points.read', 'points.use']);
  await waitFor(() => screen.getByTestId('standing'));
  press('standing');
  await waitFor(() => screen.getByTestId('points-entry'));
  expect(screen.getByTestId('points-entry').textContent).toContain('-300');
  await waitFor(() => screen.getByTestId('hand-out'));
  press('hand-out');
  expect(server.sentTo('membership.handOut')).toEqual([]);
  expect(screen.getByTestId('hand-out').textContent).toBe('确认已交给');
  server.answer('membership.redemptions', ok({ items: [gift({ state: 'handed_out', handedOutAt: '2026-11-27T03:00:00.000Z', byName: '周牧' })], next: null }));
  press('hand-out');
  await waitFor(() => expect(screen.queryByTestId('hand-out')).toBeNull());
  expect(server.sentTo('membership.handOut')).toEqual([{ code: 'YVY39FFC5V', storeId: 'st' }]);
  expect(screen.getByTestId('redemption').textContent).toContain('已领，周牧');
});

test('CD-08 at the counter the code finds the gift; one that somebody else has given says so in words', async () => {
  openTestServer(answers({ 'membership.handOut': no('membership.redemption_over', { state: 'handed_out', at: '2026-11-27T03:00:00.000Z' }) }));
  at(<GiftsSheet onClose={() => undefined} />, ['points.use']);
  await waitFor(() => screen.getByTestId('redemption'));
  const code = screen.getByTestId('gift-code');
  fireEvent.change(code, { target: { value: 'QQ' } });
  expect(screen.queryByTestId('redemption')).toBeNull();
  fireEvent.change(code, { target: { value: ' yvy' } });
  press('hand-out');
  press('hand-out');
  await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('不能再发一次'));
});

test('CD-02 before the levels are saved it is told who would move; they are saved in the order in which they stand', async () => {
  const server = openTestServer(answers());
  const onClose = jest.fn();
  Element.prototype.scrollIntoView = () => undefined;
  at(<LevelsSheet onClose={onClose} />, ['points.read', 'level.manage']);
  await waitFor(() => expect(screen.getAllByTestId('level')).toHaveLength(2));
  expect((screen.getByTestId('levels-save') as HTMLButtonElement).disabled).toBe(true);
  const [silver] = screen.getAllByLabelText('消费满');
  if (!silver) throw new Error('no threshold');
  fireEvent.change(silver, { target: { value: '3000' } });
  press('levels-preview');
  await waitFor(() => expect(screen.getByTestId('levels-changes').textContent).toContain('2 人升级，1 人降级'));
  expect(screen.getByTestId('level-change').textContent).toContain('没有等级 → 银卡');
  press('levels-save');
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(server.sentTo('membership.saveLevels')).toEqual([
    { version: 3, levels: [level({ thresholdFen: 300_000 }), level({ key: 'gold', name: '金卡', rank: 2, thresholdFen: 1_500_000 })] },
  ]);
});

test('CD-01 who may only read the levels changes none', async () => {
  openTestServer(answers());
  at(<LevelsSheet onClose={() => undefined} />, ['points.read']);
  await waitFor(() => screen.getByText('只能查看。要修改请找总部。'));
  expect(screen.queryByTestId('levels-save')).toBeNull();
  expect(screen.queryByTestId('level-add')).toBeNull();
});

describe('CD-08 the points mall at headquarters', () => {
  const terms = { name: '8 寸摆台', text: '', pricePoints: 1_200, stock: 3, perPerson: 2, active: true };
  const mall = (over: Record<string, Reply> = {}) =>
    answers({
      'membership.mallItems': ok({ items: [{ ...terms, id: 'i1', version: 4 }] }),
      'membership.pointsRules': ok({
        rules: { per100Yuan: 100, validMonths: 24, pointFen: 1 },
        defaults: { per100Yuan: 100, validMonths: 24, pointFen: 1 },
      }),
      'membership.saveMallItem': ok({ item: { ...terms, id: 'i1', version: 5 } }),
      'membership.savePointsRules': ok({ rules: { per100Yuan: 200, validMonths: 24, pointFen: 1 } }),
      ...over,
    });

  test('CD-08 a gift is changed from what it was; 0 for one person means any number', async () => {
    const server = openTestServer(mall());
    at(<MallSheet onClose={() => undefined} />, ['points.read', 'level.manage']);
    await waitFor(() => screen.getByTestId('mall-item'));
    expect(screen.getByTestId('mall-item').textContent).toContain('1200 积分 · 还有 3 份 · 每人最多 2 份');
    press('mall-edit');
    fireEvent.change(screen.getByLabelText('每人最多'), { target: { value: '0' } });
    fireEvent.change(screen.getByLabelText('现在有'), { target: { value: '20' } });
    press('mall-save');
    await waitFor(() => screen.getByTestId('mall-item'));
    expect(server.sentTo('membership.saveMallItem')).toEqual([{ itemId: 'i1', version: 4, terms: { ...terms, stock: 20, perPerson: null } }]);
  });

  test('CD-08 a name that is taken keeps what was typed and says so', async () => {
    openTestServer(mall({ 'membership.saveMallItem': no('membership.item_name_taken', { name: '8 寸摆台' }) }));
    at(<MallSheet onClose={() => undefined} />, ['points.read', 'level.manage']);
    await waitFor(() => screen.getByTestId('mall-item'));
    press('mall-new');
    fireEvent.change(screen.getByTestId('mall-name'), { target: { value: '8 寸摆台' } });
    press('mall-save');
    await waitFor(() => expect(screen.getByTestId('refusal').textContent).toContain('请换一个名字'));
    expect((screen.getByTestId('mall-name') as HTMLInputElement).value).toBe('8 寸摆台');
  });

  test('RU-17 the rules of points are saved whole; who may only look changes neither rules nor gifts', async () => {
    const server = openTestServer(mall());
    const shown = at(<MallSheet onClose={() => undefined} />, ['points.read', 'level.manage']);
    fireEvent.change(await waitFor(() => screen.getByLabelText('每付 100 元得')), { target: { value: '200' } });
    press('points-rules-save');
    await waitFor(() => expect(screen.queryByTestId('points-rules-save')).toBeNull());
    expect(server.sentTo('membership.savePointsRules')).toEqual([{ rules: { per100Yuan: 200, validMonths: 24, pointFen: 1 } }]);
    shown.unmount();
    openTestServer(mall());
    at(<MallSheet onClose={() => undefined} />, ['points.read']);
    await waitFor(() => screen.getByTestId('mall-item'));
    expect(screen.queryByTestId('mall-edit')).toBeNull();
    expect(screen.queryByTestId('mall-new')).toBeNull();
  });
});
