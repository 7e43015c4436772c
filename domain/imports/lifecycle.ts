import type { ImportState } from './contract';

export type ImportVerb = 'map' | 'check' | 'write' | 'cancel' | 'undo';

/** States × verbs. */
const STEPS: Readonly<Record<ImportState, readonly ImportVerb[]>> = {
  uploading: ['map', 'cancel'],
  mapping: ['map', 'check', 'cancel'],
  checking: ['cancel'],
  checked: ['map', 'check', 'write', 'cancel'],
  writing: ['cancel'],
  done: ['undo'],
  cancelled: [],
  failed: [],
  undoing: [],
  undone: [],
};

export const importVerbs = (state: ImportState): readonly ImportVerb[] => STEPS[state];
