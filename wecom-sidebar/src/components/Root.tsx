import { legacyLogicalPropertiesTransformer, StyleProvider } from '@ant-design/cssinjs';
import { ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, StrictMode, useEffect, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { useQuery } from '../api/hooks';
import { type Entry, openEntry } from '../api/session';
import { GuardQuestion } from './GuardQuestion';
import { Net } from './Net';
import { SessionGate } from './SessionGate';
import { INK_GREEN, readableBrand, shade, themeOf } from './theme';
import { Toasts } from './toast';
import './base.css';

/** Draws an entry: theme, language, the session gate, toasts, and a last net for a fault in drawing. */
export function openApp(entry: Entry, screen: ReactNode): void {
  openEntry(entry);
  const root = document.getElementById('root');
  if (root)
    createRoot(root).render(
      <StrictMode>
        <Root>{screen}</Root>
      </StrictMode>,
    );
}

function Root({ children }: { children: ReactNode }) {
  const shop = useQuery('stores.shop', {});
  const brand = readableBrand(shop.data?.brandColour ?? INK_GREEN);
  const theme = useMemo(() => themeOf(brand), [brand]);
  useEffect(() => {
    const style = document.documentElement.style;
    style.setProperty('--brand', brand);
    style.setProperty('--brand-pressed', shade(brand, -14));
    style.setProperty('--brand-tint', shade(brand, 90));
  }, [brand]);
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
        <Net>
          <SessionGate>{children}</SessionGate>
        </Net>
        <GuardQuestion />
        <Toasts />
      </ConfigProvider>
    </StyleProvider>
  );
}
