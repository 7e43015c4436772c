/** The pages of WeCom that can stand in a frame of the demo. */
export type Desk = 'sidebar' | 'workbench';

export const deskCookie = (desk: Desk): string => `zhike_desk_${desk}`;

/** Says who sits at a framed page, so that WeCom's login there asks nobody; a page of its own still asks. */
export function sitAt(desk: Desk, userid: string): void {
  document.cookie = `${deskCookie(desk)}=${encodeURIComponent(userid)}; path=/; SameSite=Lax`;
}
