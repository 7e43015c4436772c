import type { ThemeConfig } from 'antd';

/** The shop's own colour may be anything; text on and in it must stay readable (contrast at least 4.5 against white). */
export const INK_GREEN = '#1E6F5C';
const MIN_CONTRAST = 4.5;

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function toHex(rgb: readonly number[]): string {
  return `#${rgb
    .map((c) =>
      Math.round(Math.min(255, Math.max(0, c)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => {
    const s = c / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** WCAG contrast of two colours. */
export function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((hi ?? 0) + 0.05) / ((lo ?? 0) + 0.05);
}

/** The colour itself, or the first darker shade that can carry white text. */
export function readableBrand(colour: string): string {
  if (!/^#[0-9a-fA-F]{6}$/.test(colour)) return INK_GREEN;
  let shade = colour;
  for (let step = 0; step < 24 && contrast(shade, '#ffffff') < MIN_CONTRAST; step += 1) shade = toHex(channels(shade).map((c) => c * 0.94));
  return shade;
}

/** Mixes towards white (positive) or black (negative), in percent. */
export function shade(colour: string, percent: number): string {
  const towards = percent > 0 ? 255 : 0;
  return toHex(channels(colour).map((c) => c + (towards - c) * (Math.abs(percent) / 100)));
}

export function themeOf(brand: string): ThemeConfig {
  return {
    token: {
      colorPrimary: brand,
      colorPrimaryActive: shade(brand, -14),
      colorPrimaryHover: shade(brand, 10),
      colorLink: brand,
      colorLinkHover: shade(brand, -14),
      colorInfo: brand,
      colorError: '#B42318',
      colorWarning: '#8F5B10',
      colorSuccess: brand,
      colorText: '#1D2129',
      colorTextSecondary: '#4E5969',
      colorTextTertiary: '#657081',
      colorTextDescription: '#657081',
      colorTextPlaceholder: '#657081',
      colorBgLayout: '#F7F8FA',
      colorBorder: '#C9CDD4',
      colorBorderSecondary: '#E5E6EB',
      borderRadius: 8,
      borderRadiusLG: 12,
      fontSize: 14,
      controlHeight: 36,
      controlHeightLG: 44,
      motionDurationMid: '0.18s',
      motionDurationSlow: '0.22s',
      fontFamily: "-apple-system, BlinkMacSystemFont, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Helvetica Neue', Arial, sans-serif",
    },
    components: { Button: { primaryShadow: 'none', defaultShadow: 'none' } },
  };
}
