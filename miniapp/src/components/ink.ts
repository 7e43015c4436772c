import type { Point } from '@/bridge/canvas';

/** How much a hand has written. A dot is no name: the server cannot tell, so the pad does not send it. */
export interface Ink {
  readonly strokes: number;
  /** Pixels of the page that the finger went. */
  readonly length: number;
}
export const NO_INK: Ink = { strokes: 0, length: 0 };
const LEAST_LENGTH = 60;

export const withStroke = (ink: Ink): Ink => ({ ...ink, strokes: ink.strokes + 1 });
export const withLine = (ink: Ink, from: Point, to: Point): Ink => ({ ...ink, length: ink.length + Math.hypot(to.x - from.x, to.y - from.y) });
export const isSigned = (ink: Ink): boolean => ink.length >= LEAST_LENGTH;
