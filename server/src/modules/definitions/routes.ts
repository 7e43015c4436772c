import type { definitionsEndpoints } from '@zhike/domain/definitions/contract';
import type { RoutesFor } from '../../http/route';
import { createDefinition, dropDraft, saveDraft, stepDraft, takeOver } from './commands/draft';
import { publishDefinition, restoreVersion, retireDefinition, switchDefinition } from './commands/publish';
import { checkBody, getDefinition, getDefinitions, getMine, getVersion, getVersions } from './queries';

export const definitionsRoutes: RoutesFor<typeof definitionsEndpoints> = {
  'definitions.list': { mode: 'query', run: getDefinitions },
  'definitions.read': { mode: 'query', run: getDefinition },
  'definitions.create': { mode: 'command', run: createDefinition },
  'definitions.saveDraft': { mode: 'command', run: saveDraft },
  'definitions.stepDraft': { mode: 'command', run: stepDraft },
  'definitions.dropDraft': { mode: 'command', run: dropDraft },
  'definitions.takeOver': { mode: 'command', run: takeOver },
  'definitions.check': { mode: 'query', run: checkBody },
  'definitions.publish': { mode: 'command', run: publishDefinition },
  'definitions.versions': { mode: 'query', run: getVersions },
  'definitions.version': { mode: 'query', run: getVersion },
  'definitions.restore': { mode: 'command', run: restoreVersion },
  'definitions.switch': { mode: 'command', run: switchDefinition },
  'definitions.retire': { mode: 'command', run: retireDefinition },
  'definitions.mine': { mode: 'query', run: getMine },
};
