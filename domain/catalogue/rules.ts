import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { CatalogueRefusals, FormField, ItemTerms, Stage } from './contract';

type Invalid = RefusalOf<Pick<CatalogueRefusals, 'catalogue.terms_invalid'>>;
const invalid = (field: string, problem: string) => refuse('catalogue.terms_invalid', { field, problem });

function repeated(keys: readonly string[]): string | null {
  return keys.find((key, index) => keys.indexOf(key) !== index) ?? null;
}

/** Whether what is written of an item fits together: each option once, its numbers in order, every price for an option that is there. */
export function decideTerms(terms: ItemTerms): Decision<null, Invalid> {
  const twice = repeated(terms.options.map((option) => option.key));
  if (twice !== null) return invalid('options', 'repeated');
  for (const [index, option] of terms.options.entries()) {
    if (option.min > option.max) return invalid(`options.${index}.min`, 'backwards');
    if (option.included < option.min || option.included > option.max) return invalid(`options.${index}.included`, 'out_of_range');
  }
  if (terms.from !== null && terms.until !== null && terms.from > terms.until) return invalid('until', 'backwards');
  for (const [index, rule] of terms.prices.entries()) {
    if (rule.from !== null && rule.until !== null && rule.from > rule.until) return invalid(`prices.${index}.until`, 'backwards');
    if (rule.storeId === null && rule.level === null && rule.from === null && rule.until === null) return invalid(`prices.${index}`, 'fits_everybody');
    const stranger = Object.keys(rule.optionPrices).find((key) => !terms.options.some((option) => option.key === key));
    if (stranger !== undefined) return invalid(`prices.${index}.optionPrices`, 'unknown');
  }
  return allow(null);
}

/** Whether the steps of a line can be walked: keys once each, the first needs nothing, the service is given once, and its money is asked for. */
export function decideLine(stages: readonly Stage[], fields: readonly FormField[]): Decision<null, Invalid> {
  if (repeated(stages.map((stage) => stage.key)) !== null) return invalid('stages', 'repeated');
  if (stages[0]?.needs !== 'nothing') return invalid('stages.0.needs', 'first_needs_nothing');
  if (stages.filter((stage) => stage.needs === 'service').length > 1) return invalid('stages', 'service_twice');
  if (!stages.some((stage) => stage.needs === 'paid')) return invalid('stages', 'never_paid');
  if (repeated(fields.map((field) => field.key)) !== null) return invalid('fields', 'repeated');
  const empty = fields.findIndex((field) => field.type === 'choice' && (field.options ?? []).length === 0);
  return empty >= 0 ? invalid(`fields.${empty}.options`, 'required') : allow(null);
}
