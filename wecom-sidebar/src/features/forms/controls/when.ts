import { CHINA_OFFSET } from '../../../components/time';

const MINUTE_MS = 60_000;

/** An instant as the shop's clock on the wall shows it in `datetime-local`, and back. What is no instant stays as it was typed. */
export const instantOfDay = {
  show(value: string): string {
    const at = Date.parse(value);
    return Number.isNaN(at) ? value : new Date(at + CHINA_OFFSET * MINUTE_MS).toISOString().slice(0, 16);
  },
  read(text: string): string | null {
    if (text === '') return null;
    const wall = Date.parse(`${text}:00.000Z`);
    return Number.isNaN(wall) ? text : new Date(wall - CHINA_OFFSET * MINUTE_MS).toISOString();
  },
};
