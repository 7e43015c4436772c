import { randomUUID } from 'node:crypto';
import type { ApiInput, EndpointName } from '@zhike/domain/api';
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

export const moneyCalls: Calls<'ledger.accounts' | 'ledger.entries' | 'ledger.transaction' | 'ledger.trialBalance'> = {
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
