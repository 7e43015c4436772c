import type { PushEffect, PushPerson, PushTaskView, PushView } from '@zhike/domain/marketing/contract';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { liftWords, taskWords } from '../../features/marketing/words';
import { ok, openTestServer, Stage } from '../../sidebar/test-stage';
import { PushStory } from './PushStory';

const push: PushView = {
  id: 'b1',
  name: '到期提醒',
  state: 'done',
  couponName: '老客满减券',
  audience: { cardKinds: ['course'], productIds: [], storeIds: [], expiringWithinDays: 30 },
  wording: '送你一张券',
  dueAt: '2026-11-20T02:00:00.000Z',
  byName: '沈言',
  createdAt: '2026-11-20T02:00:00.000Z',
  holdOutPercent: 10,
  viaMembers: false,
  heldOut: 4,
  planned: 34,
  given: 33,
  skipped: 1,
  told: 20,
  seen: 12,
  used: 3,
  revenueFen: 600_000,
  offFen: 60_000,
};
const person: PushPerson = {
  customerId: 'c1',
  name: '王芳',
  state: 'given',
  reason: null,
  told: 'sent',
  seenAt: '2026-11-21T02:00:00.000Z',
  usedAt: '2026-11-22T02:00:00.000Z',
  offFen: 20_000,
  orders: [{ id: 'o1', code: 'A261122001', createdAt: '2026-11-22T02:00:00.000Z', billedFen: 200_000 }],
};
const group = { people: 34, buyers: 6, orders: 6, revenueFen: 1_200_000 };
const effect: PushEffect = { days: 30, until: '2026-12-20T02:00:00.000Z', over: false, pushed: group, heldOut: { ...group, people: 4, buyers: 0, orders: 0 } };
const open = (over: Partial<PushEffect> = {}) => {
  const server = openTestServer({
    'marketing.getPush': ok({ push }),
    'marketing.pushEffect': ok({ effect: { ...effect, ...over } }),
    'marketing.pushPeople': ok({ items: [person], next: null }),
  });
  render(
    <Stage rights={['coupon.push']}>
      <PushStory pushId="b1" now={Date.parse('2026-11-26T02:00:00.000Z')} onClose={() => undefined} />
    </Stage>,
  );
  return server;
};

test('MK-11 a number of a push opens the people that it counts, with what became of each and the order', async () => {
  const server = open();
  await waitFor(() => screen.getByTestId('push-used'));
  fireEvent.click(screen.getByTestId('push-used'));
  const row = await waitFor(() => screen.getByTestId('push-row-person'));
  expect(server.sentTo('marketing.pushPeople')[0]).toMatchObject({ pushId: 'b1', part: 'used' });
  expect(row.textContent).toContain('已进券包 · 微信已通知');
  expect(row.querySelector('a[href="#/orders?order=o1"]')?.textContent).toContain('A261122001 ¥2,000');
  fireEvent.click(screen.getByTestId('push-people-back'));
  await waitFor(() => screen.getByTestId('push-story'));
});

test('MK-11 the effect is told beside those who were held out, and that few of them prove little; without them it claims nothing', async () => {
  open();
  await waitFor(() => expect(screen.getByTestId('push-lift').textContent).toBe('发券的下单率高出 17.6 个百分点。对照组不到 30 人，只能作参考。'));
  expect(screen.getByTestId('push-effect').textContent).toContain('17.6%');
  expect(liftWords({ ...group, people: 60 }, { ...group, people: 60 })).toBe('两边下单率一样。');
  expect(liftWords({ ...group, people: 60, buyers: 3 }, { ...group, people: 60 })).toBe('发券的下单率反而低 5.0 个百分点。');
});

test('MK-11 a push without a hold-out says that nobody can tell whether they would have come anyway', async () => {
  open({ heldOut: null });
  await waitFor(() => expect(screen.getByTestId('push-lift').textContent).toContain('没有留对照组'));
});

test('MK-11 a member’s task says that nothing is sent before she confirms, and what WeCom refused or did not answer', async () => {
  const task: PushTaskView = { id: 't1', staffName: '唐小棠', state: 'waiting', reason: null, people: 12, sent: 0, failed: 1, leftOut: 0, checkedAt: null };
  const server = openTestServer({
    'marketing.getPush': ok({ push: { ...push, viaMembers: true } }),
    'marketing.pushEffect': ok({ effect }),
    'marketing.pushTasks': ok({ tasks: [task], unreachable: 3 }),
    'marketing.checkTasks': ok({ tasks: [task], unreachable: 3 }),
  });
  render(
    <Stage rights={['coupon.push']}>
      <PushStory pushId="b1" now={Date.parse('2026-11-26T02:00:00.000Z')} onClose={() => undefined} />
    </Stage>,
  );
  await waitFor(() => expect(screen.getByTestId('push-task').textContent).toContain('等她在企业微信里确认，还没有发出；1 人发不到'));
  expect(screen.getByTestId('push-tasks').textContent).toContain('另有 3 人没有加同事的企业微信');
  fireEvent.click(screen.getByTestId('push-tasks-check'));
  await waitFor(() => expect(server.sentTo('marketing.checkTasks')).toEqual([{ pushId: 'b1' }]));
  expect(taskWords({ state: 'failed', reason: '48002', failed: 0, leftOut: 0 })).toBe('企业微信没有接受（48002）');
  expect(taskWords({ state: 'unknown', reason: null, failed: 0, leftOut: 2 })).toContain('不会再请一次');
});
