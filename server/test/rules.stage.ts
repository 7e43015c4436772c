import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { photoStages } from '@zhike/config/business-lines';
import { runDue } from '../src/engines/rules/executor';
import { planRules } from '../src/engines/rules/planner';
import { sqlOf } from '../src/platform/db';
import type { Ports } from '../src/platform/ports';
import { packageTerms } from './contract.stage.orders';
import { draft } from './customers.fixtures';
import type { Login } from './harness';
import { openMessageStage, PATIENT, shanghai, type MessageStage } from './messaging.stage';

/** A shop whose rules a test writes, and whose time it moves. */
export interface RuleStage {
  readonly stage: MessageStage;
  readonly ports: Ports;
  boss(): Promise<Login>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** In force and on. */
  publish(kind: string, title: string, body: object): Promise<string>;
  /** What the check says against a body, `code path` each. */
  problems(kind: string, body: object): Promise<string[]>;
  off(id: string): Promise<void>;
  somebody(more?: object): Promise<string>;
  /** An order of the package for so many fen, open. */
  order(customerId: string): Promise<{ id: string; version: number; billedFen: number }>;
  pays(orderId: string, amountFen: number): Promise<void>;
  /** Fields of its own of an entity. */
  field(entity: string, label: string, type: string, more?: object): Promise<string>;
  occurrences(ruleId: string, recordId: string): Promise<string[]>;
  effects(ruleId: string, recordId: string): Promise<string[]>;
  /** What is due, and everything that follows from it. */
  round(): Promise<void>;
}

export const ruleBody = (more: Partial<RuleBody>): RuleBody => ({
  entity: 'customer',
  runAs: 'store',
  trigger: { on: 'created' },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [],
  priority: 5,
  category: 'service',
  ...more,
});

export async function openRuleStage(): Promise<RuleStage> {
  const stage = await openMessageStage({ limits: PATIENT });
  const ports = stage.harness.server.ports;
  const boss = (): Promise<Login> => stage.harness.staff('zongbu');
  const sql: RuleStage['sql'] = (text, values = []) => sqlOf(ports.db)(text, values);
  const { line } = await stage.harness.do(
    'catalogue.saveLine',
    { lineId: null, key: 'wedding', name: '婚纱摄影', stages: [...photoStages], fields: [], position: 0, active: true },
    await boss(),
  );
  const { item } = await stage.harness.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms({ name: '经典婚纱套系' }) }, await boss());
  const settle = () => stage.agenda.runUntil(stage.agenda.clock.now());
  let people = 0;
  return {
    stage,
    ports,
    boss,
    sql,
    async publish(kind, title, body) {
      const { definition } = await stage.harness.do('definitions.create', { kind, title, body: body as Record<string, unknown> }, await boss());
      const done = await stage.harness.do('definitions.publish', { id: definition.id, rev: definition.open?.rev ?? 0, note: '测试' }, await boss());
      if (!done.definition.on) await stage.harness.do('definitions.switch', { id: definition.id, on: true, reason: '测试' }, await boss());
      return definition.id;
    },
    async problems(kind, body) {
      const { problems } = await stage.harness.do('definitions.check', { kind, body: body as Record<string, unknown> }, await boss());
      return problems.map((one) => `${one.code} ${one.path}`);
    },
    off: async (id) => void (await stage.harness.do('definitions.switch', { id, on: false, reason: '测试' }, await boss())),
    somebody: async (more = {}) =>
      (await stage.harness.do('customers.create', { ...draft(`客人${++people}`), storeId: stage.shop.stores.jing, ...more } as never, await boss())).profile.id,
    async order(customerId) {
      const lines = [{ itemId: item.id, quantity: 1, options: {} }];
      const base = { storeId: stage.shop.stores.jing, lineId: line.id, lines, discount: null, instalments: [], form: {}, note: '' };
      const { order } = await stage.harness.do('orders.create', { ...base, customerId }, await boss());
      await settle();
      return { id: order.id, version: order.version, billedFen: order.billedFen };
    },
    async pays(orderId, amountFen) {
      await stage.harness.do('orders.recordPayment', { orderId, till: 'cash', amountFen, note: '' }, await boss());
      await settle();
    },
    async field(entity, label, type, more = {}) {
      const field = { label, type, sensitivity: 'internal', ...more };
      return (await stage.harness.do('fields.save', { entity, id: null, version: 0, field } as never, await boss())).field.id;
    },
    async occurrences(ruleId, recordId) {
      const rows = await sql<{ key: string; state: string; reason: string | null }>(
        'SELECT occ_key AS key, state, reason FROM rule_occurrences WHERE rule_id = $1 AND record_id = $2::uuid ORDER BY due_at, occ_key',
        [ruleId, recordId],
      );
      return rows.map(({ key, state, reason }) => `${key.replace(/^u:\d+/, 'u').replace(/^s:[^:]+/, 's')} ${state}${reason ? `:${reason}` : ''}`);
    },
    async effects(ruleId, recordId) {
      const rows = await sql<{ does: string; state: string; reason: string | null }>(
        `SELECT what->>'do' AS does, state, reason FROM rule_effects WHERE rule_id = $1 AND record_id = $2::uuid ORDER BY occ_key, position`,
        [ruleId, recordId],
      );
      return rows.map(({ does, state, reason }) => `${does} ${state}${reason ? `:${reason}` : ''}`);
    },
    async round() {
      await settle();
      await planRules(ports);
      await runDue(ports);
      await settle();
    },
  };
}
export { shanghai };
