import type { CardEntry, CardView } from '@zhike/domain/membership/contract';
import { Input } from 'antd';
import { useState } from 'react';
import { useCommand } from '../../api/hooks';
import { Chips, Field } from '../../components/parts';
import { say } from '../../components/toast';
import type { BookFor } from '../booking/bookFor';
import { CustomerPicker } from '../booking/CustomerPicker';
import { ActForm } from './ActForm';
import { changeWords, dayWords, leftOf, UNDO_REASONS } from './words';

/** What every form of a card is given. */
export interface LifeFormProps {
  readonly card: CardView;
  readonly onDone: (card: CardView) => void;
  readonly onBack: () => void;
  /** Somebody changed the card meanwhile: it is asked for again, what was typed stays. */
  readonly onStale: () => void;
}

const holdsWords = (card: CardView): string => `「${card.name}」（${leftOf(card)}）`;

/** 冻结: nobody uses it until it is unfrozen. The way back stands beside the word that it was done. */
export function FreezeForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const freeze = useCommand('membership.freeze');
  const unfreeze = useCommand('membership.unfreeze');
  const submit = async (reason: string) => {
    const answer = await freeze.run({ cardId: card.id, version: card.version, reason });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    const frozen = answer.value.card;
    say('卡已冻结', {
      undo: () =>
        void unfreeze.run({ cardId: frozen.id, version: frozen.version }).then((back) => {
          say(back.ok ? '已解冻，和之前一样' : '没有撤销成功，请在卡里点「解冻」', back.ok ? {} : { tone: 'bad' });
          if (back.ok) onDone(back.value.card);
        }),
    });
    onDone(frozen);
  };
  return (
    <ActForm
      testid="freeze"
      effects={[`${holdsWords(card)}停用，谁都划不了`, card.validUntil === null ? '余额不变' : '余额不变；解冻时，冻结了几天有效期就往后顺延几天']}
      reasons={['客户出差或出国', '怀孕或身体原因', '客户要求暂停']}
      label="冻结这张卡"
      busy={freeze.busy}
      refusal={freeze.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    />
  );
}

export function UnfreezeForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const unfreeze = useCommand('membership.unfreeze');
  const submit = async () => {
    const answer = await unfreeze.run({ cardId: card.id, version: card.version });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    const { validUntil } = answer.value.card;
    say(validUntil ? `已解冻，有效期到 ${dayWords(validUntil)}` : '已解冻');
    onDone(answer.value.card);
  };
  return (
    <ActForm
      testid="unfreeze"
      effects={['马上可以再用', ...(card.validUntil ? [`有效期从 ${dayWords(card.validUntil)} 往后顺延，冻结了几天就延几天`] : [])]}
      label="解冻"
      busy={unfreeze.busy}
      refusal={unfreeze.refusal}
      onBack={onBack}
      onSubmit={() => void submit()}
    />
  );
}

export function ExtendForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const extend = useCommand('membership.extend');
  const [until, setUntil] = useState<string>(card.validUntil ?? '');
  const [forEver, setForEver] = useState(false);
  const later = forEver || (until !== '' && (card.validUntil === null || until > card.validUntil));
  const submit = async (reason: string) => {
    const answer = await extend.run({ cardId: card.id, version: card.version, validUntil: forEver ? null : until, reason });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    say(forEver ? '已改为长期有效' : `有效期延到 ${dayWords(until)}`);
    onDone(answer.value.card);
  };
  return (
    <ActForm
      testid="extend"
      effects={later ? [`有效期：${card.validUntil ? dayWords(card.validUntil) : '长期'} → ${forEver ? '长期有效' : dayWords(until)}`] : []}
      reasons={['门店原因没能做', '客户身体原因', '老客户照顾']}
      label="延期"
      busy={extend.busy}
      disabled={!later}
      refusal={extend.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <Field label="新的有效期" problem={!later && until !== '' && until !== card.validUntil ? '要晚于现在的有效期' : undefined}>
        {(ids) => (
          <div className="zk-row wrap">
            <Input
              {...ids}
              type="date"
              style={{ width: 160 }}
              disabled={forEver}
              min={card.validUntil ?? undefined}
              value={until}
              onChange={(e) => setUntil(e.target.value)}
              data-testid="extend-until"
            />
            <Chips
              name="extend"
              label="长期有效"
              value={forEver ? 'ever' : null}
              choices={[{ key: 'ever', title: '长期有效' }]}
              onChange={() => setForEver(!forEver)}
            />
          </div>
        )}
      </Field>
    </ActForm>
  );
}

export function TransferForm({ card, onDone, onBack, onStale }: LifeFormProps) {
  const transfer = useCommand('membership.transfer');
  const [to, setTo] = useState<BookFor | null>(null);
  const submit = async (reason: string) => {
    if (!to) return;
    const answer = await transfer.run({ cardId: card.id, version: card.version, customerId: to.customerId, reason });
    if (!answer.ok) return answer.refusal.code === 'record.changed' ? onStale() : undefined;
    say(`卡已转给 ${to.name}`);
    onDone(answer.value.card);
  };
  const own = to?.customerId === card.customerId;
  if (!to) return <CustomerPicker storeId={card.storeId} title="转让给谁" act="转让" onClose={onBack} onPick={setTo} />;
  return (
    <ActForm
      testid="transfer"
      effects={[
        `${holdsWords(card)}从 ${card.customerName} 变成 ${to.name} 的，余额和有效期都跟着走`,
        `${card.customerName} 以后不能再用`,
        ...(card.family.length > 0 ? [`给家人（${card.family.map((one) => one.name).join('、')}）用的同意到此为止`] : []),
      ]}
      reasons={['双方当面同意', '送给家人', '客户搬走了']}
      label={`转给 ${to.name}`}
      backLabel="不转了"
      busy={transfer.busy}
      disabled={own}
      refusal={transfer.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    >
      <div className="zk-chosen">
        <span className="zk-grow">
          <b>{to.name}</b> <span className="zk-hint">{to.maskedPhone}</span>
          {own && <span className="zk-field-problem zk-block">卡本来就是她的，请选别的客户</span>}
        </span>
        <button type="button" className="zk-link" onClick={() => setTo(null)}>
          换人
        </button>
      </div>
    </ActForm>
  );
}

/** 撤销核销: everything goes back to where it came from. */
export function UndoForm({ entry, onDone, onBack }: { entry: CardEntry; onDone: () => void; onBack: () => void }) {
  const undo = useCommand('membership.undo');
  const back = changeWords({ sessions: -entry.sessions, principalFen: -entry.principalFen, bonusFen: -entry.bonusFen });
  const submit = async (reason: string) => {
    if (!entry.useId) return;
    const answer = await undo.run({ useId: entry.useId, reason });
    if (!answer.ok && answer.refusal.code !== 'membership.already_undone') return;
    say('已撤销，退回卡里了');
    onDone();
  };
  return (
    <ActForm
      testid="undo"
      effects={[`退回卡里：${back.join('，')}`, '这次服务回到「没有划卡」，要再选一张卡或用别的方式收款', '原来的一笔留着，旁边记一笔撤销']}
      reasons={UNDO_REASONS}
      label="撤销这次核销"
      danger
      busy={undo.busy}
      refusal={undo.refusal}
      onBack={onBack}
      onSubmit={(reason) => void submit(reason)}
    />
  );
}
