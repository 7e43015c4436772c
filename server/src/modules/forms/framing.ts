import { hashToken } from '../../platform/crypto';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { loadWorld } from './catalogue';
import { findLinkByHash } from './records.submissions';

/** The sites that may show a form in a frame, by the token of its link; none when there is no such link. */
export async function framesOf(ports: Ports, token: string): Promise<readonly string[]> {
  const sql = sqlOf(ports.db);
  const link = await findLinkByHash(sql, hashToken(token));
  if (!link) return [];
  const frames = (await loadWorld(sql)).forms[link.formId]?.public?.frames ?? [];
  // Only the origin names a site to a browser; a path or anything else after it would be read as another rule.
  return frames.flatMap((frame) => {
    const { origin, protocol } = new URL(frame);
    return protocol === 'https:' || protocol === 'http:' ? [origin] : [];
  });
}
