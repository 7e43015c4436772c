import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { HealthBand } from './HealthBand';
import { HealthCard } from './HealthCard';
import { HealthSheet } from './HealthSheet';
import { consentWords } from './words';

const sent: { name: string; body: unknown }[] = [];
let answers: Record<string, { status: number; body: unknown }[]> = {};
// jsdom has no pseudo elements; antd asks for one to measure a scroll bar.
const styleOf = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => styleOf(element);
beforeEach(() => {
  sent.length = 0;
  answers = {};
  window.matchMedia = (() => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined })) as never;
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    const name = url.replace('/api/', '');
    sent.push({ name, body: JSON.parse(String(init.body)) as unknown });
    const reply = answers[name]?.shift() ?? { status: 500, body: { refusal: { code: 'server.fault', facts: { requestId: 'x' } } } };
    return { ok: reply.status === 200, status: reply.status, json: async () => reply.body } as Response;
  }) as typeof fetch;
});

const record = (more: Partial<HealthRecord> = {}): HealthRecord => ({ ...NO_HEALTH, ...more });
const view = (more: Partial<HealthView> = {}): HealthView => ({
  version: 1,
  record: record({ allergies: ['水杨酸'] }),
  consent: { at: '2026-11-20T02:00:00.000Z', source: 'staff' },
  withdrawnAt: null,
  updatedAt: '2026-11-20T02:00:00.000Z',
  updatedBy: 'staff',
  updatedByName: '钱芊',
  ...more,
});
const nothing = view({ version: 0, record: NO_HEALTH, consent: null, updatedAt: null, updatedBy: null, updatedByName: null });
const ok = (health: HealthView) => ({ status: 200, body: { health } });
const she = { id: 'c', name: '王芳', can: ['health_read', 'health_write'] as const };
const open = async (can: readonly ('health_read' | 'health_write')[] = she.can) => {
  const acts = { onClose: jest.fn(), onSaved: jest.fn() };
  render(<HealthSheet profile={{ ...she, can: [...can] }} {...acts} />);
  await waitFor(() => expect(screen.getByTestId('health-about')).toBeTruthy());
  return acts;
};
const add = (testid: string, text: string) => {
  fireEvent.change(screen.getByTestId(testid), { target: { value: text } });
  fireEvent.blur(screen.getByTestId(testid));
};
const saved = () => sent.filter((call) => call.name === 'customers.saveHealth').map((call) => call.body);

describe('the red band', () => {
  test('CU-08 it names allergies first, then what is forbidden, in words beside its sign', () => {
    const { container } = render(
      <HealthBand
        items={[
          { kind: 'body_part', name: '腰部', severity: 'block' },
          { kind: 'allergy', name: '水杨酸', severity: 'warn' },
          { kind: 'allergy', name: '花粉', severity: 'warn' },
        ]}
      />,
    );
    const band = screen.getByRole('note', { name: '过敏和禁忌' });
    expect(Array.from(band.querySelectorAll('p')).map((line) => line.textContent)).toEqual(['过敏 水杨酸、花粉', '忌碰 腰部']);
    expect(container.querySelector('svg')).not.toBeNull();
  });

  test('CU-08 nothing to say, or no right to know, draws nothing', () => {
    for (const items of [[], null]) expect(render(<HealthBand items={items} />).container.innerHTML).toBe('');
    expect(render(<HealthCard profile={{ healthBanner: null, can: ['write'] }} onOpen={() => undefined} />).container.innerHTML).toBe('');
  });
});

describe('the health sheet', () => {
  test('CU-08 it is read once, says that the look is recorded, and closing without a change asks nothing', async () => {
    answers = { 'customers.health': [ok(view())] };
    const { onClose } = await open();
    expect(sent.map((call) => call.name)).toEqual(['customers.health']);
    expect(screen.getByTestId('health-about').textContent).toContain('这次查看已记录');
    expect(screen.getByTestId('health-save')).toHaveProperty('disabled', true);
    fireEvent.click(document.querySelector('.ant-drawer-close') as Element);
    expect(onClose).toHaveBeenCalled();
  });

  test('CU-08 nothing is sent before she has agreed; several names typed at once are several entries', async () => {
    answers = { 'customers.health': [ok(nothing)], 'customers.saveHealth': [ok(view())] };
    const { onSaved } = await open();
    add('health-allergies', '水杨酸、酒精');
    add('health-states', '孕期');
    fireEvent.change(screen.getByTestId('health-state-until'), { target: { value: '2027-05-01' } });
    fireEvent.click(screen.getByTestId('taboo-add'));
    fireEvent.change(screen.getByTestId('taboo-name'), { target: { value: '腰部' } });
    fireEvent.click(screen.getByTestId('taboo-severity-0-block'));
    fireEvent.click(screen.getByTestId('taboo-add'));
    expect(screen.getByTestId('health-save')).toHaveProperty('disabled', true);
    fireEvent.click(screen.getByTestId('health-consent'));
    // Still standing in its field: pressing 保存 leaves the field first, as a finger does.
    fireEvent.change(screen.getByTestId('health-aims'), { target: { value: '助眠' } });
    fireEvent.blur(screen.getByTestId('health-aims'));
    fireEvent.click(screen.getByTestId('health-save'));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(saved()).toEqual([
      {
        customerId: 'c',
        version: 0,
        consent: 'given',
        record: record({
          allergies: ['水杨酸', '酒精'],
          aims: ['助眠'],
          recentStates: [{ name: '孕期', until: '2027-05-01' }],
          taboos: [{ kind: 'body_part', name: '腰部', severity: 'block', note: '' }],
        }),
      },
    ]);
  });

  test('CU-08 when somebody else wrote meanwhile, both are shown and nothing is lost; the next press saves the union', async () => {
    const changed = { status: 409, body: { refusal: { code: 'record.changed', facts: { noun: 'health_record', id: 'c', version: 2 } } } };
    answers = {
      'customers.health': [ok(view()), ok(view({ version: 2, record: record({ allergies: ['水杨酸', '花粉'] }) }))],
      'customers.saveHealth': [changed, ok(view({ version: 3 }))],
    };
    const { onSaved } = await open();
    add('health-allergies', '海鲜');
    fireEvent.click(screen.getByTestId('health-save'));
    await waitFor(() => expect(screen.getByTestId('health-united')).toBeTruthy());
    expect(onSaved).not.toHaveBeenCalled();
    fireEvent.click(screen.getByTestId('health-save'));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(saved()[1]).toMatchObject({ version: 2, consent: 'kept', record: { allergies: ['水杨酸', '海鲜', '花粉'] } });
  });

  test('CU-08 closing with something typed asks once, for it is kept nowhere', async () => {
    answers = { 'customers.health': [ok(view())] };
    const { onClose } = await open();
    fireEvent.click(screen.getByRole('button', { name: '去掉 水杨酸' }));
    fireEvent.click(document.querySelector('.ant-drawer-close') as Element);
    expect(onClose).not.toHaveBeenCalled();
    expect(Object.keys(sessionStorage)).toEqual([]);
    fireEvent.click(screen.getByTestId('health-discard'));
    expect(onClose).toHaveBeenCalled();
    expect(saved()).toEqual([]);
  });

  test('CU-08 who may only read gets no field and no button', async () => {
    answers = { 'customers.health': [ok(view({ record: record({ allergies: ['水杨酸'], recentStates: [{ name: '孕期', until: '2027-05-01' }] }) }))] };
    await open(['health_read']);
    expect(screen.getByTestId('health-facts').textContent).toContain('孕期（到 2027-05-01）');
    for (const absent of ['health-form', 'health-save', 'health-erase']) expect(screen.queryByTestId(absent)).toBeNull();
  });

  test('CU-08 a consent that is taken back at the counter is asked twice, then erased', async () => {
    answers = { 'customers.health': [ok(view())], 'customers.eraseHealth': [{ status: 200, body: { done: true } }] };
    const { onSaved } = await open();
    fireEvent.click(screen.getByTestId('health-erase'));
    expect(sent).toHaveLength(1);
    fireEvent.click(screen.getByTestId('health-erase-confirm'));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    expect(sent[1]).toEqual({ name: 'customers.eraseHealth', body: { customerId: 'c' } });
  });

  test('CU-08 it says who agreed, who wrote, and that it was taken back', () => {
    const now = Date.parse('2026-11-28T02:00:00.000Z');
    expect(consentWords(view(), now, 480)).toBe('11月20日 周五顾客当面同意；11月20日 周五由钱芊更新');
    expect(consentWords(nothing, now, 480)).toBe('还没有记录');
    expect(consentWords({ ...nothing, withdrawnAt: '2026-11-27T02:00:00.000Z' }, now, 480)).toContain('撤回了同意，内容已删除');
  });
});
