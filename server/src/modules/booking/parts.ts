import type { ResourceTypeView } from '@zhike/domain/booking/contract.resources';
import type { ServiceView } from '@zhike/domain/booking/contract.services';
import type { Sql } from '../../platform/db';
import { findTypeViews } from './records.resources';
import { findServiceRow } from './records.services';

/** Resource types and services as a template speaks of them, for whoever installs one. */
export const resourceTypes = (sql: Sql): Promise<ResourceTypeView[]> => findTypeViews(sql, null);
/** Null: there is none of that number. */
export const findService = (sql: Sql, serviceId: string): Promise<ServiceView | null> => findServiceRow(sql, serviceId);
