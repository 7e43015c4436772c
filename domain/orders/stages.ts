import type { Stage } from '../catalogue/contract';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { OrdersRefusals } from './contract';

/** What an order's next step may depend on. */
export interface StepFacts {
  readonly depositPaid: boolean;
  readonly booked: boolean;
  /** Every booking of the order has been served. */
  readonly served: boolean;
  readonly owedFen: number;
}

type StepRefusal = RefusalOf<Pick<OrdersRefusals, 'orders.step_not_next' | 'orders.step_needs'>>;

const indexOf = (stages: readonly Stage[], key: string): number => stages.findIndex((stage) => stage.key === key);

function isMet(stage: Stage, facts: StepFacts): boolean {
  switch (stage.needs) {
    case 'nothing':
      return true;
    case 'deposit':
      return facts.depositPaid;
    case 'booking':
      return facts.booked;
    case 'service':
      return true;
    case 'paid':
      return facts.owedFen === 0;
  }
}

/** OR-01: one step at a time, and only when what it needs is so. A service is given when somebody says so. */
export function decideAdvance(stages: readonly Stage[], current: string, to: string, facts: StepFacts): Decision<Stage, StepRefusal> {
  const at = indexOf(stages, current);
  const wanted = stages[indexOf(stages, to)];
  const next = stages[at + 1];
  if (!next || wanted?.key !== next.key)
    return refuse('orders.step_not_next', { from: stages[at]?.name ?? current, to: wanted?.name ?? to, next: next?.name ?? null });
  if (!isMet(next, facts)) return refuse('orders.step_needs', { stage: next.name, needs: next.needs as 'deposit' | 'booking' | 'paid' });
  return allow(next);
}

/** The steps that an order takes by itself, in order, as far as the facts go; never one that a person must say. */
export function stepsByItself(stages: readonly Stage[], current: string, facts: StepFacts): Stage[] {
  const steps: Stage[] = [];
  for (const stage of stages.slice(indexOf(stages, current) + 1)) {
    const bySelf = stage.needs === 'service' ? facts.served : stage.needs !== 'nothing';
    if (!bySelf || !isMet(stage, facts)) break;
    steps.push(stage);
  }
  return steps;
}

/** True when what was sold is income: its service has been given, or there is none to give. */
export function isEarned(stages: readonly Stage[], current: string): boolean {
  const service = stages.findIndex((stage) => stage.needs === 'service');
  return service === -1 || indexOf(stages, current) >= service;
}

export const isLast = (stages: readonly Stage[], key: string): boolean => stages[stages.length - 1]?.key === key;
