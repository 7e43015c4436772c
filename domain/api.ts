import type { CommonRefusals, InputOf, OutputOf } from './kernel/contract';
import type { RefusalOf } from './kernel/decision';
import { accessEndpoints, type AccessRefusals } from './access/contract';
import { bookingEndpoints, type BookingRefusals } from './booking/contract';
import { bulkEndpoints, type BulkRefusals } from './bulk/contract';
import { catalogueEndpoints, type CatalogueRefusals } from './catalogue/contract';
import { customersEndpoints, type CustomersRefusals } from './customers/contract';
import { definitionsEndpoints, type DefinitionsRefusals } from './definitions/contract';
import { financeEndpoints, type FinanceRefusals } from './finance/contract';
import { fieldsEndpoints, type FieldsRefusals } from './fields/contract';
import { formsEndpoints, type FormsRefusals } from './forms/contract';
import { flowsEndpoints, type FlowsRefusals } from './flows/contract';
import { importsEndpoints, type ImportsRefusals } from './imports/contract';
import { ledgerEndpoints } from './ledger/contract';
import { marketingEndpoints, type MarketingRefusals } from './marketing/contract';
import { membershipEndpoints, type MembershipRefusals } from './membership/contract';
import { messagingEndpoints, type MessagingRefusals } from './messaging/contract';
import { ordersEndpoints, type OrdersRefusals } from './orders/contract';
import { recordsEndpoints } from './records/contract';
import { reportsEndpoints, type ReportsRefusals } from './reports/contract';
import { rulesEndpoints, type RulesRefusals } from './rules/contract';
import { segmentsEndpoints, type SegmentsRefusals } from './segments/contract';
import { standingEndpoints } from './standing/contract';
import { templatesEndpoints, type TemplatesRefusals } from './templates/contract';
import { storesEndpoints, type StoresRefusals } from './stores/contract';

/** The sum of all contracts. Clients import its types only; the server and the API document import its values. */
export const endpoints = {
  ...accessEndpoints,
  ...storesEndpoints,
  ...catalogueEndpoints,
  ...customersEndpoints,
  ...bookingEndpoints,
  ...ordersEndpoints,
  ...membershipEndpoints,
  ...marketingEndpoints,
  ...ledgerEndpoints,
  ...financeEndpoints,
  ...definitionsEndpoints,
  ...flowsEndpoints,
  ...formsEndpoints,
  ...fieldsEndpoints,
  ...recordsEndpoints,
  ...importsEndpoints,
  ...bulkEndpoints,
  ...rulesEndpoints,
  ...segmentsEndpoints,
  ...standingEndpoints,
  ...reportsEndpoints,
  ...templatesEndpoints,
  ...messagingEndpoints,
};
export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
export type ApiInput<Name extends EndpointName> = InputOf<Endpoints[Name]>;
export type ApiOutput<Name extends EndpointName> = OutputOf<Endpoints[Name]>;

export type Refusals = CommonRefusals &
  AccessRefusals &
  CustomersRefusals &
  BookingRefusals &
  OrdersRefusals &
  StoresRefusals &
  CatalogueRefusals &
  MembershipRefusals &
  MarketingRefusals &
  FinanceRefusals &
  DefinitionsRefusals &
  FlowsRefusals &
  FormsRefusals &
  FieldsRefusals &
  ImportsRefusals &
  BulkRefusals &
  SegmentsRefusals &
  MessagingRefusals &
  TemplatesRefusals &
  ReportsRefusals &
  RulesRefusals;
export type RefusalCode = keyof Refusals & string;
export type ApiRefusal = RefusalOf<Refusals>;

/** 200: the endpoint's output. Anything else: this body, with the status of the code. */
export interface RefusalBody {
  readonly refusal: ApiRefusal;
  readonly requestId: string;
}

/**
 * What the live stream sends: ids only, never data; a client refetches what it shows. `store`: its plan or its line has changed
 * (hours, rosters, classes, services, leave; tickets, waiting list), in every store when `storeId` is null and `id` is empty.
 * `todo`: the to-dos of the member `id` have changed. `flow`: a flow (`id`) has moved.
 */
export interface LiveMessage {
  readonly topic: 'booking' | 'customer' | 'store' | 'todo' | 'flow';
  readonly id: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly type: string;
}
