import { ScrollView, Text, View } from '@tarojs/components';
import type { PickableUnit, ServiceView } from '@zhike/domain/booking/contract';
import { baseRole } from '@zhike/domain/booking/shape';
import { Picture } from '@/components/small';
import type { Choices } from '@/routes';

interface Props {
  readonly roles: ServiceView['roles'];
  readonly pickable: Readonly<Record<string, readonly PickableUnit[]>>;
  readonly choices: Choices;
  /** Role key → who could take the chosen time; undefined while no time is chosen. */
  readonly freeNow: Readonly<Record<string, readonly string[]>> | undefined;
  readonly onChoose: (choices: Choices) => void;
}

/** Who may be asked for, as faces; 「不指定」 first, because it finds the most times. */
export function People({ roles, pickable, choices, freeNow, onChoose }: Props) {
  const rows = roles.filter((role) => role.customerPicks && (pickable[baseRole(role.key)]?.length ?? 0) > 0);
  if (rows.length === 0) return null;
  return (
    <View className="card">
      {rows.map((role) => {
        const people = pickable[baseRole(role.key)] ?? [];
        const [, guest] = role.key.split('#');
        const chosen = people.find((p) => p.id === choices[role.key]);
        const without = () => {
          const rest = { ...choices };
          delete rest[role.key];
          onChoose(rest);
        };
        return (
          <View className="people" key={role.key}>
            <View className="people__title">{guest ? `${role.name}（第 ${guest} 位客人）` : role.name}</View>
            <ScrollView scrollX enhanced showScrollbar={false}>
              <View className="people__row">
                <View className={chosen ? 'face' : 'face face--on'} id={`pick-${role.key}-any`} onClick={without}>
                  <View className="face__ring">
                    <View className="face__any">任意</View>
                  </View>
                  <Text className="face__name">不指定</Text>
                </View>
                {people.map((person) => {
                  const free = freeNow ? (freeNow[role.key] ?? []).includes(person.id) : true;
                  return (
                    <View
                      className={['face', person.id === chosen?.id ? 'face--on' : '', free ? '' : 'face--busy'].filter(Boolean).join(' ')}
                      id={`pick-${role.key}-${person.id}`}
                      key={person.id}
                      onClick={() => onChoose({ ...choices, [role.key]: person.id })}
                    >
                      <View className="face__ring">
                        <Picture url={person.photoUrl} name={person.name} className="face__picture" />
                      </View>
                      <Text className="face__name">{person.name}</Text>
                      <Text className={free ? 'face__skill' : 'face__busy'}>{free ? (person.skills[0] ?? '') : '此时没空'}</Text>
                    </View>
                  );
                })}
              </View>
            </ScrollView>
            {chosen ? <View className="people__about">{[chosen.skills.join(' · '), chosen.introduction].filter(Boolean).join('｜')}</View> : null}
          </View>
        );
      })}
    </View>
  );
}
