import { randomUUID } from 'node:crypto';
import type { ApiInput, EndpointName } from '@zhike/domain/api';
import type { financeEndpoints } from '@zhike/domain/finance/contract';
import { depositPaid } from '@zhike/domain/ledger/acts.deposits';
import { post } from '../src/modules/ledger/post';
import { sqlOf } from '../src/platform/db';
import type { Call, Stage } from './contract.stage';

/* The calls about money: the books. */

type Calls<Name extends EndpointName> = { readonly [Each in Name]: (stage: Stage) => Promise<Call<Each>> | Call<Each> };

/** An act in the books of the stage's store, and the purse that it fills. */
async function booked({ shop, fixture }: Stage): Promise<{ accountId: string; transactionId: string }> {
  const { ports } = shop.server;
  const bookingId = randomUUID();
  const posting = depositPaid({ bookingId, storeId: fixture.storeId, customerId: null, paymentId: randomUUID(), amountFen: 1, till: 'cash' });
  await ports.writer.transaction({ actor: { kind: 'system', job: 'stage' }, requestId: null }, (write) => post(write, posting));
  const [row] = await sqlOf(ports.db)<{ accountId: string; transactionId: string }>(
    `SELECT a.id AS "accountId", e.transaction_id AS "transactionId" FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id WHERE a.holder_id = $1::uuid`,
    [bookingId],
  );
  if (!row) throw new Error('what was posted is not in the books');
  return row;
}

const span = (stage: Stage): ApiInput<'ledger.trialBalance'> => ({ storeId: stage.fixture.storeId, from: '2026-01-01', until: '2199-12-31' });

/** The drawer as the books say, counted right. */
async function counted({ shop, fixture, boss }: Stage): Promise<ApiInput<'finance.closeDay'>> {
  const { storeId } = fixture;
  const { expectedFen } = await shop.do('finance.till', { storeId }, boss);
  return { storeId, expectedFen, countedFen: Math.max(0, expectedFen), bankedFen: 0, note: '' };
}

/** A day whose bill surely is there. */
const billed = (): string => new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
let days = 0;

/** A difference that nobody has settled, as a bill leaves it. */
async function difference({ shop }: Stage): Promise<string> {
  const { prisma } = shop.server.ports.db;
  const date = new Date(Date.UTC(2025, 0, ++days));
  const number = `ZK2025${String(days).padStart(6, '0')}`;
  const made = await prisma.bill.create({
    data: {
      mchid: shop.keys.mchid,
      date,
      state: 'fetched',
      fetchedAt: new Date(),
      differences: { create: { kind: 'missing_here', what: 'payment', number, theirsFen: 100 } },
    },
    include: { differences: true },
  });
  return made.differences[0]?.id ?? '';
}

export const moneyCalls: Calls<
  'ledger.accounts' | 'ledger.entries' | 'ledger.transaction' | 'ledger.trialBalance' | 'ledger.export' | keyof typeof financeEndpoints
> = {
  'finance.bills': async (stage) => {
    await difference(stage);
    return { as: stage.boss, input: { from: '2025-01-01', until: billed() } };
  },
  'finance.differences': async (stage) => {
    await difference(stage);
    return { as: stage.boss, input: { date: null, open: true } };
  },
  'finance.fetchBill': ({ boss, shop }) => ({ as: boss, input: { mchid: shop.keys.mchid, date: billed() } }),
  'finance.merchants': ({ boss }) => ({ as: boss, input: {} }),
  'finance.setStoreMerchant': ({ boss, fixture }) => ({ as: boss, input: { storeId: fixture.storeId, mchid: null } }),
  'finance.settleDifference': async (stage) => ({ as: stage.boss, input: { differenceId: await difference(stage), how: 'explain', note: '测试单' } }),
  'finance.till': async (stage) => {
    await booked(stage);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId } };
  },
  'finance.closeDay': async (stage) => ({ as: stage.boss, input: await counted(stage) }),
  'finance.closings': async (stage) => {
    await stage.shop.do('finance.closeDay', await counted(stage), stage.boss);
    return { as: stage.boss, input: { storeId: stage.fixture.storeId, cursor: null } };
  },
  'finance.exportClosings': ({ boss }) => ({ as: boss, input: { storeId: null, from: '2026-01-01', until: '2026-12-31' } }),
  'ledger.export': ({ boss }) => ({ as: boss, input: { storeId: null, from: '2026-01-01', until: '2026-12-31' } }),
  'ledger.accounts': async (stage) => {
    await booked(stage);
    return { as: stage.boss, input: { kind: null, customerId: null, holderId: null, storeId: stage.fixture.storeId } };
  },
  'ledger.entries': async (stage) => ({ as: stage.boss, input: { accountId: (await booked(stage)).accountId } }),
  'ledger.transaction': async (stage) => ({ as: stage.boss, input: { transactionId: (await booked(stage)).transactionId } }),
  'ledger.trialBalance': async (stage) => {
    await booked(stage);
    return { as: stage.boss, input: span(stage) };
  },
};
