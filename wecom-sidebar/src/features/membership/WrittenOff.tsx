import type { UseView } from '@zhike/domain/membership/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { followCards } from '../../api/follow';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, useNow } from '../../components/parts';
import { useMay } from '../../components/SessionGate';
import { RefusalNote } from '../../components/states';
import { momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { takingWords, UNDO_REASONS } from './words';
import './membership.css';

/** What a card gave for a visit, with the way back for as long as there is one. */
export function WrittenOff({ use, offsetMinutes, onUndone }: { use: UseView; offsetMinutes: number; onUndone: () => void }) {
  const mayUndo = useMay('card.undo');
  const now = useNow();
  const undo = useCommand('membership.undo');
  const [asking, setAsking] = useState(false);
  const run = async (reason: string) => {
    const answer = await undo.run({ useId: use.id, reason });
    if (!answer.ok) return;
    setAsking(false);
    say('已撤销核销，退回卡里了');
    onUndone();
  };
  return (
    <>
      <div className={`zk-written-off${use.undone ? ' undone' : ''}`} data-testid="written-off" data-undone={use.undone}>
        <span className="zk-grow">
          {use.undone ? '已撤销：' : ''}从「{use.cardName}」划了 {takingWords(use)}
          <span className="zk-hint zk-block">
            {use.byName} · {momentOf(use.at, offsetMinutes, now)}
            {use.undoableUntil && ` · ${momentOf(use.undoableUntil, offsetMinutes, now)} 前可${mayUndo ? '' : '由店长'}撤销`}
          </span>
        </span>
        {mayUndo && use.undoableUntil && (
          <Button size="small" loading={undo.busy} onClick={() => setAsking(!asking)} data-testid="use-undo">
            撤销
          </Button>
        )}
      </div>
      {asking && (
        <div style={{ marginTop: 8 }}>
          <p className="zk-hint">为什么撤销？点一下就退回卡里</p>
          <Chips
            name="undo-why"
            label="撤销的原因"
            value={null}
            choices={UNDO_REASONS.map((reason) => ({ key: reason, title: reason, disabled: undo.busy }))}
            onChange={(reason) => void run(reason)}
          />
        </div>
      )}
      <RefusalNote refusal={undo.refusal} offsetMinutes={offsetMinutes} />
    </>
  );
}

/** In a day's list: what was written off for a visit that is done, or that somebody must still say from which card. */
export function WrittenOffLine({ bookingId, offsetMinutes, onOpen }: { bookingId: string; offsetMinutes: number; onOpen: () => void }) {
  const may = useMay('card.use');
  const fits = useQuery('membership.useOptions', may ? { bookingId } : null, { follow: (m) => m.id === bookingId && followCards(m) });
  if (!fits.data) return null;
  const uses = fits.data.uses.filter((use) => !use.undone);
  if (uses.length === 0 && fits.data.options.length === 0) return null;
  return (
    <div className="zk-settled-line">
      {uses.map((use) => (
        <WrittenOff key={use.id} use={use} offsetMinutes={offsetMinutes} onUndone={fits.reload} />
      ))}
      {uses.length === 0 && (
        <div className="zk-written-off undone" data-testid="not-written-off">
          <span className="zk-grow">还没有划卡，有 {fits.data.options.length} 张卡能用</span>
          <Button size="small" type="primary" onClick={onOpen} data-testid="choose-card">
            选卡
          </Button>
        </div>
      )}
    </div>
  );
}
