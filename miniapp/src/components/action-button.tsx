import { Button } from '@tarojs/components';

interface Props {
  readonly id: string;
  readonly label: string;
  /** What the button says while its write is under way. */
  readonly busyLabel?: string;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly kind?: 'main' | 'quiet' | 'danger' | 'plain';
  readonly onTap: () => void;
}

/**
 * A button that shows its progress and does not take a second press meanwhile.
 * `disabled` is left out rather than false: h5 writes `disabled="false"`, which its own stylesheet greys like true.
 */
export function ActionButton({ id, label, busyLabel = '请稍候', busy = false, disabled = false, kind = 'main', onTap }: Props) {
  const still = busy || disabled;
  return (
    <Button
      id={id}
      className={`btn btn--${kind}${busy ? ' btn--busy' : ''}${disabled && !busy ? ' btn--off' : ''}`}
      {...(still ? { disabled: true } : {})}
      onClick={() => (still ? undefined : onTap())}
    >
      {busy ? `${busyLabel}…` : label}
    </Button>
  );
}
