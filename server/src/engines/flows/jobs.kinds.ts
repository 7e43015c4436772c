import { defineJob } from '../../platform/jobs';

/** Does one piece of work that a flow ordered. Tries are counted by the effect itself: these only cover a worker that died. */
export const doEffect = defineJob<{ key: string }>('flows.effect', { retries: 8, retrySeconds: 5, expireSeconds: 60 });
/** Rings one timer when it is due. */
export const ringTimer = defineJob<{ key: string }>('flows.timer');
/** Moves one running flow to another version, as somebody chose. */
export const moveFlow = defineJob<{
  instanceId: string;
  version: number;
  choices: Readonly<Record<string, 'next' | 'stay' | 'end'>>;
  staffId: string;
  spreadMs: number;
}>('flows.migrate');
/** Brings an event to an instance that may wait for it. */
export const wakeFlow = defineJob<{ instanceId: string; eventId: string }>('flows.wake');
