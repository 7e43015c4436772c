import type { UseView } from '@zhike/domain/membership/contract';
import { call, newIntent } from '../../api/call';
import { say } from '../../components/toast';
import { wordRefusal } from '../../words';
import { usesWords } from './words';

/** Says what was written off; whoever may take it back is offered so for ten seconds. */
export function sayWrittenOff(uses: readonly UseView[], openFen: number, mayUndo: boolean, onUndone: () => void): void {
  const words = `服务已完成，${usesWords(uses)}${openFen > 0 ? '，还有尾款要收' : ''}`;
  const undoable = uses.filter((use) => use.undoableUntil !== null);
  if (!mayUndo || undoable.length === 0) return say(words);
  const undo = async () => {
    for (const use of undoable) {
      const answer = await call('membership.undo', { useId: use.id, reason: '完成后当场撤销' }, newIntent());
      if (!answer.ok) {
        say(wordRefusal(answer.refusal), { tone: 'bad' });
        return onUndone();
      }
    }
    say('已撤销核销，退回卡里了');
    onUndone();
  };
  say(words, { undo: () => void undo() });
}
