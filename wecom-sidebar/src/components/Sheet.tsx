import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useNarrow } from './parts';

/** A panel over the screen: the whole width in the sidebar and on a phone, a drawer at the right on a desktop. Its foot stays in reach of the thumb. */
export function Sheet({
  open,
  title,
  onClose,
  foot,
  children,
  wide = false,
  onSubmit,
  testid,
}: {
  open: boolean;
  title: ReactNode;
  onClose: () => void;
  foot?: ReactNode;
  children: ReactNode;
  wide?: boolean;
  /** What Enter in a field does: the same as the main button of the foot. */
  onSubmit?: () => void;
  testid: string;
}) {
  const narrow = useNarrow(560);
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={title}
      placement="right"
      size={narrow ? '100%' : wide ? 560 : 440}
      destroyOnHidden
      footer={foot}
      rootClassName="zk-sheet"
      maskClosable
      styles={{ body: { padding: 16 }, header: { padding: '12px 16px' }, footer: { padding: 12 } }}
      data-testid={testid}
    >
      {onSubmit ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            // A sheet above this one is a child of it for React: its form is its own.
            if (event.target === event.currentTarget) onSubmit();
          }}
        >
          {children}
          <button type="submit" hidden />
        </form>
      ) : (
        children
      )}
    </Drawer>
  );
}
