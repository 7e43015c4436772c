import { catalogueEndpoints, ItemTerms } from '@zhike/domain/catalogue/contract';
import { allow } from '@zhike/domain/kernel/decision';
import * as z from 'zod/mini';
import { sqlIn } from '../../platform/db';
import { saveItem } from '../catalogue/commands/item';
import { saveLine } from '../catalogue/commands/line';
import { findItem, findLine, itemCalled, lineWithKey } from '../catalogue/parts';
import { malformed, ofWholeShop, type PartKind } from './part-kind';

const LineBody = z.omit(catalogueEndpoints['catalogue.saveLine'].input, { lineId: true, name: true });

/** A line of business: the steps that its orders go through, and what they ask for. */
export const line: PartKind = {
  async read(sql, localId) {
    const found = await findLine(sql, localId);
    if (!found) return null;
    const { id: _, name, ...body } = found;
    return { title: name, body };
  },
  async write(ask, write, id, text, localId) {
    const parsed = LineBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    // A shop that has such a line already goes on with it.
    const there = localId ?? (await lineWithKey(sqlIn(write.tx), parsed.data.key));
    if (localId === null && there !== null) return allow({ localId: there, within: {} });
    const saved = await saveLine(ofWholeShop(ask), { ...parsed.data, lineId: there, name: text.title }, write);
    return saved.ok ? allow({ localId: saved.value.line.id, within: {} }) : saved;
  },
};

const ItemBody = z.omit(ItemTerms, { name: true, prices: true, from: true, until: true });

/** A product or a package with its options. Other prices for stores and levels, and the time of sale, are the shop's own. */
export const item: PartKind = {
  async read(sql, localId) {
    const found = await findItem(sql, localId);
    if (!found) return null;
    const { name, prices: _, from: __, until: ___, ...body } = found.terms;
    return { title: name, body };
  },
  async write(ask, write, id, text, localId) {
    const parsed = ItemBody.safeParse(text.body);
    if (!parsed.success) return malformed(id, parsed.error.issues);
    const sql = sqlIn(write.tx);
    const there = localId ?? (await itemCalled(sql, text.title));
    if (localId === null && there !== null) return allow({ localId: there, within: {} });
    const old = there === null ? null : await findItem(sql, there);
    const { prices, from, until } = old?.terms ?? { prices: [], from: null, until: null };
    const terms = { ...parsed.data, name: text.title, prices, from, until };
    const saved = await saveItem(ofWholeShop(ask), { itemId: there, version: old?.version ?? 0, terms }, write);
    return saved.ok ? allow({ localId: saved.value.item.id, within: {} }) : saved;
  },
};
