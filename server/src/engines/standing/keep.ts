import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import type { StandingBody } from '@zhike/domain/standing/definition';
import { changeIn, sqlIn, type Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { NewEvent, Write } from '../../platform/write';
import { compileCondition, rowsOf, type CompileOptions } from '../conditions/compile';
import { contextAt } from '../conditions/context';
import { askingOf, type Asking } from '../rules/asking';
import { SHOP_ZONE } from '../rules/definitions';
import { keepingInForce, type Tagging } from './definitions';

/** Whose standing is looked at: everybody's, or some customers'. */
export type Whom = { readonly only: readonly string[] } | 'everybody';

interface Keeping {
  readonly write: Write;
  readonly asking: Asking;
  readonly options: CompileOptions;
  readonly whom: Whom;
}

const onlyOf = (whom: Whom, column: string, args: unknown[]): string => (whom === 'everybody' ? '' : ` AND ${column} = ANY($${args.push(whom.only)}::uuid[])`);

interface TagMove {
  readonly did: 'give' | 'take';
  readonly customerId: string;
  readonly storeId: string | null;
}

/** Who came to fit gets the tag, unless she has it; who fits no longer loses what this gave her, unless another one gives it as well. */
async function keepTag({ write, asking, options, whom }: Keeping, tagging: Tagging, all: readonly Tagging[]): Promise<TagMove[]> {
  const others = all.filter((one) => one.tag === tagging.tag && one.id !== tagging.id).map((one) => one.id);
  const args: unknown[] = [tagging.id, tagging.tag, write.now.toISOString(), tagging.removes, others];
  const rows = rowsOf(inlineSegments(tagging.where, asking.segments), 'customer', 'r', args, options);
  const store = tagging.storeId === null ? '' : ` AND r.store_id = $${args.push(tagging.storeId)}::uuid`;
  return sqlIn(write.tx)<TagMove>(
    `WITH inside AS (SELECT r.id ${rows}${store}${onlyOf(whom, 'r.id', args)}),
      entered AS (INSERT INTO rule_members AS m (rule_id, record_id, inside, entries) SELECT $1, i.id, true, 1 FROM inside i ORDER BY i.id
        ON CONFLICT (rule_id, record_id) DO UPDATE SET inside = true, entries = m.entries + 1 WHERE NOT m.inside RETURNING record_id),
      gone AS (UPDATE rule_members m SET inside = false WHERE m.rule_id = $1 AND m.inside AND NOT EXISTS (SELECT 1 FROM inside i WHERE i.id = m.record_id)${onlyOf(whom, 'm.record_id', args)} RETURNING record_id),
      kept AS (SELECT g.record_id, min(o.rule_id) AS by FROM gone g JOIN rule_members o ON o.record_id = g.record_id AND o.inside AND o.rule_id = ANY($5::text[]) GROUP BY 1),
      given AS (INSERT INTO customer_tags (customer_id, tag_id, at, given_by) SELECT e.record_id, $2::uuid, $3::timestamptz, $1 FROM entered e
        ON CONFLICT DO NOTHING RETURNING customer_id),
      handed AS (UPDATE customer_tags t SET given_by = k.by FROM kept k WHERE t.customer_id = k.record_id AND t.tag_id = $2::uuid AND t.given_by = $1),
      taken AS (DELETE FROM customer_tags t USING gone g WHERE $4::boolean AND t.customer_id = g.record_id AND t.tag_id = $2::uuid AND t.given_by = $1
        AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.record_id = g.record_id) RETURNING t.customer_id)
     SELECT w.did, c.id AS "customerId", c.store_id AS "storeId"
       FROM (SELECT 'give' AS did, customer_id FROM given UNION ALL SELECT 'take', customer_id FROM taken) w JOIN customers c ON c.id = w.customer_id ORDER BY 2`,
    args,
  );
}

interface Move {
  readonly id: string;
  readonly storeId: string | null;
  readonly from: string;
  readonly to: string;
}

/** The first condition of the list that holds, as SQL about `alias`. */
export function standingSql({ states }: StandingBody, alias: string, args: unknown[], asking: Pick<Asking, 'segments'>, options: CompileOptions): string {
  const last = states[states.length - 1]?.id ?? '';
  const cases = states.flatMap(({ id, where }) => {
    if (!where) return [];
    const holds = compileCondition(inlineSegments(where, asking.segments), 'customer', alias, args, options);
    return [`WHEN ${holds} THEN $${args.push(id)}::text`];
  });
  return `CASE ${cases.join(' ')} ELSE $${args.push(last)}::text END`;
}

function keepState({ write, asking, options, whom }: Keeping, body: StandingBody): Promise<Move[]> {
  const args: unknown[] = [write.now.toISOString()];
  const state = standingSql(body, 'r', args, asking, options);
  const rows = rowsOf({ all: [] }, 'customer', 'r', args, options);
  return sqlIn(write.tx)<Move>(
    `WITH n AS (SELECT r.id, r.standing AS was, ${state} AS is ${rows}${onlyOf(whom, 'r.id', args)})
     UPDATE customers c SET standing = n.is, standing_since = $1::timestamptz FROM n WHERE n.id = c.id AND c.standing <> n.is
     RETURNING c.id, c.store_id AS "storeId", n.was AS from, n.is AS to`,
    args,
  );
}

/** So often, for one stage may hang on a tag and a tag on a stage; what would go on and on waits for the next occasion. */
const ROUNDS = 3;

/**
 * Brings automatic tags and stages up to what is so now. `quietly`: it stands in the timeline, and nobody hears of it (the first look after
 * something was published).
 */
export async function keepStanding(
  write: Write,
  ports: Pick<Ports, 'crypto'>,
  whom: Whom,
  quietly: { readonly tags: ReadonlySet<string>; readonly states: boolean },
): Promise<number> {
  const sql = sqlIn(write.tx);
  const { taggings, standing: body, segments } = await keepingInForce(sql);
  const asking = await askingOf(sql, ports, { standing: body, segments });
  const options = { ...asking, zone: SHOP_ZONE, context: contextAt(write.now, SHOP_ZONE) };
  const keeping: Keeping = { write, asking, options, whom };
  const names = await tagNames(sql, taggings);
  let moved = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let changed = 0;
    const states = await keepState(keeping, body);
    changed += states.length;
    const label = (id: string): string => body.states.find((state) => state.id === id)?.label ?? '';
    await tell(
      write,
      states.map(({ id, storeId, from, to }) => ({ type: 'customer.standing_changed', customerId: id, storeId, data: { from: label(from), to: label(to) } })),
      quietly.states,
    );
    for (const tagging of taggings) {
      const moves = await keepTag(keeping, tagging, taggings);
      changed += moves.length;
      const data = { tags: [names.get(tagging.tag) ?? ''], tagging: tagging.title };
      await tell(
        write,
        moves.map(({ did, customerId, storeId }) => ({ type: did === 'give' ? 'customer.tagged' : 'customer.untagged', customerId, storeId, data })),
        quietly.tags.has(tagging.id),
      );
    }
    moved += changed;
    if (changed === 0) break;
  }
  return moved;
}

async function tell(write: Write, events: readonly NewEvent[], quietly: boolean): Promise<void> {
  if (quietly) return write.past(events);
  for (const event of events) await write.event(event);
}

async function tagNames(sql: Sql, taggings: readonly Tagging[]): Promise<Map<string, string>> {
  if (taggings.length === 0) return new Map();
  const rows = await sql<{ id: string; name: string }>('SELECT id, name FROM tags WHERE id = ANY($1::uuid[])', [taggings.map((one) => one.tag)]);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** What was compared on which day; null: never since it was put in force. */
export function comparedOn(sql: Sql, ids: readonly string[]): Promise<{ id: string; on: string | null }[]> {
  return sql(`SELECT w.id, to_char(s.compared_on, 'YYYY-MM-DD') AS on FROM unnest($1::text[]) AS w(id) LEFT JOIN rule_switches s ON s.rule_id = w.id`, [ids]);
}

export async function noteCompared(write: Write, ids: readonly string[], day: string | null): Promise<void> {
  await changeIn(
    write.tx,
    `INSERT INTO rule_switches (rule_id, enabled_at, compared_on) SELECT w.id, $2::timestamptz, $3::date FROM unnest($1::text[]) AS w(id)
     ON CONFLICT (rule_id) DO UPDATE SET compared_on = EXCLUDED.compared_on`,
    [ids, write.now.toISOString(), day],
  );
}
