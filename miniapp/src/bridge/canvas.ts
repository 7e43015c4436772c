import Taro from '@tarojs/taro';

/** A point on the canvas, in pixels of the page from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A sheet to draw on with a finger. */
export interface Drawing {
  /** Goes on from one point to the next. */
  line(from: Point, to: Point): void;
  clear(): void;
  /** What is drawn, as a PNG in base64 (without a data URL's head). */
  toPng(): string;
  /** Lets go of the finger, where we listen to it ourselves. */
  release(): void;
}
export interface Finger {
  down(at: Point): void;
  move(at: Point): void;
  up(): void;
}

interface CanvasNode {
  width: number;
  height: number;
  getContext(kind: '2d'): CanvasRenderingContext2D | null;
  toDataURL(type: string): string;
}
const onHost = process.env.TARO_ENV === 'h5';
/** More than this makes the picture large without making the hand clearer. */
const MOST_PIXEL_RATIO = 2;
const PEN = { width: 3, colour: '#1D2129' };

/**
 * The canvas (`type="2d"`) with this id on the page in front; null while it is not laid out. It must not lie in a sheet: WeChat does not
 * find a canvas there. In WeChat the canvas' own touch events move the finger; on h5 also a mouse does, so that a desk can try it.
 */
export async function openDrawing(id: string, finger: Finger): Promise<Drawing | null> {
  const found = await find(id);
  if (!found) return null;
  const { node, width, height } = found;
  const ratio = Math.min(MOST_PIXEL_RATIO, Taro.getWindowInfo().pixelRatio || 1);
  node.width = Math.round(width * ratio);
  node.height = Math.round(height * ratio);
  const context = node.getContext('2d');
  if (!context) return null;
  context.scale(ratio, ratio);
  context.lineWidth = PEN.width;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = PEN.colour;
  return {
    line(from, to) {
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    },
    clear: () => context.clearRect(0, 0, width, height),
    toPng: () => node.toDataURL('image/png').replace(/^data:image\/png;base64,/, ''),
    release: onHost ? listen(node as unknown as HTMLElement, finger) : () => undefined,
  };
}

function find(id: string): Promise<{ node: CanvasNode; width: number; height: number } | null> {
  return new Promise((resolve) => {
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .fields({ node: true, size: true })
      .exec((results: readonly ({ node?: CanvasNode; width?: number; height?: number } | null)[]) => {
        const [found] = results;
        if (!found?.node) return resolve(null);
        // h5 tells the node alone.
        const box = onHost ? (found.node as unknown as HTMLElement).getBoundingClientRect() : found;
        resolve(box.width && box.height ? { node: found.node, width: box.width, height: box.height } : null);
      });
  });
}

function listen(node: HTMLElement, finger: Finger): () => void {
  const at = (event: PointerEvent): Point => {
    const box = node.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  let down = false;
  const start = (event: PointerEvent) => {
    down = true;
    node.setPointerCapture(event.pointerId);
    finger.down(at(event));
  };
  const move = (event: PointerEvent) => {
    if (down) finger.move(at(event));
  };
  const end = () => {
    down = false;
    finger.up();
  };
  node.style.touchAction = 'none';
  node.addEventListener('pointerdown', start);
  node.addEventListener('pointermove', move);
  node.addEventListener('pointerup', end);
  node.addEventListener('pointercancel', end);
  return () => {
    node.removeEventListener('pointerdown', start);
    node.removeEventListener('pointermove', move);
    node.removeEventListener('pointerup', end);
    node.removeEventListener('pointercancel', end);
  };
}
