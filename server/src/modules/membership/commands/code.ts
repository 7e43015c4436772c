import { createHash, randomBytes } from 'node:crypto';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { stateOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlOf } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Input } from '../input';
import { findName, listCardsOf } from '../records.cards';
import { toCardView, todayOf, withPurses } from '../view';

const VALID_SECONDS = 60;
const SECRET_BYTES = 24;
const CODE = /^ZK1\.([0-9a-f]{8})\.([\w-]{32})$/;

/** Which shop gave it out: codes of another shop's program are told apart from used ones. */
const shopMark = (ports: Ports): string => createHash('sha256').update(`${ports.shop.wecomCorpId}/${ports.shop.wechatAppid}`).digest('hex').slice(0, 8);
/** What is kept is a hash: whoever reads the store cannot show the code. */
const keyOf = (secret: string): string => `membership:code:${createHash('sha256').update(secret).digest('hex')}`;

/** CD-09: 192 random bits that mean her for a minute and are gone once somebody has read them. */
export async function myCode(ask: Ask<ActorOf<'membership.myCode'>>): Answer<'membership.myCode'> {
  const { customerId } = ask.actor;
  if (!customerId) return refuse('record.not_found', { noun: 'customer', id: '' });
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  // The instant as well: what forgets late must not make it valid for longer.
  await ask.ports.ephemeral.set(keyOf(secret), `${customerId} ${ask.now.getTime() + VALID_SECONDS * 1000}`, VALID_SECONDS);
  return allow({ code: `ZK1.${shopMark(ask.ports)}.${secret}`, validSeconds: VALID_SECONDS });
}

/** CD-09: whoever shows the code, once. */
export async function readCode(ask: Ask<ActorOf<'membership.readCode'>>, { code }: Input<'membership.readCode'>): Answer<'membership.readCode'> {
  const no = (reason: 'used_or_over' | 'other_shop' | 'not_a_code') => refuse('membership.code_rejected', { reason });
  const [, mark, secret] = CODE.exec(code) ?? [];
  if (!mark || !secret) return no('not_a_code');
  if (mark !== shopMark(ask.ports)) return no('other_shop');
  const [customerId = '', until = ''] = ((await ask.ports.ephemeral.take(keyOf(secret))) ?? '').split(' ');
  if (!customerId || Number(until) <= ask.now.getTime()) return no('used_or_over');
  const sql = sqlOf(ask.ports.db);
  const owner = await findName(sql, customerId);
  if (!owner) return no('used_or_over');
  const cards = await withPurses(sql, await listCardsOf(sql, owner.customerId));
  const usable = cards.filter((card) => stateOf(card.facts, todayOf(card.row, ask.now)) === 'active');
  return allow({ customerId: owner.customerId, name: owner.name, cards: usable.map((card) => toCardView(card, ask.actor, ask.now)) });
}
