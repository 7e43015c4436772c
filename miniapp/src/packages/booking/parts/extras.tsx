import { Text, View } from '@tarojs/components';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useState } from 'react';
import { ActionButton } from '@/components/action-button';
import { Sheet } from '@/components/sheet';
import { Money } from '@/components/small';
import { Stepper } from '@/components/stepper';
import type { Extras } from '@/routes';
import { durationWords } from '@/words-of-bookings';
import { shapedWith } from './shaping';

/** True when there is something to choose beside time and people. */
export function hasExtras(service: ServiceView): boolean {
  return service.maxParty > 1 || service.addons.some((addon) => addon.active);
}

/** `2 位 · 精修加 10 张、加底片`, or an invitation. */
export function extrasWords(service: ServiceView, extras: Extras): string {
  const names = service.addons.filter((addon) => extras.addonIds.includes(addon.id)).map((addon) => addon.name);
  const party = service.maxParty > 1 ? [`${extras.partySize} 位`] : [];
  return [...party, ...(names.length > 0 ? [names.join('、')] : service.addons.some((a) => a.active) ? ['未选加项'] : [])].join(' · ');
}

interface Props {
  readonly service: ServiceView;
  readonly extras: Extras;
  readonly onChange: (extras: Extras) => void;
}

/** How many come and what is added, in one row; the choice is made in a sheet, with time and price beside each. */
const titleOf = (service: ServiceView): string => (service.maxParty === 1 ? '加项' : service.addons.some((addon) => addon.active) ? '人数和加项' : '人数');

export function ExtrasRow({ service, extras, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const shaped = shapedWith(service, extras);
  const toggle = (id: string) =>
    onChange({ ...extras, addonIds: extras.addonIds.includes(id) ? extras.addonIds.filter((one) => one !== id) : [...extras.addonIds, id] });
  return (
    <View>
      <View className="card extras" id="extras" onClick={() => setOpen(true)}>
        <View className="grow">
          <View className="extras__title">{titleOf(service)}</View>
          <View className="extras__chosen" id="extras-chosen">
            {extrasWords(service, extras)}
          </View>
        </View>
        <View className="extras__sum">
          <Money fen={shaped.service.priceFen} size="title" />
          <View className="hint-text">{`约 ${durationWords(shaped.service.durationMinutes)}`}</View>
        </View>
        <View className="row__arrow" />
      </View>
      <Sheet visible={open} title={titleOf(service)} onClose={() => setOpen(false)}>
        {service.maxParty > 1 ? (
          <View className="pick">
            <View className="grow">
              <View className="pick__name">几个人来</View>
              <View className="hint-text">{`最多 ${service.maxParty} 位，价格按人算`}</View>
            </View>
            <Stepper
              id="party"
              value={extras.partySize}
              min={1}
              max={service.maxParty}
              unit="位"
              onChange={(partySize) => onChange({ ...extras, partySize })}
            />
          </View>
        ) : null}
        {service.addons
          .filter((addon) => addon.active)
          .map((addon) => {
            const on = extras.addonIds.includes(addon.id);
            return (
              <View className={on ? 'pick pick--on' : 'pick'} id={`addon-${addon.id}`} key={addon.id} onClick={() => toggle(addon.id)}>
                <View className={on ? 'tick tick--on' : 'tick'}>{on ? <View className="tick__mark" /> : null}</View>
                <View className="grow">
                  <View className="pick__name">{addon.name}</View>
                  <View className="hint-text">{addon.minutes > 0 ? `多 ${durationWords(addon.minutes)}` : '不加时间'}</View>
                </View>
                <Text className="figures">{`+${formatFen(addon.priceFen, 'short')}${extras.partySize > 1 ? ' / 位' : ''}`}</Text>
              </View>
            );
          })}
        <View className="pick pick--sum">
          <Text className="grow">{`合计，约 ${durationWords(shaped.service.durationMinutes)}`}</Text>
          <Money fen={shaped.service.priceFen} size="number" id="extras-price" />
        </View>
        <View className="sheet__actions">
          <ActionButton id="extras-done" label="选好了" onTap={() => setOpen(false)} />
        </View>
      </Sheet>
    </View>
  );
}
