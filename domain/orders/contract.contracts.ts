import * as z from 'zod/mini';
import { endpoint, Id, Instant, text } from '../kernel/contract';

export const ContractTemplate = z.object({ id: Id, version: z.int(), name: z.string(), body: z.string(), active: z.boolean() });
export type ContractTemplate = z.infer<typeof ContractTemplate>;

export const ContractView = z.object({
  id: Id,
  orderId: Id,
  /** Of this order's contracts, counted from 1. */
  version: z.int(),
  name: z.string(),
  text: z.string(),
  /** draft: to be signed. signed: it holds. outdated: the order has changed, or there is a newer version; that one must be signed. */
  state: z.enum(['draft', 'signed', 'outdated']),
  /** SHA-256 of the file as it was drawn up, in hex. */
  sha256: z.string(),
  signature: z.nullable(z.object({ name: z.string(), at: Instant, sha256: z.string() })),
  createdAt: Instant,
});
export type ContractView = z.infer<typeof ContractView>;

/** A PNG as drawn with a finger: base64, up to 150 kB. */
export const Signature = z.string().check(z.regex(/^[A-Za-z0-9+/]+={0,2}$/), z.minLength(100), z.maxLength(200_000));

export const contractEndpoints = {
  'orders.contractTemplates': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'order.read',
    summary: 'The words of contracts, with variables like 【顾客】.',
    input: z.strictObject({}),
    output: z.object({ templates: z.array(ContractTemplate), variables: z.array(z.string()) }),
    refusals: [],
  }),
  'orders.saveContractTemplate': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'catalogue.manage',
    summary: 'Add or change a template. Contracts that were drawn up keep their words.',
    input: z.strictObject({ templateId: z.nullable(Id), version: z.int(), name: text(40, 1), body: text(20_000, 1), active: z.boolean() }),
    output: z.object({ template: ContractTemplate }),
    refusals: ['record.not_found', 'record.changed', 'catalogue.name_taken', 'orders.template_invalid'],
  }),
  'orders.drawContract': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'order.write',
    summary: 'OR-03: draw up the order’s contract as a PDF: its next version, which must be signed anew.',
    /** `customerName`: the real name of somebody whom the shop knows by a number only; it becomes hers. */
    input: z.strictObject({ orderId: Id, templateId: Id, customerName: z.optional(text(20, 1)) }),
    output: z.object({ contract: ContractView }),
    refusals: ['record.not_found', 'orders.not_possible', 'orders.no_font', 'orders.customer_nameless'],
  }),
  'orders.contracts': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'The contracts of an order, the newest first.',
    input: z.strictObject({ orderId: Id }),
    output: z.object({ contracts: z.array(ContractView) }),
    refusals: ['record.not_found'],
  }),
  'orders.contractFile': endpoint({
    kind: 'query',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'The PDF: signed when it is signed, else as drawn up.',
    input: z.strictObject({ contractId: Id }),
    output: z.object({ fileName: z.string(), base64: z.string(), sha256: z.string() }),
    refusals: ['record.not_found'],
  }),
  'orders.signContract': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'OR-03: sign it, on her own phone or on a tablet at the desk. Image, name, time and the hash of what was signed go into the signed file.',
    input: z.strictObject({ contractId: Id, sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)), signerName: text(20, 1), signature: Signature }),
    output: z.object({ contract: ContractView }),
    refusals: ['record.not_found', 'orders.contract_over', 'orders.customer_nameless', 'orders.signature_invalid', 'orders.no_font'],
  }),
};
