import type { StoreView } from '@zhike/domain/stores/contract';
import { allow } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Answer, Ask } from '../../http/route';

/** The shop before anybody logs in. */
export async function getShop(ask: Ask): Answer<'stores.shop'> {
  const { shop } = ask.ports;
  return Promise.resolve(
    allow({
      name: shop.name,
      brandColour: shop.colour,
      holdMinutes: shop.holdMinutes,
      subscribeTemplates: Object.entries(shop.templates).map(([key, templateId]) => ({ key, templateId })),
    }),
  );
}

/** All open stores, in the shop's order. */
export async function listStores(ask: Ask): Answer<'stores.list'> {
  const rows = await ask.ports.db.prisma.store.findMany({ where: { closedAt: null }, orderBy: [{ position: 'asc' }, { name: 'asc' }] });
  const stores = rows.map(
    (row): StoreView => ({
      id: row.id,
      name: row.name,
      address: row.address,
      phone: row.phone,
      directions: row.directions,
      zone: row.zone,
      utcOffsetMinutes: offsetMinutesAt(row.zone, ask.now.getTime()),
      latitude: row.latitude,
      longitude: row.longitude,
      opening: row.opening as StoreView['opening'],
    }),
  );
  return allow({ stores });
}
