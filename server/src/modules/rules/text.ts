import { forbiddenWords } from '@zhike/config/forbidden-words';
import { findForbidden } from '@zhike/domain/marketing/rules';
import type { Found } from '@zhike/domain/definitions/contract';
import * as z from 'zod/mini';
import type { DefinitionKind } from '../../platform/definition-kinds';
import type { Sql } from '../../platform/db';
import { publishedOf } from '../definitions/in-force';

/** What a message says, as a definition of its own: a word that is put right reaches everybody who is told from then on. */
const TextBody = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(20)),
  text: z.string().check(z.minLength(1), z.maxLength(60)),
});
export type TextBody = z.infer<typeof TextBody>;

/** Texts among the definitions. A forbidden word is a doubt here, and the gate's no when it is sent. */
export const textKind: DefinitionKind = {
  check(_sql, body) {
    const parsed = z.safeParse(TextBody, body);
    const found: Found[] = parsed.success
      ? findForbidden(`${parsed.data.title}\n${parsed.data.text}`, forbiddenWords).map(({ word, at }) => ({
          code: 'forbidden_word',
          path: '/text',
          level: 'warning' as const,
          facts: { word, at },
        }))
      : parsed.error.issues.map((issue) => ({
          code: 'shape',
          path: issue.path.map((step) => `/${String(step)}`).join(''),
          level: 'error' as const,
          facts: { problem: issue.code },
        }));
    return Promise.resolve(found);
  },
  uses: () => [],
};

/** A text that is in force; null: there is none of that name. */
export async function findText(sql: Sql, id: string): Promise<TextBody | null> {
  const found = (await publishedOf(sql, ['text'])).find((one) => one.id === id && one.on);
  return found ? (found.body as TextBody) : null;
}
