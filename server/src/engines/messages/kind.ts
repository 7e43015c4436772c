import { forbiddenWords } from '@zhike/config/forbidden-words';
import type { Found } from '@zhike/domain/definitions/contract';
import { checkText, readText, type MessageText } from '@zhike/domain/engines/messages/text';
import { findForbidden } from '@zhike/domain/marketing/rules';
import { publishedOf } from '../../modules/definitions/in-force';
import type { Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { loadShopCatalogue } from '../catalogue/shop-fields';

/** Texts among the definitions. A forbidden word is a doubt here, and the gate's no when it is sent. */
export const textKind: DefinitionKind = {
  async check(sql, body) {
    const problems = checkText(body, await loadShopCatalogue(sql));
    const text = readText(body);
    return [...problems.map((problem): Found => ({ ...problem, facts: { ...problem.facts } as Found['facts'] })), ...(text ? doubts(text) : [])];
  },
  uses: () => [],
};

function doubts(text: MessageText): Found[] {
  return (['title', 'text', 'brief'] as const).flatMap((part) =>
    findForbidden(text[part] ?? '', forbiddenWords).map(({ word, at }) => ({
      code: 'forbidden_word',
      path: `/${part}`,
      level: 'warning' as const,
      facts: { word, at },
    })),
  );
}

/** A text that is in force; null: there is none of that name. */
export async function findText(sql: Sql, id: string): Promise<MessageText | null> {
  const found = (await publishedOf(sql, ['text'])).find((one) => one.id === id && one.on);
  return found ? readText(found.body) : null;
}
