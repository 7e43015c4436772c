import { Text, View } from '@tarojs/components';

interface Props {
  readonly id: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

/** A small number by thumb. */
export function Stepper({ id, value, min, max, unit, onChange }: Props) {
  const step = (by: number) => {
    const next = value + by;
    if (next >= min && next <= max) onChange(next);
  };
  return (
    <View className="stepper" id={id}>
      <View className={value > min ? 'stepper__step' : 'stepper__step stepper__step--off'} id={`${id}-less`} onClick={() => step(-1)}>
        <Text>−</Text>
      </View>
      <Text className="stepper__value" id={`${id}-value`}>{`${value} ${unit}`}</Text>
      <View className={value < max ? 'stepper__step' : 'stepper__step stepper__step--off'} id={`${id}-more`} onClick={() => step(1)}>
        <Text>＋</Text>
      </View>
    </View>
  );
}
