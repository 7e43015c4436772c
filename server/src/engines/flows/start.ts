import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FlowStart as Start } from '@zhike/domain/engines/flows/definition';
import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { fits } from './answers';
import { flowsInForce, type FlowInForce } from './definitions';
import { startFlow } from './runner';
import { entityOf } from './subjects';

/** Something that flows may begin with. */
interface Beginning {
  /** Flows of one store begin with what happens there. */
  readonly storeId: string | null;
  readonly starterId: string | null;
  /** Of two beginnings with one cause a flow knows only the first. */
  readonly cause: string;
  readonly vars?: Readonly<Record<string, Value>>;
}

/** Begins every flow in force that `isMeant` picks, on the record that `subjectOf` names for it; answers the instances that began. */
async function beginAll(
  write: Write,
  ports: Ports,
  beginning: Beginning,
  isMeant: (start: Start, id: string) => boolean,
  subjectOf: (flow: FlowInForce) => string | null,
): Promise<string[]> {
  const sql = sqlIn(write.tx);
  const { storeId, starterId, cause, vars } = beginning;
  const begun: string[] = [];
  for (const flow of await flowsInForce(sql)) {
    const { start, entity, id } = flow.def;
    if (!isMeant(start, id) || (flow.storeId !== null && flow.storeId !== storeId)) continue;
    const subjectId = subjectOf(flow);
    const subject = subjectId === null ? null : await entityOf(ports.flows, entity).read(sql, subjectId);
    if (!subject) continue;
    const when = start.on === 'verb' ? start.when : undefined;
    if (when && !(await fits({ sql, now: write.now.getTime(), def: flow.def, subject, ports }, when))) continue;
    const instance = await startFlow(write, ports, { flow, subjectId: subject.id, cause, starterId, ...(vars ? { vars } : {}) });
    if (instance) begun.push(instance.id);
  }
  return begun;
}

/** Begins the flows that begin with an event, each once for it, on the record that the event is about, if it fits. */
export function startByEvent(
  write: Write,
  ports: Ports,
  event: Beginning & { readonly type: string; readonly subjectOf: (entity: string) => string | null },
): Promise<string[]> {
  return beginAll(
    write,
    ports,
    event,
    (start) => start.on === 'verb' && start.verb === event.type,
    (flow) => event.subjectOf(flow.def.entity),
  );
}

export interface FormHandedIn {
  readonly formId: string;
  /** The flow that the form itself names, beside those that name the form. */
  readonly startFlow?: string | undefined;
  /** Unique for ever: handed in twice, it begins nothing again. */
  readonly submissionId: string;
  /** The records that it wrote or is about, by entity: a flow takes the one of its own kind. */
  readonly records: Readonly<Record<string, string>>;
  readonly storeId: string | null;
  /** The member who filled it in; null: a customer or a stranger did. */
  readonly starterId: string | null;
  /** What was answered and is not stored, for messages and branches of the flow. */
  readonly vars?: Readonly<Record<string, Value>>;
}

/** FL-02: whatever begins with this form begins exactly once for what was handed in, in the transaction that wrote it. Answers the instances. */
export function startByForm(
  write: Write,
  ports: Ports,
  { formId, startFlow: named, submissionId, records, storeId, starterId, vars }: FormHandedIn,
): Promise<string[]> {
  const beginning = { storeId, starterId, cause: `form:${formId}/${submissionId}`, ...(vars ? { vars } : {}) };
  return beginAll(
    write,
    ports,
    beginning,
    (start, id) => (start.on === 'form' && start.form === formId) || id === named,
    (flow) => (Object.hasOwn(records, flow.def.entity) ? (records[flow.def.entity] ?? null) : null),
  );
}
