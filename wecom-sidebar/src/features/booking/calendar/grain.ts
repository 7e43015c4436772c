/** Minutes to which a hand's move is rounded; each divides an hour and the half hour that the calendar draws. */
export type Grain = 5 | 10 | 15 | 30;
const GRAINS: readonly Grain[] = [30, 15, 10, 5];

/** The coarsest grain that reaches every start of these services. Whoever sells nothing yet moves by the half hour. */
export function grainOf(services: readonly { readonly stepMinutes: number }[]): Grain {
  return GRAINS.find((grain) => services.every((service) => service.stepMinutes % grain === 0)) ?? 5;
}

/** For the component: `00:15`. */
export const asDuration = (grain: Grain): string => `00:${String(grain).padStart(2, '0')}`;
