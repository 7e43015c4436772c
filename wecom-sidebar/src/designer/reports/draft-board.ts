import type { DashboardDef } from '@zhike/domain/engines/reports/definition';

/** A dashboard's draft, as its designer changes it: tiles on twelve columns, none over another. */
export type Board = DashboardDef;
export type BoardTile = DashboardDef['grid'][number];
export const COLUMNS = 12;
const MOST_HEIGHT = 12;

export const EMPTY_BOARD: Board = { title: '新看板', grid: [], share: { roles: [] } };

export function boardOf(body: unknown): Board {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<Board>;
  return {
    ...EMPTY_BOARD,
    ...raw,
    grid: Array.isArray(raw.grid) ? raw.grid : [],
    share: { roles: Array.isArray(raw.share?.roles) ? raw.share.roles : [] },
  };
}

const overlap = (a: BoardTile, b: BoardTile): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A tile within the grid: moved and cut until it fits. */
function within(tile: BoardTile): BoardTile {
  const w = Math.min(COLUMNS, Math.max(2, tile.w));
  return { ...tile, w, h: Math.min(MOST_HEIGHT, Math.max(2, tile.h)), x: Math.min(COLUMNS - w, Math.max(0, tile.x)), y: Math.min(900, Math.max(0, tile.y)) };
}

/** Puts a tile where it is wanted; whatever it lies on moves down, and what that lies on after it. No tile is ever over another. */
export function placed(board: Board, tile: BoardTile): Board {
  const wanted = within(tile);
  const done: BoardTile[] = [wanted];
  const others = board.grid.filter((one) => one.id !== tile.id).sort((a, b) => a.y - b.y || a.x - b.x);
  for (const other of others) {
    let y = other.y;
    for (let hit = done.find((one) => overlap({ ...other, y }, one)); hit; hit = done.find((one) => overlap({ ...other, y }, one))) y = hit.y + hit.h;
    done.push({ ...other, y });
  }
  const at = new Map(done.map((one) => [one.id, one]));
  const known = board.grid.some((one) => one.id === tile.id);
  return { ...board, grid: [...board.grid.flatMap((one) => at.get(one.id) ?? []), ...(known ? [] : [wanted])] };
}

/** A report at the first free place, left to right and down. */
export function addTile(board: Board, report: string): Board {
  let n = board.grid.length + 1;
  while (board.grid.some((one) => one.id === `t${n}`)) n += 1;
  const tile: BoardTile = { id: `t${n}`, report, x: 0, y: 0, w: 6, h: 5 };
  for (let y = 0; ; y += 1)
    for (const x of [0, 6]) {
      const here = { ...tile, x, y };
      if (!board.grid.some((one) => overlap(here, one))) return { ...board, grid: [...board.grid, here] };
    }
}

export const removeTile = (board: Board, id: string): Board => ({ ...board, grid: board.grid.filter((one) => one.id !== id) });
