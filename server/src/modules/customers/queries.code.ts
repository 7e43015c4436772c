import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { findRecord } from './records';

const PAGE = 'pages/home/index';
const KEPT_SECONDS = 86_400;
const RETRY_SECONDS = 10;

/** The customer's own mini-program code. WeChat draws it once a day at most; its picture is kept where things may be lost. */
export async function myCode(ask: Ask<ActorOf<'customers.myCode'>>): Answer<'customers.myCode'> {
  const { actor, ports } = ask;
  const record = actor.customerId ? await findRecord(sqlOf(ports.db), actor.customerId, { kind: 'customer', customerId: actor.customerId }) : null;
  if (!record) return refuse('record.not_found', { noun: 'customer', id: actor.customerId ?? '' });
  const { memberCode } = record;
  const key = `customers:code:${memberCode}`;
  const kept = await ports.ephemeral.get(key).catch(() => null);
  if (kept) return allow({ memberCode, imageDataUrl: kept });
  const drawn = await ports.wechat.unlimitedCode({ scene: `c=${memberCode}`, page: PAGE });
  if (drawn.kind !== 'ok') {
    ports.log.warn({ customerId: record.id, kind: drawn.kind, code: drawn.kind === 'rejected' ? drawn.code : undefined }, 'customers.code_not_drawn');
    return refuse('service.unavailable', { service: 'wechat' as const, retryAfterSeconds: RETRY_SECONDS });
  }
  const imageDataUrl = `data:${isJpeg(drawn.value) ? 'image/jpeg' : 'image/png'};base64,${drawn.value.toString('base64')}`;
  await ports.ephemeral.set(key, imageDataUrl, KEPT_SECONDS).catch(() => undefined);
  return allow({ memberCode, imageDataUrl });
}

/** WeChat draws JPEG or PNG as it likes; the first bytes tell which. */
function isJpeg(image: Buffer): boolean {
  return image[0] === 0xff && image[1] === 0xd8;
}
