import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { shopPlaces } from '../../engines/catalogue/shop-fields';
import type { CompileOptions } from '../../engines/conditions/compile';
import { contextAt } from '../../engines/conditions/context';
import { SHOP_ZONE } from '../../engines/rules/definitions';
import type { Ports } from '../../platform/ports';
import { scopesFor } from '../reports/rights';

/** How a condition is asked on behalf of a member: within her reach, wherever an entity comes up in it. */
export function askingFor(ports: Pick<Ports, 'crypto'>, catalogue: Catalogue, actor: StaffActor, now: Date): CompileOptions {
  return {
    catalogue,
    physical: shopPlaces(catalogue),
    context: { ...contextAt(now, SHOP_ZONE), actor: { id: actor.staffId, storeIds: actor.storeIds, teamIds: [] } },
    zone: SHOP_ZONE,
    scopes: scopesFor(actor),
    blindIndex: ports.crypto.blindIndex,
  };
}

export interface SegmentBody {
  readonly entity: string;
  readonly where: Cond;
}
