import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { templates } from '@zhike/config/industries/templates';
import type { ApiOutput, ApiRefusal, EndpointName } from '@zhike/domain/api';
import { routes } from './composition';
import { dispatch } from './http/dispatch';
import { actAs } from './modules/access/act-as';
import { beginShop } from './modules/stores/commands/begin';
import { sqlOf } from './platform/db';
import type { Ports } from './platform/ports';
import { NOTHING_ACCEPTED } from './platform/write';

export const USAGE = `usage:
  npm run shop -- begin --manager <WeCom account> --name <name>   the first member of an empty shop; she may do everything
  npm run shop -- trades                                          the trades that can be installed
  npm run shop -- install <trade> --as <WeCom account>            installs a trade, or its newer version (changes become drafts)
  npm run shop -- practice <trade> --as <WeCom account>           customers and orders to practise with, into the first store of a shop that has none
`;

/** What the shop's own people would do with these words: 0 done, 1 refused, 2 not understood. Everything goes the road that a call over HTTP goes. */
export async function runDesk(ports: Ports, args: readonly string[], say: (line: string) => void): Promise<0 | 1 | 2> {
  const { positionals, values } = readArgs(args);
  const [what, which] = positionals;
  const { manager, name, as } = values;
  if (what === 'begin' && manager && name) {
    const done = await ports.writer.transaction({ actor: { kind: 'system', job: 'desk' }, requestId: null }, (write) =>
      beginShop(write, { wecomUserId: manager, name }),
    );
    say(done ? `${name} (${manager}) may log in to the workbench now` : 'REFUSED: the shop has members; they add others in the workbench');
    return done ? 0 : 1;
  }
  if (what === 'trades') {
    for (const trade of templates) say(`${trade.id}  ${trade.title}  version ${trade.version}: ${trade.summary}`);
    return 0;
  }
  if (what === 'install' && which && as) return install(ports, which, as, say);
  if (what === 'practice' && which && as) return practise(ports, which, as, say);
  say(USAGE);
  return 2;
}

function readArgs(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { manager: text, name: text, as: text } });
  } catch {
    return { positionals: [], values: {} as { manager?: string; name?: string; as?: string } };
  }
}

/** A call as a member makes it over HTTP; null: there is no such member. */
async function asMember(ports: Ports, as: string) {
  const actor = await actAs(sqlOf(ports.db), as);
  if (!actor) return null;
  const call = { actor, loginProblem: 'missing', sessionId: null, requestId: randomUUID(), accepted: NOTHING_ACCEPTED } as const;
  return (name: EndpointName, body: object) => dispatch(routes, { ...call, idempotencyKey: randomUUID(), name, body }, ports);
}
const nobody = (as: string): ApiRefusal => ({ code: 'access.not_staff', facts: { wecomUserId: as } });

async function install(ports: Ports, templateId: string, as: string, say: (line: string) => void): Promise<0 | 1> {
  const send = await asMember(ports, as);
  if (!send) return refused(say, nobody(as));
  const done = await send('templates.install', { templateId, choices: {} });
  if (!done.ok) return refused(say, done.refusal);
  const { made, drafts, left } = done.value as { made: string[]; drafts: string[]; left: string[] };
  say(`${templateId}: ${made.length} parts in force, ${drafts.length} drafts to publish in the workbench, ${left.length} left as they were`);
  return 0;
}

async function practise(ports: Ports, templateId: string, as: string, say: (line: string) => void): Promise<0 | 1> {
  const send = await asMember(ports, as);
  if (!send) return refused(say, nobody(as));
  const found = await send('stores.list', {});
  const [store] = found.ok ? (found.value as ApiOutput<'stores.list'>).stores : [];
  const done = await send('templates.practice', { templateId, storeId: store?.id ?? randomUUID() });
  if (!done.ok) return refused(say, done.refusal);
  const { customers, orders } = done.value as ApiOutput<'templates.practice'>;
  say(`${templateId}: ${customers} customers and ${orders} orders to practise with, in ${store?.name ?? ''}`);
  return 0;
}

function refused(say: (line: string) => void, { code, facts }: ApiRefusal): 1 {
  say(`REFUSED: ${code} ${JSON.stringify(facts)}`);
  return 1;
}
