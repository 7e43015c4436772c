import { compileScope } from '@zhike/domain/kernel/access';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { findByNames, findByPhones, phoneIndexOf } from '../customers/importing';
import { listLabels } from './records';
import type { Doing, Found } from './target';

const LABELLED = ['staff', 'store', 'tag', 'card_product'] as const;
type Labelled = (typeof LABELLED)[number];
const isLabelled = (entity: string): entity is Labelled => (LABELLED as readonly string[]).includes(entity);

/** Of an entity of the shop where names lead; null: it is none of them. */
export async function lookLabels(doing: Doing, entity: string, texts: readonly string[]): Promise<Map<string, Found> | null> {
  if (entity === 'customer') return lookCustomers(doing, texts);
  if (!isLabelled(entity)) return null;
  const byName = new Map<string, { id: string; name: string }[]>();
  for (const one of await listLabels(doing.sql, entity)) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const reached = entity === 'store' ? compileScope(doing.actor, 'data.import') : null;
  return new Map(
    texts.map((text): readonly [string, Found] => {
      const [one, other] = byName.get(text) ?? [];
      if (!one) return [text, { problem: 'name_unknown' }];
      if (other) return [text, { problem: 'name_ambiguous', candidates: `${entity === 'staff' ? '同名同事' : '同名'} ${byName.get(text)?.length ?? 2} 个` }];
      const beyond = reached?.kind === 'stores' && !reached.storeIds.includes(one.id);
      return [text, beyond ? { problem: 'out_of_reach' } : one];
    }),
  );
}

const NUMBER = /(?:\+?86)?\s*1[3-9](?:[\s-]?\d){9}/;

/** A customer by her number, alone or beside her name; by her name alone when there is one of it. */
async function lookCustomers({ sql, ports, actor }: Doing, texts: readonly string[]): Promise<Map<string, Found>> {
  const scope = compileScope(actor, 'customer.read');
  const phones = new Map<string, string>();
  const names: string[] = [];
  for (const text of texts) {
    const phone = normalisePhone(NUMBER.exec(text)?.[0] ?? '');
    if (isMobile(phone)) phones.set(text, phoneIndexOf(ports, phone));
    else names.push(text.trim());
  }
  const byIndex = new Map((await findByPhones(sql, scope, [...phones.values()])).map((one) => [one.phoneIndex, one]));
  const named = names.length > 0 ? await findByNames(sql, scope, names) : [];
  return new Map(
    texts.map((text): readonly [string, Found] => {
      const index = phones.get(text);
      if (index !== undefined) {
        const one = byIndex.get(index);
        return [text, one?.reached ? { id: one.id, name: one.name } : { problem: 'name_unknown' }];
      }
      const same = named.filter((one) => one.name === text.trim());
      const [one] = same;
      if (!one) return [text, { problem: 'name_unknown' }];
      if (same.length === 1) return [text, { id: one.id, name: one.name }];
      const candidates = same.slice(0, 5).map((each) => (each.phoneLast4 ? `尾号 ${each.phoneLast4}` : '没有手机号'));
      return [text, { problem: 'name_ambiguous', candidates: candidates.join('、') }];
    }),
  );
}
