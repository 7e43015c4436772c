import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { hashToken } from '../../platform/crypto';
import { type Sql, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { publishedOf } from '../definitions/in-force';
import { insertLink } from './records.submissions';
import { linkUrl } from './view.links';

/* Links that flows, rules and messages make: for one customer, about one record, used once. */

/** Who has not answered by then will not. */
const GOOD_FOR_DAYS = 30;

/** Why a form cannot be asked of a customer by a link; null: it can. */
export async function linkProblem(sql: Sql, formId: string): Promise<'form_unknown' | 'form_not_bound' | null> {
  const found = (await publishedOf(sql, ['form'])).find((one) => one.id === formId);
  if (!found) return 'form_unknown';
  return (found.body as FormBody).public?.kinds.includes('bound') === true ? null : 'form_not_bound';
}

/**
 * The address where a customer fills a form in, once. Its token follows from the key of whoever asks for it: asked for again it is the same
 * link, and nothing but its hash is kept.
 */
export async function makeLink(
  write: Write,
  ports: Pick<Ports, 'crypto' | 'shop'>,
  wish: {
    readonly formId: string;
    /** Unique for ever. */
    readonly key: string;
    readonly customerId: string;
    readonly storeId: string | null;
    readonly about: { readonly entity: string; readonly id: string } | null;
    /** The step of a flow that waits for it. */
    readonly askToken?: string;
  },
): Promise<Decision<{ readonly url: string }>> {
  if ((await linkProblem(sqlIn(write.tx), wish.formId)) !== null) return refuse('form.not_open', { formId: wish.formId });
  const effectKey = `${wish.key}#${wish.formId}`;
  const token = ports.crypto.blindIndex(effectKey, 'form_link').slice(0, 43);
  // What a customer is asked about herself is about nothing beside her.
  const about = wish.about?.entity === 'customer' ? null : wish.about;
  await insertLink(write.tx, {
    id: newId(write.now),
    tokenHash: hashToken(token),
    formId: wish.formId,
    kind: 'bound',
    customerId: wish.customerId,
    aboutEntity: about?.entity ?? null,
    aboutId: about?.id ?? null,
    askToken: wish.askToken ?? null,
    channel: '',
    storeId: wish.storeId,
    expiresAt: new Date(write.now.getTime() + GOOD_FOR_DAYS * DAY_MS),
    maxUses: 1,
    staffId: null,
    effectKey,
    at: write.now,
  });
  return allow({ url: linkUrl(ports, token) });
}
