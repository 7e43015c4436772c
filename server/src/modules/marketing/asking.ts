import type { Ports } from '../../platform/ports';
import { sqlIn, sqlOf } from '../../platform/db';
import { askMembers, checkMembers } from './jobs.kinds';
import { leaveOut } from '../messaging/gate';
import { findPush, type PushRow } from './records.pushes';
import { contactsOf, listTasks, lockTask, markLeftOut, markPeople, planTasks, setTask, type TaskRow } from './records.tasks';

const BY = { actor: { kind: 'system', job: askMembers.name }, requestId: null } as const;
/** So many customers' gates are held at once. */
const GATE_BATCH = 100;
const MINUTE_MS = 60_000;
/** When it is looked who has confirmed: members read WeCom within minutes, or the next morning, or never. */
export const LOOK_AFTER_MINUTES = [10, 60, 6 * 60, 24 * 60, 72 * 60] as const;

/** What she sends in her own name. */
const textOf = (push: PushRow): string => `${push.wording}\n「${push.terms.name}」已经放进您的券包，到店说一声就能用。`;

/** Marks a task before WeCom is asked. False: it is asked already. One that was being asked when a process died ends as unknown: asking again might ask the member twice. */
async function claim(ports: Ports, taskId: string): Promise<boolean> {
  return ports.writer.transaction(BY, async (write) => {
    const task = await lockTask(sqlIn(write.tx), taskId);
    if (task?.state === 'asking') await setTask(write.tx, taskId, { state: 'unknown' });
    if (task?.state !== 'planned') return false;
    await setTask(write.tx, taskId, { state: 'asking' });
    return true;
  });
}

/** Leaves out of a claimed task whom the gate would not let be written to; from its claim on, the task counts for every other message. */
async function passGate(ports: Ports, push: PushRow, task: TaskRow): Promise<void> {
  const contacts = await contactsOf(sqlOf(ports.db), task.id);
  for (let from = 0; from < contacts.length; from += GATE_BATCH)
    await ports.writer.transaction(BY, async (write) => {
      const some = contacts.slice(from, from + GATE_BATCH);
      const left = await leaveOut(write.tx, task.id, [...new Set(some.map((one) => one.holderId))], textOf(push), write.now);
      const out = some.flatMap(({ customerId, holderId }) => {
        const reason = left.get(holderId);
        return reason === undefined ? [] : [{ customerId, reason }];
      });
      if (out.length > 0) await markLeftOut(write.tx, task.id, out);
    });
}

/** Asks one member through WeCom, at most once. Nobody is left to write to: nobody is asked. */
async function askOne(ports: Ports, push: PushRow, task: TaskRow): Promise<void> {
  if (!(await claim(ports, task.id))) return;
  await passGate(ports, push, task);
  const contacts = await contactsOf(sqlOf(ports.db), task.id);
  if (contacts.length === 0) return ports.writer.transaction(BY, (write) => setTask(write.tx, task.id, { state: 'failed', reason: 'nobody' }));
  const externalUserIds = contacts.map((one) => one.externalUserId);
  const asked = await ports.wecom.askMassMessage({ userId: task.wecomUserId, externalUserIds, text: textOf(push) });
  await ports.writer.transaction(BY, async (write) => {
    const set = (to: Parameters<typeof setTask>[2]) => setTask(write.tx, task.id, to);
    if (asked.kind === 'rejected') await set({ state: 'failed', reason: asked.code });
    else if (asked.kind === 'unavailable') await set({ state: asked.notDone ? 'planned' : 'unknown' });
    else {
      await set({ state: 'waiting', msgid: asked.value.msgid });
      const failed = new Set(asked.value.failed);
      await markPeople(
        write.tx,
        task.id,
        contacts.filter((one) => failed.has(one.externalUserId)).map((one) => ({ customerId: one.customerId, state: 'no_contact' })),
      );
      await write.event({ type: 'push.asked_member', data: { pushId: push.id, taskId: task.id, people: contacts.length - failed.size } });
    }
  });
  if (asked.kind === 'unavailable' && asked.notDone) throw new Error(`WeCom cannot be asked now: ${asked.detail}`);
}

/** MK-11: shares the people of a push out among members and asks each. Nothing is sent before a member confirms in WeCom. */
export async function askAll(ports: Ports, pushId: string): Promise<void> {
  const sql = sqlOf(ports.db);
  const push = await findPush(sql, pushId);
  if (!push?.viaMembers || push.state !== 'done') return;
  await ports.writer.transaction(BY, async (write) => {
    await sqlIn(write.tx)('SELECT 1 FROM pushes WHERE id = $1::uuid FOR UPDATE', [pushId]);
    await planTasks(write.tx, pushId, write.now);
  });
  for (const task of await listTasks(sql, pushId)) await askOne(ports, push, task);
  await ports.writer.transaction(BY, (write) =>
    write.enqueue(checkMembers, { pushId, round: 0 }, new Date(write.now.getTime() + LOOK_AFTER_MINUTES[0] * MINUTE_MS)),
  );
}

/** Asks WeCom how far a task is. False: WeCom gave no answer. */
async function lookAt(ports: Ports, task: TaskRow): Promise<boolean> {
  if (task.state !== 'waiting' || task.msgid === null) return true;
  const answer = await ports.wecom.massMessageResult({ msgid: task.msgid, userId: task.wecomUserId });
  if (answer.kind === 'unavailable') return false;
  if (answer.kind === 'rejected') return true;
  const contacts = await contactsOf(sqlOf(ports.db), task.id);
  const states = new Map(answer.value.map((one) => [one.externalUserId, one.state]));
  const people = contacts.flatMap(({ customerId, externalUserId }) => {
    const state = states.get(externalUserId);
    return state ? [{ customerId, state }] : [];
  });
  const confirmed = answer.value.length > 0 && answer.value.every((one) => one.state !== 'waiting');
  await ports.writer.transaction(BY, async (write) => {
    const now = await lockTask(sqlIn(write.tx), task.id);
    if (now?.state !== 'waiting') return;
    await markPeople(write.tx, task.id, people);
    await setTask(write.tx, task.id, { state: confirmed ? 'sent' : 'waiting', checkedAt: write.now });
    const sent = people.filter((one) => one.state === 'sent').length;
    if (confirmed) await write.event({ type: 'push.member_sent', data: { pushId: task.pushId, taskId: task.id, sent } });
  });
  return true;
}

/** Looks at every task that waits. False: WeCom was away for one of them. */
export async function lookAtAll(ports: Ports, pushId: string): Promise<boolean> {
  let answered = true;
  for (const task of await listTasks(sqlOf(ports.db), pushId)) answered = (await lookAt(ports, task)) && answered;
  return answered;
}

/** One look, and the next one later while somebody has not confirmed. */
export async function lookAgain(ports: Ports, pushId: string, round: number): Promise<void> {
  await lookAtAll(ports, pushId);
  const next = LOOK_AFTER_MINUTES[round + 1];
  const waits = (await listTasks(sqlOf(ports.db), pushId)).some((task) => task.state === 'waiting');
  if (next === undefined || !waits) return;
  await ports.writer.transaction(BY, (write) => write.enqueue(checkMembers, { pushId, round: round + 1 }, new Date(write.now.getTime() + next * MINUTE_MS)));
}
