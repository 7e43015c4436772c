import type { templatesEndpoints } from '@zhike/domain/templates/contract';
import type { RoutesFor } from '../../http/route';
import { importTemplate, installTemplate, publishTemplate } from './commands/install';
import { bringPractice } from './commands/practice';
import { exportTemplate, getFilePlan, getPlan, listTemplates } from './queries';

export const templatesRoutes: RoutesFor<typeof templatesEndpoints> = {
  'templates.list': { mode: 'query', run: listTemplates },
  'templates.plan': { mode: 'query', run: getPlan },
  'templates.install': { mode: 'command', run: installTemplate },
  'templates.publish': { mode: 'command', run: publishTemplate },
  'templates.practice': { mode: 'command', run: bringPractice },
  'templates.export': { mode: 'query', run: exportTemplate },
  'templates.planFile': { mode: 'query', run: getFilePlan },
  'templates.import': { mode: 'command', run: importTemplate },
};
