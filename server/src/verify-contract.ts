import { readFileSync } from 'node:fs';
import { readEnv } from '@zhike/config/env';
import { verifyContract, type Verdict } from './modules/orders/verify-contract';
import { openDb } from './platform/db';

/* npm run verify-contract -- <file>: says whether a PDF is a contract that was signed here, byte for byte. Ends with 0 only for one that holds. */

function say(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'signed':
      return `${verdict.holds ? 'SIGNED' : 'SIGNED, BUT OUTDATED'}: order ${verdict.orderCode}, contract ${verdict.version}, by ${verdict.signerName} at ${verdict.signedAt.toISOString()}`;
    case 'unsigned':
      return `NOT SIGNED: order ${verdict.orderCode}, contract ${verdict.version}, as it was drawn up`;
    case 'unknown':
      return `UNKNOWN: no contract has the hash ${verdict.sha256}; the file is another or was changed`;
  }
}

void (async () => {
  const [file] = process.argv.slice(2);
  if (!file) {
    process.stderr.write('usage: npm run verify-contract -- <file>\n');
    process.exit(2);
  }
  const env = readEnv();
  const db = openDb(env.DATABASE_URL, 1);
  try {
    const verdict = await verifyContract(db, env.SHOP_NAME, readFileSync(file));
    process.stdout.write(`${say(verdict)}\n`);
    process.exitCode = verdict.kind === 'signed' && verdict.holds ? 0 : 1;
  } finally {
    await db.close();
  }
})();
