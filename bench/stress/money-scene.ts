import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiInput, ApiOutput, EndpointName } from '@zhike/domain/api';
import type { Api } from '../lib/api';
import type { Chance } from '../lib/random';
import type { Shop } from '../lib/shop';
import type { Tally } from './booking-acts';
import type { MoneyCast } from './money-shop';

export interface MoneyScene {
  readonly shop: Shop;
  readonly cast: MoneyCast;
  /** The first is never killed: what another does not answer is asked of it again, with the same key. */
  readonly apis: readonly Api[];
  readonly chance: Chance;
  readonly tally: Tally;
}

const BROKEN = new Set(['server.fault', 'request.invalid', 'request.rate_limited', 'access.forbidden', 'access.login_required']);
const TRIES = 6;

/** As a client does it: no answer is asked again with the same key until there is one. Null: refused. */
export async function say<Name extends EndpointName>(
  scene: MoneyScene,
  name: Name,
  input: ApiInput<Name>,
  token: string,
  counts = true,
): Promise<ApiOutput<Name> | null> {
  const { tally, apis, chance } = scene;
  const key = randomUUID();
  if (counts) tally.attempts += 1;
  for (let tries = 0; ; tries++) {
    const api = tries === 0 ? chance.pick(apis) : apis[0];
    try {
      const answer = await (api ?? chance.pick(apis)).call(name, input, token, key);
      if (!answer.refusal) {
        if (counts) tally.winners += 1;
        return answer.value;
      }
      const { code } = answer.refusal;
      // The first try may still be under way on the server that was killed, or another holds what it needs.
      if ((code === 'service.unavailable' || code === 'request.in_progress') && tries < TRIES) {
        await sleep(300);
        continue;
      }
      tally.refusals.set(code, (tally.refusals.get(code) ?? 0) + 1);
      if (BROKEN.has(code)) tally.faults.push(`${name}: ${code} ${JSON.stringify(answer.refusal.facts).slice(0, 160)}`);
      return null;
    } catch (error) {
      if (tries < TRIES) {
        await sleep(200);
        continue;
      }
      tally.faults.push(`${name}: ${error instanceof Error ? error.message : 'no answer'}`);
      return null;
    }
  }
}

export const read = <Name extends EndpointName>(scene: MoneyScene, name: Name, input: ApiInput<Name>, token: string) => say(scene, name, input, token, false);

/** Two devices at once, now and then: the same wish by two people. */
export async function once<Answer>(scene: MoneyScene, act: () => Promise<Answer>): Promise<void> {
  await (scene.chance.next() < 0.3 ? Promise.all([act(), act()]) : act());
}
