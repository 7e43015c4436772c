import type { Measure } from '@zhike/domain/engines/reports/definition';
import { customerMeasures } from './kpi.customers';
import { itemMeasures } from './kpi.items';
import { projectMeasures } from './kpi.projects';
import { recordMeasures, surveyMeasures } from './kpi.records';
import { staffMeasures } from './kpi.staff';
import { storeMeasures } from './kpi.store';

export { kpiDimensions } from './kpi.dimensions';

/**
 * What a shop may set: after how many days without a visit somebody is no longer lively, or lost; within how many days coming again counts;
 * how much of a technician's score is her rating, in percent (the rest is her work); for how many years a customer is expected to stay.
 */
export interface KpiSettings {
  readonly activeDays: number;
  readonly lostDays: number;
  readonly repeatDays: number;
  readonly ratingWeight: number;
  readonly ltvYears: number;
}
/** Until the shop decides otherwise. */
export const kpiSettings: KpiSettings = { activeDays: 30, lostDays: 90, repeatDays: 365, ratingWeight: 60, ltvYears: 3 };

/** The shipped measures, as data: which rows, by which date, and the formula in words. A shop adds its own in the same shape. */
export function kpiMeasures({ activeDays, lostDays, repeatDays, ratingWeight, ltvYears }: KpiSettings = kpiSettings): readonly Measure[] {
  return [
    ...storeMeasures(),
    ...staffMeasures(),
    ...itemMeasures(repeatDays),
    ...customerMeasures(activeDays, lostDays, repeatDays, ltvYears),
    ...projectMeasures(),
    ...surveyMeasures(ratingWeight),
    ...recordMeasures(),
  ];
}

/** Which number stands for another where that one cannot be split so: a customer buys many items, so coming again is told of each item. */
export const kpiStandIns: Readonly<Record<string, Readonly<Record<string, string>>>> = { 'kpi.repurchase': { item: 'kpi.itemRepurchase' } };
