import { defineJob } from '../../platform/jobs';

/** Goes on with an import, whatever its next step is. */
export const goOn = defineJob<{ importId: string }>('imports.go_on', { expireSeconds: 3600 });
