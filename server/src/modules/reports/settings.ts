import { type KpiSettings, kpiDimensions, kpiMeasures, kpiSettings } from '@zhike/config/kpi';
import type { Semantics } from '@zhike/domain/engines/reports/definition';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { ReportSettings } from '@zhike/domain/reports/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { changeIn, type Sql, sqlIn, sqlOf } from '../../platform/db';
import type { Write } from '../../platform/write';
import type { Input } from './input';

/** What the shop decided; what it never decided is as it was shipped. */
async function loadSettings(sql: Sql): Promise<ReportSettings> {
  const [row] = await sql<{ version: number; settings: Partial<KpiSettings> }>('SELECT version, settings FROM report_settings WHERE id = 1', []);
  return { ...kpiSettings, ...row?.settings, version: row?.version ?? 0 };
}

const dimensions: Semantics['dimensions'] = new Map(kpiDimensions.map((dimension) => [dimension.id, dimension]));

/** The shipped numbers as the shop's settings make them. */
export async function loadSemantics(sql: Sql): Promise<Semantics> {
  return { measures: new Map(kpiMeasures(await loadSettings(sql)).map((measure) => [measure.id, measure])), dimensions };
}

export async function getSettings(ask: Ask<ActorOf<'reports.settings'>>): Answer<'reports.settings'> {
  return allow({ settings: await loadSettings(sqlOf(ask.ports.db)) });
}

export async function saveSettings(
  ask: Ask<ActorOf<'reports.saveSettings'>>,
  input: Input<'reports.saveSettings'>,
  write: Write,
): Answer<'reports.saveSettings'> {
  const { version, ...settings } = input;
  // Of two who save at once the second waits here, and then finds another version than hers.
  const saved = await changeIn(
    write.tx,
    `INSERT INTO report_settings (id, version, settings, staff_id, at) SELECT 1, 1, $2::jsonb, $3::uuid, $4::timestamptz WHERE $1::int = 0
       ON CONFLICT (id) DO NOTHING`,
    [version, JSON.stringify(settings), ask.actor.staffId, ask.now.toISOString()],
  );
  const changed =
    saved > 0 ||
    (await changeIn(
      write.tx,
      'UPDATE report_settings SET version = version + 1, settings = $2::jsonb, staff_id = $3::uuid, at = $4::timestamptz WHERE id = 1 AND version = $1::int',
      [version, JSON.stringify(settings), ask.actor.staffId, ask.now.toISOString()],
    )) > 0;
  const now = await loadSettings(sqlIn(write.tx));
  return changed ? allow({ settings: now }) : refuse('record.changed', { noun: 'report_settings', id: '1', version: now.version });
}
