import { View } from '@tarojs/components';
import type { PickableUnit, ServiceView, Swap } from '@zhike/domain/booking/contract';
import { baseRole } from '@zhike/domain/booking/shape';
import { useState } from 'react';
import { open, packWish, pages, type Extras } from '@/routes';
import { MonthGrid } from './month';
import { People } from './people';
import { Recommended } from './recommended';
import { Sessions } from './sessions';
import { DayFrame, NothingThatDay, Times } from './times';
import type { FreeTime } from './use-free-time';
import { WhyNot } from './why-not';
import './time.scss';

type Pickable = Readonly<Record<string, readonly PickableUnit[]>>;
interface Props {
  readonly free: FreeTime;
  readonly storeId: string;
  /** With everything added: its roles are those of everybody who comes. */
  readonly service: ServiceView;
  readonly pickable: Pickable;
  readonly extras: Extras;
  readonly utcOffsetMinutes: number;
  readonly exceptBookingId?: string;
  /** Fewer people were the way out; absent where their number cannot change. */
  readonly onParty?: (partySize: number) => void;
}

/** True when she may ask for somebody. */
export function mayWish(service: ServiceView, pickable: Pickable): boolean {
  return service.roles.some((role) => role.customerPicks && (pickable[baseRole(role.key)]?.length ?? 0) > 0);
}

/** The names of the people who were asked for, in the order of the roles. */
export function wishedNames(free: Pick<FreeTime, 'choices'>, service: ServiceView, pickable: Pickable): string {
  return service.roles.flatMap((role) => pickable[baseRole(role.key)]?.find((p) => p.id === free.choices[role.key])?.name ?? []).join('、');
}

/** Recommended first, then month, people, times: the same for a new booking and for moving one. */
export function TimeChooser({ free, storeId, service, pickable, extras, utcOffsetMinutes, exceptBookingId, onParty }: Props) {
  const [asked, setAsked] = useState<string | null>(null);
  const wished = wishedNames(free, service, pickable);
  const serviceId = service.id;
  const take = (at: string) => {
    free.chooseStart(at);
    setAsked(null);
  };
  const swap = (to: Swap) => {
    setAsked(null);
    if (to.storeId !== storeId) return open(pages.time({ serviceId, storeId: to.storeId, startsAt: to.startsAt, ...packWish(to.choices, extras) }));
    const party = to.kind === 'party' ? Number.parseInt(to.changes[0]?.to ?? '', 10) : Number.NaN;
    if (Number.isInteger(party)) onParty?.(party);
    free.setChoices(to.choices);
    free.chooseStart(to.startsAt);
  };
  return (
    <View className="chooser">
      <Recommended free={free} utcOffsetMinutes={utcOffsetMinutes} />
      <View className="card">
        <MonthGrid
          month={free.month}
          today={free.today}
          last={free.last}
          days={free.byDate}
          chosen={free.date}
          fullMark={service.mode === 'class' ? '' : '满'}
          onMonth={free.setMonth}
          onDay={free.chooseDate}
        />
      </View>
      <People roles={service.roles} pickable={pickable} choices={free.choices} freeNow={free.chosen?.pickable} onChoose={free.setChoices} />
      <View className="card pad">
        {service.mode === 'class' ? (
          <DayFrame free={free} service={service}>
            {free.everybody.length === 0 && free.date ? (
              <NothingThatDay reason={free.byDate.get(free.date)?.reason ?? null} free={free} service={service} />
            ) : null}
            <Sessions free={free} storeId={storeId} serviceId={serviceId} utcOffsetMinutes={utcOffsetMinutes} onWhyNot={setAsked} />
          </DayFrame>
        ) : (
          <Times free={free} service={service} utcOffsetMinutes={utcOffsetMinutes} wished={wished || null} onWhyNot={setAsked} />
        )}
      </View>
      {asked ? (
        <WhyNot
          storeId={storeId}
          serviceId={serviceId}
          startsAt={asked}
          choices={free.choices}
          extras={extras}
          exceptBookingId={exceptBookingId}
          utcOffsetMinutes={utcOffsetMinutes}
          onStart={take}
          onSwap={swap}
          onWait={exceptBookingId ? undefined : () => open(pages.wait({ serviceId, storeId, startsAt: asked, ...packWish(free.choices, extras) }))}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </View>
  );
}
