import { View } from '@tarojs/components';
import type { PickableUnit, ServiceView } from '@zhike/domain/booking/contract';
import { MonthGrid } from './month';
import { People } from './people';
import { Times } from './times';
import type { FreeTime } from './use-free-time';
import './time.scss';

interface Props {
  readonly free: FreeTime;
  readonly service: ServiceView;
  readonly pickable: Readonly<Record<string, readonly PickableUnit[]>>;
  readonly utcOffsetMinutes: number;
}

/** The names of the people who were asked for, in the order of the roles. */
export function wishedNames(free: Pick<FreeTime, 'choices'>, service: ServiceView, pickable: Props['pickable']): string {
  return service.roles.flatMap((role) => pickable[role.key]?.find((p) => p.id === free.choices[role.key])?.name ?? []).join('、');
}

/** Month, people, times: the same for a new booking and for moving one. */
export function TimeChooser({ free, service, pickable, utcOffsetMinutes }: Props) {
  const wished = wishedNames(free, service, pickable);
  return (
    <View className="chooser">
      <View className="card">
        <MonthGrid
          month={free.month}
          today={free.today}
          last={free.last}
          days={free.byDate}
          chosen={free.date}
          onMonth={free.setMonth}
          onDay={free.chooseDate}
        />
      </View>
      <People roles={service.roles} pickable={pickable} choices={free.choices} freeNow={free.chosen?.pickable} onChoose={free.setChoices} />
      <View className="card pad">
        <Times free={free} service={service} utcOffsetMinutes={utcOffsetMinutes} wished={wished || null} />
      </View>
    </View>
  );
}
