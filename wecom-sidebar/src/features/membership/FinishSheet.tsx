import type { ApiOutput } from '@zhike/domain/api';
import { Button } from 'antd';
import { useState } from 'react';
import type { AppRefusal } from '../../api/call';
import { Sheet } from '../../components/Sheet';
import { Nothing, RefusalNote } from '../../components/states';
import { firstOf, takingLabel, UseChoice } from './UseChoice';
import { yuan } from './words';
import './membership.css';

/** Before a visit is finished: from which card. The decision can be put off; the visit then waits in 待划卡. */
export function FinishSheet({
  fits,
  refusal,
  taking,
  finishing,
  onTake,
  onLater,
  onClose,
}: {
  fits: ApiOutput<'membership.useOptions'>;
  refusal: AppRefusal | undefined;
  taking: boolean;
  finishing: boolean;
  onTake: (cardIds: string[]) => void;
  onLater: () => void;
  onClose: () => void;
}) {
  const { options, openFen } = fits;
  const [picked, setPicked] = useState<string[] | null>(null);
  // A card that does not fit any more is not chosen any more.
  const kept = (picked ?? firstOf(options)).filter((id) => options.some((option) => option.cardId === id));
  const chosen = kept.length > 0 ? kept : firstOf(options);
  return (
    <Sheet
      open
      onClose={onClose}
      title="完成服务，从哪张卡划"
      testid="finish-sheet"
      foot={
        <div className="zk-foot">
          <Button size="large" loading={finishing} disabled={taking} onClick={onLater} data-testid="finish-later">
            {options.length > 0 ? '先完成，稍后再划' : '直接完成'}
          </Button>
          <Button
            size="large"
            type="primary"
            loading={taking}
            disabled={chosen.length === 0 || finishing}
            onClick={() => onTake(chosen)}
            data-testid="finish-take"
          >
            完成并{takingLabel(options, chosen)}
          </Button>
        </div>
      }
    >
      <RefusalNote refusal={refusal} />
      <p className="zk-second" style={{ marginBottom: 12 }}>
        这次服务还要 {yuan(openFen)}，{options.length > 1 ? `有 ${options.length} 张卡能用` : '有一张卡能用'}
      </p>
      {options.length === 0 ? (
        <Nothing title="现在没有卡能用了" hint="可以直接完成，用别的方式收款。" />
      ) : (
        <UseChoice options={options} openFen={openFen} chosen={chosen} onChange={setPicked} />
      )}
    </Sheet>
  );
}
