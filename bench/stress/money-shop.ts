import { randomUUID } from 'node:crypto';
import type { CouponTerms } from '@zhike/domain/marketing/contract';
import { issueCode } from '../../sandbox/world/codes';
import { customer, type Customer } from '../../sandbox/world/people';
import { addCustomer } from '../../sandbox/world/world';
import { sessionTerms, storedTerms } from '../../server/test/membership.shop';
import { couponTerms } from '../../server/test/contract.stage.coupons';
import { packageTerms } from '../../server/test/contract.stage.orders';
import { photoStages } from '../../config/business-lines';
import { wish } from '../../server/test/fixture';
import { seedStaffSession } from '../lib/people';
import type { Shop } from '../lib/shop';

/** So many coupons of one kind may a person be given by hand. */
const HAND_LIMIT = 40;

/** A customer with a phone, logged in, and bookings that are over and not yet written off. */
export interface Payer {
  readonly person: Customer;
  readonly token: string;
  readonly customerId: string;
  readonly bookingIds: readonly string[];
}

export interface MoneyCast {
  readonly payers: readonly Payer[];
  readonly boss: string;
  readonly storeId: string;
  readonly products: readonly { readonly productId: string; readonly version: number; readonly stored: boolean; readonly priceFen: number }[];
  /** A coupon that is given by hand: so many to a person and no more. */
  readonly couponId: string;
  readonly lineId: string;
  readonly itemId: string;
}

/** Payers with `bookings` finished visits each, two cards on sale and one package. */
export async function castMoney(shop: Shop, payers: number, bookings: number): Promise<MoneyCast> {
  const { pool, fixture, world, api } = shop;
  const boss = await seedStaffSession(pool, 'zongbu');
  const call: typeof api.call = async (name, input, token) => {
    const answer = await api.call(name, input, token, randomUUID());
    if (answer.refusal) throw new Error(`${name}: ${JSON.stringify(answer.refusal)}`);
    return answer;
  };
  const coupon = async (terms: CouponTerms): Promise<string> =>
    (await call('marketing.saveTemplate', { templateId: null, version: 0, terms, active: true }, boss)).value.template.id;
  const couponId = await coupon(couponTerms({ personLimit: HAND_LIMIT, withCoupons: true }));
  const giftId = await coupon(couponTerms({ amountFen: 1_000, withCoupons: true }));
  const products = [];
  for (const terms of [
    storedTerms(),
    storedTerms({ priceFen: 30_000, bonusFen: 3_000, coupons: [{ templateId: giftId, count: 2 }] }),
    sessionTerms(fixture.serviceId, { sessions: 3 }),
  ]) {
    const { product } = (await call('membership.saveProduct', { productId: null, version: 0, terms }, boss)).value;
    products.push({ productId: product.id, version: product.version, stored: terms.kind === 'stored_value', priceFen: terms.priceFen });
  }
  const line = { lineId: null, key: 'wedding', name: '婚纱摄影', stages: [...photoStages], fields: [], position: 0, active: true };
  const lineId = (await call('catalogue.saveLine', line, boss)).value.line.id;
  const itemId = (await call('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, boss)).value.item.id;
  const people: Payer[] = [];
  for (let i = 0; i < payers; i++) {
    const person = addCustomer(world, customer(`payer-${i}`, `客人${i}`, `137${String(10_000_000 + i)}`));
    const { token } = (await call('access.customerLogin', { code: issueCode(world, 'login', person.openid) }, null)).value;
    const at = fixture.at(['09:00', '12:00', '15:00'][i % 3] ?? '', Math.floor(i / 3));
    const asked = wish(fixture, at, { contactName: person.name, contactPhone: person.phone });
    const { booking } = (await call('booking.request', asked, token)).value;
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO bookings SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2 || n, 'state', 'done', 'hold_expires_at', null, 'deposit_fen', 0))).*
         FROM bookings b, generate_series(1, $3::int) n WHERE b.id = $1::uuid RETURNING id`,
      [booking.id, `M${i}-`, bookings],
    );
    people.push({ person, token, customerId: booking.customerId ?? '', bookingIds: rows.map((row) => row.id) });
  }
  return { payers: people, boss, storeId: fixture.storeId, products, couponId, lineId, itemId };
}
