import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { flaggedWords } from '@zhike/domain/marketing/gate';
import type { messagingEndpoints, MessageSettings, SettingsView, WishKind } from '@zhike/domain/messaging/contract';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import type { ActorOf, Answer, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { countHeld, listMessages } from './records.list';
import { findSettings, listRefusals } from './records.settings';
import { gateSettings } from './settings';
import { toMessageRow } from './view';

type Input<Name extends keyof typeof messagingEndpoints> = ParsedInputOf<(typeof messagingEndpoints)[Name]>;
const PAGE = 50;

/** What holds, as its form shows it: every channel has a number. */
export async function settingsView(sql: Sql, storeId: string | null): Promise<SettingsView> {
  const saved = await findSettings(sql, storeId);
  const { quiet, caps, words, serviceToo, budget } = await gateSettings(sql, storeId);
  const { sms = 0, weapp = 0, wecom = 0, email = 0 } = caps.perDay;
  const settings: MessageSettings = {
    quiet: { ...quiet },
    caps: { perDay: { sms, weapp, wecom, email }, perWeek: caps.perWeek, gapMinutes: caps.gapMinutes },
    words: { block: [...words.block], approve: [...words.approve] },
    serviceToo,
    budget: { ...budget },
  };
  return {
    storeId,
    version: saved?.version ?? 0,
    own: saved !== null && saved.settings !== null,
    settings,
    byName: saved?.byName ?? null,
    at: saved?.at.toISOString() ?? null,
  };
}

/** Settings are no secret to whoever sees messages at all; those of a store to its own people. */
export async function getSettings(ask: Ask<ActorOf<'messaging.settings'>>, { storeId }: Input<'messaging.settings'>): Answer<'messaging.settings'> {
  if (storeId !== null && !inScope(ask.scope, { storeId, customerId: null, staffIds: [] })) return refuse('record.not_found', { noun: 'store', id: storeId });
  return allow({ view: await settingsView(sqlOf(ask.ports.db), storeId) });
}

export async function getMessages(ask: Ask<ActorOf<'messaging.list'>>, { fate, search, cursor }: Input<'messaging.list'>): Answer<'messaging.list'> {
  const after = readCursor(cursor);
  if (!after.ok) return after;
  const sql = sqlOf(ask.ports.db);
  const rows = await listMessages(sql, ask.scope, { fate, search, after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  const { words } = await gateSettings(sql);
  const release = compileScope(ask.actor, 'message.release');
  const may = (storeId: string | null): boolean => inScope(release, { storeId, customerId: null, staffIds: [] });
  return allow({
    items: rows.slice(0, PAGE).map((row) => toMessageRow(row, words, may(row.storeId))),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
    held: await countHeld(sql, ask.scope),
  });
}

/** MK-08: asked by every editor of a text while somebody types. */
export async function checkText(ask: Ask<ActorOf<'messaging.checkText'>>, { text }: Input<'messaging.checkText'>): Answer<'messaging.checkText'> {
  return allow({ words: flaggedWords(text, (await gateSettings(sqlOf(ask.ports.db))).words) });
}

export async function myWishes(ask: Ask<ActorOf<'messaging.myWishes'>>): Answer<'messaging.myWishes'> {
  const { customerId } = ask.actor;
  return allow({ refused: customerId ? ((await listRefusals(sqlOf(ask.ports.db), customerId)) as WishKind[]) : [] });
}
