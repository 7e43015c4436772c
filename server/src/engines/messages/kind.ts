import type { Found } from '@zhike/domain/definitions/contract';
import { checkText, FORM_PATH, formsIn, readText, type MessageText } from '@zhike/domain/engines/messages/text';
import { flaggedWords, type GateSettings } from '@zhike/domain/marketing/gate';
import { gateSettings } from '../../modules/messaging/settings';
import { publishedOf } from '../../modules/definitions/in-force';
import { linkProblem } from '../../modules/forms/made-links';
import type { Sql } from '../../platform/db';
import type { DefinitionKind } from '../../platform/definition-kinds';
import { loadShopCatalogue } from '../catalogue/shop-fields';

/** Texts among the definitions. A forbidden word is a doubt here, and the gate's no when it is sent. */
export const textKind: DefinitionKind = {
  async check(sql, body) {
    const problems = checkText(body, await loadShopCatalogue(sql));
    const text = readText(body);
    const links = text && problems.length === 0 ? await linkProblems(sql, text) : [];
    return [
      ...problems.map((problem): Found => ({ ...problem, facts: { ...problem.facts } as Found['facts'] })),
      ...links,
      ...(text ? doubts(text, (await gateSettings(sql)).words) : []),
    ];
  },
  uses: (body) => {
    const text = readText(body);
    return text ? [...formsIn(text)] : [];
  },
};

/** Links to forms that cannot be asked of a customer. */
async function linkProblems(sql: Sql, text: MessageText): Promise<Found[]> {
  const found: Found[] = [];
  for (const [name, { path }] of Object.entries(text.variables)) {
    const code = path.startsWith(FORM_PATH) ? await linkProblem(sql, path.slice(FORM_PATH.length)) : null;
    if (code) found.push({ code, path: `/variables/${name}`, level: 'error', facts: { variable: name } });
  }
  return found;
}

function doubts(text: MessageText, words: GateSettings['words']): Found[] {
  return (['title', 'text', 'brief'] as const).flatMap((part) =>
    flaggedWords(text[part] ?? '', words).map(({ word, at, level }) => ({
      code: level === 'block' ? 'forbidden_word' : 'word_to_approve',
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
