import { openPayShop, type PayShop } from './payments.shop';

let pay: PayShop;
beforeAll(async () => {
  pay = await openPayShop('public-key');
}, 60_000);
afterAll(() => pay?.shop.close());
const db = () => pay.shop.server.ports.db.prisma;

describe('OR-06 the database keeps refunds within what was paid, whoever writes them', () => {
  const insert = (paymentId: string, no: string, amountFen: number, state = 'requested') =>
    db()
      .$executeRaw`INSERT INTO refunds (id, payment_id, out_refund_no, amount_fen, reason, state) VALUES (gen_random_uuid(), ${paymentId}::uuid, ${no}, ${amountFen}, 'test', ${state})`;
  const paymentOf = async (bookingId: string) => db().payment.findFirstOrThrow({ where: { bookingId } });

  test('one fen too much is refused, in one refund, in several and by raising one', async () => {
    const { booking } = await pay.paid();
    const { id } = await paymentOf(booking.id);
    await expect(insert(id, `${id}-a`, 50_001)).rejects.toThrow('would exceed what was paid');
    await insert(id, `${id}-b`, 30_000);
    await expect(insert(id, `${id}-c`, 20_001)).rejects.toThrow('would exceed what was paid');
    await insert(id, `${id}-d`, 20_000);
    await expect(db().refund.update({ where: { outRefundNo: `${id}-d` }, data: { amountFen: 20_001 } })).rejects.toThrow('would exceed what was paid');
    await expect(insert(id, `${id}-e`, 1)).rejects.toThrow('would exceed what was paid');
    // A closed one counts for nothing, and cannot be opened again when its place is taken.
    await db().refund.update({ where: { outRefundNo: `${id}-d` }, data: { state: 'closed' } });
    await insert(id, `${id}-f`, 20_000);
    await expect(db().refund.update({ where: { outRefundNo: `${id}-d` }, data: { state: 'requested' } })).rejects.toThrow('would exceed what was paid');
  });

  test('ten at once: together never more than was paid', async () => {
    const { booking } = await pay.paid();
    const { id } = await paymentOf(booking.id);
    const tried = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => insert(id, `${id}-${i}`, 20_000)));
    expect(tried.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
    expect((await db().refund.aggregate({ where: { paymentId: id }, _sum: { amountFen: true } }))._sum.amountFen).toBe(40_000);
  });

  test('nothing can be given back of what was never paid, and no amount is zero or less', async () => {
    const { booking } = await pay.order();
    const { id } = await paymentOf(booking.id);
    await expect(insert(id, `${id}-a`, 1)).rejects.toThrow('would exceed what was paid');
    for (const amountFen of [0, -1]) await expect(insert(id, `${id}-z`, amountFen)).rejects.toThrow('refunds_amount');
  });

  test('a booking has one live deposit at most, and a paid one is complete', async () => {
    const { booking } = await pay.order();
    const row = await paymentOf(booking.id);
    await expect(
      db().payment.create({
        data: {
          bookingId: booking.id,
          storeId: row.storeId,
          customerId: row.customerId,
          outTradeNo: `${row.outTradeNo}x`,
          amountFen: 1,
          state: 'created',
          expiresAt: row.expiresAt,
        },
      }),
    ).rejects.toThrow(/booking_id|payments_one_live_per_booking/);
    await expect(db().payment.update({ where: { id: row.id }, data: { state: 'paid' } })).rejects.toThrow('payments_paid_complete');
  });
});
