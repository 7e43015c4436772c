import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { type Board, type BoardTile, COLUMNS, placed } from './draft-board';

const ROW_PX = 64;
const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface Dragging {
  readonly tile: BoardTile;
  readonly how: 'move' | 'size';
  readonly x: number;
  readonly y: number;
}

/** The grid: tiles are dragged by hand, their corner makes them larger; arrow keys move them, with Shift they grow and shrink. */
export function BoardCanvas({
  board,
  chosen,
  titleOf,
  onChoose,
  onChange,
}: {
  board: Board;
  chosen: string | null;
  titleOf: (report: string) => string;
  onChoose: (id: string) => void;
  onChange: (board: Board) => void;
}) {
  const canvas = useRef<HTMLDivElement>(null);
  const [dragging, drag] = useState<Dragging | null>(null);
  const [shown, show] = useState<Board | null>(null);
  const now = shown ?? board;
  const changed = (tile: BoardTile, how: Dragging['how'], dx: number, dy: number): BoardTile =>
    how === 'move' ? { ...tile, x: tile.x + dx, y: tile.y + dy } : { ...tile, w: tile.w + dx, h: tile.h + dy };
  const begin = (event: PointerEvent, tile: BoardTile, how: Dragging['how']): void => {
    event.stopPropagation();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    onChoose(tile.id);
    drag({ tile, how, x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent): void => {
    if (!dragging || !canvas.current) return;
    const column = canvas.current.clientWidth / COLUMNS;
    const dx = Math.round((event.clientX - dragging.x) / column);
    const dy = Math.round((event.clientY - dragging.y) / ROW_PX);
    show(dx === 0 && dy === 0 ? null : placed(board, changed(dragging.tile, dragging.how, dx, dy)));
  };
  const end = (event: PointerEvent): void => {
    event.stopPropagation();
    if (shown) onChange(shown);
    show(null);
    drag(null);
  };
  const key = (event: KeyboardEvent, tile: BoardTile): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    onChange(placed(board, changed(tile, event.shiftKey ? 'size' : 'move', step[0], step[1])));
  };
  return (
    <div ref={canvas} className="zk-board-canvas" data-testid="board-canvas">
      {now.grid.map((tile) => (
        <button
          key={tile.id}
          type="button"
          className={tile.id === chosen ? 'zk-board-cell chosen' : 'zk-board-cell'}
          style={{ gridColumn: `${tile.x + 1} / span ${tile.w}`, gridRow: `${tile.y + 1} / span ${tile.h}` }}
          aria-pressed={tile.id === chosen}
          aria-label={`${titleOf(tile.report)}：第 ${tile.x + 1} 列，第 ${tile.y + 1} 行，宽 ${tile.w}，高 ${tile.h}`}
          onClick={() => onChoose(tile.id)}
          onKeyDown={(event) => key(event, tile)}
          onPointerDown={(event) => begin(event, tile, 'move')}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
          data-testid="board-cell"
          data-place={`${tile.x} ${tile.y} ${tile.w} ${tile.h}`}
        >
          <b className="zk-ellipsis">{titleOf(tile.report)}</b>
          <span className="zk-hint">
            宽 {tile.w} · 高 {tile.h}
          </span>
          <span
            className="zk-board-corner"
            aria-hidden
            onPointerDown={(event) => begin(event, tile, 'size')}
            onPointerMove={move}
            onPointerUp={end}
            onPointerCancel={end}
          />
        </button>
      ))}
    </div>
  );
}
