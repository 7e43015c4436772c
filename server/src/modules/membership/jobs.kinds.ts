import { defineJob } from '../../platform/jobs';

/** Puts everybody at the level where her spending belongs: sent when the levels change. */
export const reckonLevels = defineJob<{ version: number }>('membership.reckon_levels', { expireSeconds: 900 });
