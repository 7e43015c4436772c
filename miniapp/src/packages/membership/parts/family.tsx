import { Input, View } from '@tarojs/components';
import type { CardView } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { say } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';

type Member = CardView['family'][number];

/** CD-12: who else may use the card. Only its owner sees and changes it; what she takes back ends at once. */
export function Family({ card, onChanged }: { card: CardView; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Member | null>(null);
  const end = useCommand('membership.endFamily');
  const mayShare = card.can.includes('share');
  if (!mayShare && card.family.length === 0) return null;

  const takeBack = async (member: Member) => {
    const done = await end.run({ cardId: card.id, customerId: member.customerId });
    if (!done) return;
    setEnding(null);
    say(`${member.name}不能再用这张卡`);
    onChanged();
  };
  return (
    <View className="card rows" id="family">
      <View className="family__head">
        <View className="family__name">家人使用</View>
        <View className="hint-text">
          {card.family.length > 0 ? '下面的家人到店可以用这张卡，用了什么都会记在明细里。' : '同意后，家人做项目也能从这张卡里扣，随时可以收回。'}
        </View>
      </View>
      {card.family.map((member) => (
        <View className="family__row" key={member.customerId}>
          <View className="grow family__name">{member.name}</View>
          <View
            className="family__end"
            id={`end-${member.customerId}`}
            onClick={() => {
              end.clear();
              setEnding(member);
            }}
          >
            收回
          </View>
        </View>
      ))}
      {mayShare ? (
        <View className="family__row" id="add-family" onClick={() => setAdding(true)}>
          <View className="grow link">添加家人</View>
          <View className="row__arrow" />
        </View>
      ) : null}
      {adding ? (
        <AddFamily
          cardId={card.id}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            say('家人可以用这张卡了');
            onChanged();
          }}
        />
      ) : null}
      <Sheet visible={ending !== null} title={`不再让${ending?.name ?? ''}用？`} onClose={() => setEnding(null)}>
        <RefusalNote refusal={end.refusal} />
        <View className="note-text">从现在起对方不能再用这张卡；以前用过的不变。</View>
        <View className="sheet__actions">
          <ActionButton id="end-cancel" kind="quiet" label="再想想" onTap={() => setEnding(null)} />
          <ActionButton id="end-confirm" label="收回" busy={end.busy} busyLabel="正在收回" onTap={() => ending && void takeBack(ending)} />
        </View>
      </Sheet>
    </View>
  );
}

const PHONE = /^1\d{10}$/;

function AddFamily({ cardId, onClose, onAdded }: { cardId: string; onClose: () => void; onAdded: () => void }) {
  const allow = useCommand('membership.allowFamily');
  const [by, setBy] = useState<'phone' | 'memberCode'>('phone');
  const [typed, setTyped] = useState('');
  const ready = by === 'phone' ? PHONE.test(typed.trim()) : typed.trim().length > 0;
  const add = async () => {
    const who = by === 'phone' ? { phone: typed.trim() } : { memberCode: typed.trim() };
    if (await allow.run({ cardId, who })) onAdded();
  };
  return (
    <Sheet visible title="让家人用这张卡" onClose={onClose}>
      <RefusalNote refusal={allow.refusal} />
      <View className="who__by">
        {(['phone', 'memberCode'] as const).map((way) => (
          <View
            className={way === by ? 'chip chip--on' : 'chip'}
            id={`by-${way}`}
            key={way}
            onClick={() => {
              setBy(way);
              setTyped('');
              allow.clear();
            }}
          >
            {way === 'phone' ? '用手机号' : '用会员码'}
          </View>
        ))}
      </View>
      <Input
        id="who"
        className="typed figures"
        type={by === 'phone' ? 'number' : 'text'}
        maxlength={by === 'phone' ? 11 : 20}
        placeholderClass="placeholder"
        placeholder={by === 'phone' ? '家人在微信里验证过的手机号' : '家人「我的」里的会员码'}
        value={typed}
        onInput={(event) => setTyped(event.detail.value)}
      />
      <View className="prose">你同意对方到店做项目时从这张卡里扣。对方看得到这张卡的余额和明细，看不到你的其他卡和资料。</View>
      <View className="sheet__actions">
        <ActionButton id="add-confirm" label="同意并添加" disabled={!ready} busy={allow.busy} busyLabel="正在添加" onTap={() => void add()} />
      </View>
    </Sheet>
  );
}
