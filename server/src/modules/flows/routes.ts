import type { flowsEndpoints } from '@zhike/domain/flows/contract';
import type { RoutesFor } from '../../http/route';
import { delegate, endOwnDelegation, resolveIncident, startByHand, withdrawFlow } from './commands/flow';
import { answerAsk } from './commands/ask';
import { migrateFlows, previewMigration } from './commands/migrate';
import { decideTodo, passTodo, sendBack } from './commands/todo';
import { getAsks } from './queries.asks';
import { getBegun, getDelegations, getFlows, getIncidents, getInstance, getTodos } from './queries';

export const flowsRoutes: RoutesFor<typeof flowsEndpoints> = {
  'flows.todos': { mode: 'query', run: getTodos },
  'flows.mine': { mode: 'query', run: getBegun },
  'flows.decide': { mode: 'command', run: decideTodo },
  'flows.pass': { mode: 'command', run: passTodo },
  'flows.sendBack': { mode: 'command', run: sendBack },
  'flows.asks': { mode: 'query', run: getAsks },
  'flows.answer': { mode: 'command', run: answerAsk },
  'flows.start': { mode: 'command', run: startByHand },
  'flows.instance': { mode: 'query', run: getInstance },
  'flows.withdraw': { mode: 'command', run: withdrawFlow },
  'flows.list': { mode: 'query', run: getFlows },
  'flows.incidents': { mode: 'query', run: getIncidents },
  'flows.resolve': { mode: 'command', run: resolveIncident },
  'flows.previewMigration': { mode: 'query', run: previewMigration },
  'flows.migrate': { mode: 'command', run: migrateFlows },
  'flows.delegations': { mode: 'query', run: getDelegations },
  'flows.delegate': { mode: 'command', run: delegate },
  'flows.endDelegation': { mode: 'command', run: endOwnDelegation },
};
