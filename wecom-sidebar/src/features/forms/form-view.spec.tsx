import { FIELD_TYPES } from '@zhike/domain/engines/catalogue/definition';
import type { FormBody, Slot } from '@zhike/domain/engines/forms/definition';
import type { FormFacts } from '@zhike/domain/engines/forms/input';
import { FORM_WORLD } from '@zhike/domain/engines/forms/vectors.catalogue';
import { formOf, formWith, vectorContext } from '@zhike/domain/engines/forms/vectors.run';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { DRAWN_AS } from '@zhike/domain/engines/forms/controls';
import { FormView, type HandedIn } from './FormView';
import { mergeFacts, type Opened } from '@zhike/domain/engines/forms/page';
import type { Lookups } from './use-form';
import { sayProblem } from '@zhike/domain/engines/forms/words';

// jsdom lays nothing out: text areas that grow with their text have nothing to watch.
beforeAll(() => {
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
});

const CONTEXT = vectorContext({});
const openedOf = (body: Partial<FormBody> & Pick<FormBody, 'fields'>, facts: FormFacts = {}): Opened => ({
  form: formOf(body),
  world: FORM_WORLD,
  facts,
  context: CONTEXT,
});
const lookups = (over: Partial<Lookups> = {}): Lookups => ({ facts: () => Promise.resolve({}), pick: () => Promise.resolve([]), ...over });
const show = (opened: Opened, over: Partial<Lookups> = {}) => {
  const handed: HandedIn[] = [];
  render(<FormView opened={opened} lookups={lookups(over)} busy={false} onSubmit={(one) => handed.push(one)} />);
  return handed;
};
const slot = (id: string): HTMLElement => screen.getByTestId(`slot-${id}`);
const type = (id: string, value: string): void => void fireEvent.change(slot(id), { target: { value } });
const press = (): void => void fireEvent.click(screen.getByTestId('form-submit'));

test('FM-10 a required field left empty blocks the button, names the field, and lets go when it is filled in', () => {
  const handed = show(openedOf({ fields: { note: { field: 'note', requiredIf: true }, plate: { field: 'plate' } } }));
  expect(screen.queryByText('请填写备注')).toBeNull();
  press();
  expect(handed).toEqual([]);
  expect(screen.getByText('请填写备注')).toBeTruthy();
  expect(screen.getByTestId('form-left').textContent).toContain('1 处');
  type('note', '第一行\n第二行');
  press();
  expect(handed).toEqual([{ values: { note: '第一行\n第二行', plate: null }, rows: {} }]);
});

test('FM-03 a wrong phone is told in words while she types, and money typed in yuan is kept in fen', () => {
  const handed = show(openedOf({ fields: { phone: { field: 'phone' }, price: { field: 'price', checks: [{ is: 'range', min: 0 }] } } }));
  type('phone', '1380013');
  expect(screen.getByText(/请填 11 位手机号/)).toBeTruthy();
  type('phone', '138 0013 8000');
  expect(screen.queryByText(/请填 11 位手机号/)).toBeNull();
  type('price', 'abc');
  expect(screen.getByText('请填数字')).toBeTruthy();
  expect((slot('price') as HTMLInputElement).value).toBe('abc');
  type('price', '128.50');
  press();
  expect(handed[0]?.values).toEqual({ phone: '13800138000', price: 12_850 });
});

test('FM-10 what is hidden is not there, is not asked, and comes back with what was typed', () => {
  const fields: Record<string, Slot> = {
    price: { field: 'price' },
    note: { field: 'note', requiredIf: true, visibleIf: { f: 'form.price', op: 'gt', v: 10_000 } },
  };
  const handed = show(openedOf({ fields }));
  expect(screen.queryByTestId('slot-note')).toBeNull();
  type('price', '200');
  type('note', '贵宾');
  type('price', '50');
  expect(screen.queryByTestId('slot-note')).toBeNull();
  press();
  expect(handed.pop()?.values).toEqual({ price: 5_000 });
  type('price', '300');
  expect((slot('note') as HTMLTextAreaElement).value).toBe('贵宾');
});

test('FM-08 picking a customer fills her phone in without typing, once the server has told it', async () => {
  const fields: Record<string, Slot> = {
    customer: { field: 'customer', default: { value: 'c1' }, ref: { show: ['name'], limit: 'active', fill: [{ to: 'phone', from: 'phone', mode: 'live' }] } },
    phone: { field: 'phone' },
  };
  const asked: string[] = [];
  const facts: Lookups['facts'] = (asks) => {
    asked.push(...asks.map((ask) => ask.slot));
    return Promise.resolve({ linked: { customer: { c1: { name: '王芳', active: true, values: { phone: '13800138000' } } } } });
  };
  show(openedOf({ fields }), { facts });
  await act(async () => undefined);
  expect((slot('phone') as HTMLInputElement).value).toBe('13800138000');
  expect((slot('phone') as HTMLInputElement).readOnly).toBe(true);
  expect(screen.getByText('王芳')).toBeTruthy();
  expect(asked).toEqual(['customer']);
});

test('FM-22 rows are added, typed, totalled and taken out again', () => {
  const fields: Record<string, Slot> = {
    lines: { field: 'lines', rows: { form: 'form.line', max: 2, total: [{ slot: 'price', agg: 'sum', of: 'sum' }] } },
    price: { field: 'price' },
  };
  const handed = show(openedOf({ fields }));
  const add = (): void => void fireEvent.click(screen.getByTestId('add-lines'));
  add();
  add();
  expect(screen.queryByTestId('add-lines')).toBeNull();
  const inputs = (id: string) => screen.getAllByTestId(`slot-${id}`);
  for (const [index, [name, fee, quantity]] of (
    [
      ['洗', '10', '1'],
      ['剪', '25', '2'],
    ] as const
  ).entries()) {
    fireEvent.change(inputs('name')[index] as HTMLElement, { target: { value: name } });
    fireEvent.change(inputs('fee')[index] as HTMLElement, { target: { value: fee } });
    fireEvent.change(inputs('quantity')[index] as HTMLElement, { target: { value: quantity } });
  }
  expect((slot('price') as HTMLInputElement).value).toBe('60');
  fireEvent.click(screen.getByText('删除第 1 行'));
  expect((slot('price') as HTMLInputElement).value).toBe('50');
  press();
  expect(handed[0]).toEqual({ values: { price: 5_000 }, rows: { lines: [{ values: { name: '剪', fee: 2_500, quantity: 2, sum: 5_000 } }] } });
});

test('FM-05 a choice offers what is not retired, and keeps what was chosen before', () => {
  const fields: Record<string, Slot> = { skin: { field: 'skin', control: 'radio' } };
  show(openedOf({ fields }));
  expect(screen.getAllByRole('radio')).toHaveLength(2);
  document.body.innerHTML = '';
  show(openedOf({ fields, mode: 'edit' }, { record: { id: 'v1', values: { skin: 'old' } } }));
  expect(screen.getByText('旧选项（已停用）')).toBeTruthy();
});

test('FM-11 the words that a designer wrote for a rule stand at the place', () => {
  const rules: FormBody['rules'] = [
    { id: 'r', ok: { f: 'form.to', op: 'gte', v: { var: 'form.from' } }, msg: '结束不能早于开始', at: ['to'], ifFilled: true, level: 'error' },
  ];
  show(openedOf({ fields: { from: { field: 'from' }, to: { field: 'to' } }, rules }));
  type('from', '2026-12-02');
  type('to', '2026-12-01');
  expect(screen.getByText('结束不能早于开始')).toBeTruthy();
});

test('FM-02 every type of field is drawn, with its label, and none of them breaks the page', () => {
  const fields = Object.fromEntries(
    FIELD_TYPES.filter((one) => one !== 'rows').map((one, index) => [
      `s${index}`,
      {
        field: `scratch:${one}`,
        label: `问题 ${one}`,
        scratch: { to: 'customer', options: [{ id: 'a', label: '甲' }] },
        ...(one === 'signature' ? { sign: { text: 't', version: 1 } } : {}),
      } as Slot,
    ]),
  );
  show({ ...openedOf({ fields }), form: formWith(fields) });
  for (const [id, one] of Object.entries(fields)) {
    expect(slot(id)).toBeTruthy();
    expect(screen.getAllByText(one.label ?? '').length).toBeGreaterThan(0);
  }
  expect(Object.keys(DRAWN_AS)).toHaveLength(FIELD_TYPES.length - 1);
});

test('FM-10 answers are added to what is known, and unknown problems have words as well', () => {
  const one = { name: '甲', active: true, values: {} };
  expect(mergeFacts({ linked: { a: { x: one } }, taken: {} }, { linked: { a: { y: null } }, rows: { t: { linked: { b: { z: one } } } } })).toEqual({
    linked: { a: { x: one, y: null } },
    taken: {},
    rows: { t: { linked: { b: { z: one } }, taken: {} } },
  });
  expect(sayProblem({ code: 'constructor', facts: {} })).toBe('这里没有填对，请核对');
  expect(sayProblem({ code: 'pattern', facts: { pattern: 'AA-99*' } })).toContain('AB-123');
});
