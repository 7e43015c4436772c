/**
 * The session of one entry. The token lives in sessionStorage under the entry's own key, so a sidebar and a workbench in one
 * client never mix; it is never written into a URL.
 */
export type Entry = 'sidebar' | 'workbench';

let current: Entry = 'sidebar';
const key = (name: string): string => `zhike.${current}.${name}`;

/** Called once by an entry's main file, before anything is drawn. */
export function openEntry(entry: Entry): void {
  current = entry;
}

export function entryName(): Entry {
  return current;
}

export function readToken(): string | null {
  return sessionStorage.getItem(key('token'));
}

export function keepToken(token: string): void {
  sessionStorage.setItem(key('token'), token);
  sessionStorage.removeItem(key('loginAt'));
}

export function dropToken(): void {
  sessionStorage.removeItem(key('token'));
}

/** Where the reader was when the login began; given back once. */
export function takeReturnHash(): string {
  const hash = sessionStorage.getItem(key('return')) ?? '#/';
  sessionStorage.removeItem(key('return'));
  return hash.startsWith('#/') && !hash.startsWith('#/login') ? hash : '#/';
}

const LOOP_MS = 10_000;

/**
 * Sends the browser to WeCom's login. Answers false, and goes nowhere, when a login was tried a moment ago and its session was
 * refused again: going round in circles helps nobody.
 */
export function goToLogin(force: boolean): boolean {
  const last = Number(sessionStorage.getItem(key('loginAt')) ?? 0);
  if (!force && Date.now() - last < LOOP_MS) return false;
  dropToken();
  if (!location.hash.startsWith('#/login')) sessionStorage.setItem(key('return'), location.hash || '#/');
  sessionStorage.setItem(key('loginAt'), String(Date.now()));
  location.href = `/api/access/wecom/start?entry=${current}`;
  return true;
}

export type LoginProblem = 'unavailable' | 'rejected' | 'not_staff';

/** Why WeCom's login came back without a ticket (`#/login?problem=…`), told once. */
export function takeLoginProblem(): LoginProblem | null {
  const match = /^#\/login\?(?:.*&)?problem=(unavailable|rejected|not_staff)/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}#/login`);
  return match[1] as LoginProblem;
}

/** Takes the one-time ticket out of `#/login?ticket=…` and cleans the address bar at once. */
export function takeLoginTicket(): string | null {
  const match = /^#\/login\?(?:.*&)?ticket=([^&]+)/.exec(location.hash);
  if (!match?.[1]) return null;
  history.replaceState(null, '', `${location.pathname}${location.search}#/login`);
  return decodeURIComponent(match[1]);
}
