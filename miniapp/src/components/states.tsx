import { Text, View } from '@tarojs/components';
import type { AnyRefusal } from '@/api/refusals';
import { toTab } from '@/routes';
import { wordRefusal } from '@/words';
import { ActionButton } from './action-button';

interface EmptyProps {
  readonly title: string;
  readonly hint: string;
  readonly action?: { readonly id: string; readonly label: string; readonly onTap: () => void };
}

/** Says what will be here, and offers the next step. */
export function EmptyState({ title, hint, action }: EmptyProps) {
  return (
    <View className="empty">
      <View className="empty__mark">
        <View className="empty__line" />
        <View className="empty__line empty__line--short" />
      </View>
      <View className="empty__title">{title}</View>
      <View className="empty__hint">{hint}</View>
      {action ? <ActionButton id={action.id} label={action.label} kind="main" onTap={action.onTap} /> : null}
    </View>
  );
}

/** A whole page or list that could not be had: why, and 重试. */
export function ErrorState({ refusal, onRetry, busy = false }: { refusal: AnyRefusal; onRetry: () => void; busy?: boolean }) {
  const { title, hint, wayOut } = wordRefusal(refusal);
  return (
    <View className="empty" id="error-state">
      <View className="empty__mark empty__mark--bad">
        <Text>!</Text>
      </View>
      <View className="empty__title">{title}</View>
      <View className="empty__hint">{hint}</View>
      {wayOut === 'restart' ? (
        <ActionButton id="to-home" label="回首页" onTap={() => toTab('home')} />
      ) : (
        <ActionButton id="retry" label="重试" busy={busy} onTap={onRetry} />
      )}
      {refusal.requestId ? <View className="empty__trace">{`问题编号 ${refusal.requestId}`}</View> : null}
    </View>
  );
}

const bone = (className: string) => <View className={`bone ${className}`} />;

/** Loading, in the shape of what comes. */
export function ServiceBones() {
  return (
    <View id="loading">
      {[0, 1].map((n) => (
        <View className="card card--flush" key={n}>
          {bone('bone--picture')}
          <View className="pad">
            {bone('bone--title')}
            {bone('bone--line')}
          </View>
        </View>
      ))}
    </View>
  );
}

export function RowBones({ count = 3 }: { count?: number }) {
  return (
    <View id="loading">
      {Array.from({ length: count }, (_, n) => (
        <View className="card pad row-bones" key={n}>
          {bone('bone--thumb')}
          <View className="grow">
            {bone('bone--title')}
            {bone('bone--line')}
            {bone('bone--line bone--short')}
          </View>
        </View>
      ))}
    </View>
  );
}

export function SlotBones() {
  return (
    <View className="slots" id="loading-slots">
      {Array.from({ length: 8 }, (_, n) => (
        <View className="slot slot--bone" key={n}>
          {bone('bone--slot')}
        </View>
      ))}
    </View>
  );
}

export function PageBones() {
  return (
    <View id="loading" className="pad">
      {bone('bone--title')}
      <View className="gap" />
      {bone('bone--block')}
      <View className="gap" />
      {bone('bone--block')}
    </View>
  );
}
