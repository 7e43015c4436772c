/** A shop may set its own colour; everything that must stay readable on it or as it is computed here (contrast ≥ 4.5). */
interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

function parse(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return match ? { r: parseInt(match[1] ?? '', 16), g: parseInt(match[2] ?? '', 16), b: parseInt(match[3] ?? '', 16) } : null;
}
const two = (n: number) => `0${Math.round(n).toString(16)}`.slice(-2);
const print = ({ r, g, b }: Rgb) => `#${two(r)}${two(g)}${two(b)}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb => ({ r: a.r + (b.r - a.r) * share, g: a.g + (b.g - a.g) * share, b: a.b + (b.b - a.b) * share });
const WHITE: Rgb = { r: 255, g: 255, b: 255 };
const INK: Rgb = { r: 29, g: 33, b: 41 };

function luminance({ r, g, b }: Rgb): number {
  const [lr = 0, lg = 0, lb = 0] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** CSS custom properties for a screen's root; undefined keeps the house's ink green. */
export function brandStyle(colour: string | undefined): Record<string, string> | undefined {
  const brand = colour ? parse(colour) : null;
  if (!brand) return undefined;
  let ink = brand;
  for (let step = 0; step < 20 && contrast(ink, WHITE) < 4.5; step += 1) ink = mix(ink, INK, 0.15);
  return {
    '--zk-brand': print(brand),
    '--zk-brand-pressed': print(mix(brand, INK, 0.18)),
    '--zk-brand-tint': print(mix(brand, WHITE, 0.9)),
    '--zk-on-brand': contrast(brand, WHITE) >= 4.5 ? '#FFFFFF' : '#1D2129',
    '--zk-brand-ink': print(ink),
  };
}
