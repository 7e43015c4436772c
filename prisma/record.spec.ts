import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '@zhike/server/platform/migrate';
import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { expectedSchema } from './record.schema';

const expected = expectedSchema(path.join(__dirname, 'models'));
let database: TestDatabase;
let db: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  db = new Client({ connectionString: database.url });
  await db.connect();
}, 60_000);
afterAll(async () => {
  await db?.end();
  await database?.drop();
});
const list = async (sql: string): Promise<string[]> => (await db.query<{ line: string }>(sql)).rows.map((row) => row.line).sort();

/** What Prisma's schema language cannot say and the migrations add by hand. Each is a promise: taking one away must fail here. */
const BY_HAND = {
  extensions: ['btree_gist', 'pg_trgm'],
  sequences: [
    'booking_code_seq',
    'ledger_entries_id_seq',
    'record_changes_id_seq',
    'report_rollup_rows_id_seq',
    'report_touched_id_seq',
    'standing_touched_id_seq',
  ],
  constraints: [
    'bill_differences_values check',
    'bills_values check',
    'bookings_hold_has_end check',
    'bookings_money check',
    'bookings_overbook_has_reason check',
    'bookings_party check',
    'bookings_request_has_end check',
    'bookings_state_known check',
    'bookings_time_order check',
    'card_purchases_made check',
    'card_purchases_state check',
    'card_rules_one_row check',
    'card_uses_values check',
    'cards_values check',
    'class_sessions_values check',
    'contracts_signed_complete check',
    'coupons_gift_complete check',
    'coupons_used_complete check',
    'coupons_withdrawn_unused check',
    'customer_health_consent_known check',
    'customer_health_needs_consent check',
    'customer_shares_parts check',
    'daily_limits_values check',
    'definition_drafts_values check',
    'definition_versions_values check',
    'definitions_values check',
    'delegations_values check',
    'field_defs_values check',
    'flow_asks_values check',
    'flow_effects_values check',
    'flow_instances_values check',
    'flow_tasks_values check',
    'flow_timers_values check',
    'form_links_about check',
    'form_links_values check',
    'ledger_accounts_never_negative check',
    'ledger_accounts_values check',
    'ledger_entries_amount check',
    'mall_items_values check',
    'message_decisions_values check',
    'message_refusals_kind check',
    'message_settings_one_row check',
    'messages_category_known check',
    'order_benefits_values check',
    'order_instalments_values check',
    'order_lines_money check',
    'order_payments_undone check',
    'order_payments_values check',
    'order_point_uses_values check',
    'order_points_values check',
    'order_shares_values check',
    'orders_money check',
    'orders_phase_known check',
    'payments_amount check',
    'payments_channel check',
    'payments_mchid check',
    'payments_paid_complete check',
    'payments_purpose check',
    'point_lots_values check',
    'point_rules_one_row check',
    'push_recipients_task check',
    'push_recipients_values check',
    'push_tasks_values check',
    'pushes_hold_out check',
    'pushes_state_known check',
    'queue_tickets_state_known check',
    'quotes_state_known check',
    'receipts_of_one check',
    'receipts_signed_complete check',
    'record_changes_values check',
    'record_numbers_values check',
    'records_values check',
    'redemptions_values check',
    'refunds_amount check',
    'report_settings_one_row check',
    'reservations_at_most_31_days check',
    'reservations_no_overlap exclude',
    'reservations_overbook_is_booked check',
    'reservations_time_order check',
    'roster_patterns_values check',
    'rule_effects_values check',
    'rule_members_values check',
    'rule_occurrences_values check',
    'service_addons_values check',
    'services_kinds check',
    'services_times check',
    'shifts_time_order check',
    'shipments_values check',
    'special_days_values check',
    'store_seasons_order check',
    'stores_pay_mchid check',
    'template_parts_version_check check',
    'till_closings_values check',
    'uploads_values check',
    'waitlist_entries_values check',
  ],
  indexes: [
    'acceptance_rounds_one_live',
    'bookings_code_prefix',
    'bookings_contact_last4',
    'bookings_contact_name_prefix',
    'bookings_one_open_offer',
    'card_uses_once',
    'customers_birthday_md',
    'customers_name_search',
    'customers_pinyin_search',
    'customers_wedding_md',
    'flow_instances_single',
    'flow_instances_waits',
    'import_rows_bad',
    'orders_owing',
    'payments_one_live_per_booking',
    'payments_one_open_per_order',
    'push_recipients_waiting',
    'queue_tickets_one_open',
    'reservations_absences',
    'reservations_no_overlap',
    'reservations_unit_start',
    'shifts_unit_date',
    'special_days_one_for_the_shop',
    'uploads_waiting',
  ],
  triggers: [
    'bookings_note_change on bookings',
    'card_product_versions_kept on card_product_versions',
    'cards_note_change on cards',
    'catalogue_versions_kept on catalogue_versions',
    'class_sessions_free_time_gone on class_sessions',
    'class_sessions_free_time_less on class_sessions',
    'class_sessions_free_time_more on class_sessions',
    'class_sessions_free_time_moved on class_sessions',
    'contracts_kept on contracts',
    'customers_note_change on customers',
    'daily_limits_free_time on daily_limits',
    'definition_versions_kept on definition_versions',
    'events_append_only on events',
    'events_never_emptied on events',
    'files_kept on files',
    'ledger_accounts_begin_empty on ledger_accounts',
    'ledger_accounts_kept on ledger_accounts',
    'ledger_accounts_never_emptied on ledger_accounts',
    'ledger_entries_append_only on ledger_entries',
    'ledger_entries_balance on ledger_entries',
    'ledger_entries_balanced on ledger_entries',
    'ledger_entries_never_emptied on ledger_entries',
    'ledger_transactions_append_only on ledger_transactions',
    'ledger_transactions_never_emptied on ledger_transactions',
    'ledger_transactions_touch on ledger_transactions',
    'level_rules_kept on level_rules',
    'order_lines_touch on order_lines',
    'order_lines_touch_gone on order_lines',
    'order_lines_touch_new on order_lines',
    'order_payments_append_only on order_payments',
    'order_payments_touch on order_payments',
    'order_shares_touch on order_shares',
    'order_shares_touch_gone on order_shares',
    'order_shares_touch_new on order_shares',
    'orders_note_change on orders',
    'orders_touch on orders',
    'payments_keep_merchant on payments',
    'quote_versions_append_only on quote_versions',
    'receipts_kept on receipts',
    'records_note_change on records',
    'refunds_within_payment on refunds',
    'reservations_free_time_gone on reservations',
    'reservations_free_time_less on reservations',
    'reservations_free_time_more on reservations',
    'reservations_free_time_moved on reservations',
    'resource_types_free_time on resource_types',
    'resource_units_free_time on resource_units',
    'service_addons_free_time on service_addons',
    'service_roles_free_time on service_roles',
    'service_stores_free_time on service_stores',
    'services_free_time on services',
    'shifts_free_time_gone on shifts',
    'shifts_free_time_less on shifts',
    'shifts_free_time_more on shifts',
    'shifts_free_time_moved on shifts',
    'special_days_free_time on special_days',
    'store_seasons_free_time on store_seasons',
    'stores_free_time on stores',
    'till_closings_append_only on till_closings',
    'unit_joins_store on unit_stores',
    'unit_stores_free_time on unit_stores',
  ],
};

const PUBLIC = `c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'`;
const INDEXES = `SELECT i.relname || ' ' || CASE WHEN x.indisprimary THEN 'primary' WHEN x.indisunique THEN 'unique' ELSE 'plain' END || ' (' ||
    (SELECT string_agg(replace(pg_get_indexdef(x.indexrelid, n, true), '"', '') || CASE WHEN x.indoption[n - 1] & 1 = 1 THEN ' DESC' ELSE '' END, ', ' ORDER BY n) FROM generate_series(1, x.indnkeyatts) n) || ')' AS line
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid WHERE ${PUBLIC}`;

describe('the migrations are the schema', () => {
  test('every column, its type, whether it may be empty, and whether it has a default: no drift either way', async () => {
    const found =
      await list(`SELECT table_name || '.' || column_name || ' ' || CASE WHEN udt_name = 'timestamptz' THEN 'timestamptz(' || datetime_precision || ')' ELSE udt_name END ||
        CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END || CASE WHEN column_default IS NOT NULL THEN ' default' ELSE '' END AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
          AND table_name NOT IN (SELECT viewname FROM pg_views WHERE schemaname = 'public')`);
    expect(found).toEqual(expected.columns);
  });

  test('every key and index, its columns and their order', async () => {
    const found = await list(INDEXES);
    expect(found.filter((line) => !BY_HAND.indexes.includes(line.split(' ')[0] ?? ''))).toEqual(expected.indexes);
  });

  test('every foreign key', async () => {
    const found =
      await list(`SELECT k.conname || regexp_replace(replace(pg_get_constraintdef(k.oid), '"', ''), '^FOREIGN KEY (\\(.*\\)) REFERENCES (\\w+)(\\([^)]*\\)).*$', ' \\1 -> \\2\\3') AS line
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND ${PUBLIC}`);
    expect(found).toEqual(expected.foreignKeys);
  });

  test('applied again, they find nothing to do', async () => {
    expect(await migrate(database.url, { dir: path.join(__dirname, 'migrations') })).toEqual([]);
  });
});

describe('what the database promises by itself is there, by name', () => {
  test('extensions and sequences', async () => {
    expect(await list(`SELECT extname AS line FROM pg_extension WHERE extname <> 'plpgsql'`)).toEqual(BY_HAND.extensions);
    expect(await list(`SELECT c.relname AS line FROM pg_class c WHERE c.relkind = 'S' AND ${PUBLIC}`)).toEqual(BY_HAND.sequences);
  });

  test('checks and exclusions, all of them valid', async () => {
    const kinds = `CASE k.contype WHEN 'c' THEN ' check' ELSE ' exclude' END`;
    expect(
      await list(`SELECT k.conname || ${kinds} AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype IN ('c', 'x') AND ${PUBLIC}`),
    ).toEqual(BY_HAND.constraints);
    expect(await list(`SELECT k.conname AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE NOT k.convalidated AND ${PUBLIC}`)).toEqual(
      [],
    );
  });

  test('indexes by hand, all of them valid', async () => {
    const found = (await list(INDEXES)).map((line) => line.split(' ')[0]);
    for (const name of BY_HAND.indexes) expect(found).toContain(name);
    expect(await list(`SELECT i.relname AS line FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE NOT (x.indisvalid AND x.indisready)`)).toEqual(
      [],
    );
  });

  test('triggers, all of them on', async () => {
    expect(
      await list(
        `SELECT t.tgname || ' on ' || c.relname AS line FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND ${PUBLIC}`,
      ),
    ).toEqual(BY_HAND.triggers);
  });

  test("BK-13 no double booking: two that overlap are refused, two that touch are not, and a released one stands in nobody's way", async () => {
    await db.query(`INSERT INTO resource_types (id, key, name, kind) VALUES ('00000000-0000-7000-8000-000000000001', 'k', 'k', 'thing')`);
    await db.query(
      `INSERT INTO resource_units (id, type_id, name, number, skills) VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'u', 1, '{}')`,
    );
    const take = (from: string, until: string, released = 'NULL') =>
      db.query(
        `INSERT INTO reservations (id, unit_id, starts_at, ends_at, serves_from, serves_until, released_at) VALUES (gen_random_uuid(), '00000000-0000-7000-8000-000000000002', '2027-01-01 ${from}Z', '2027-01-01 ${until}Z', '2027-01-01 ${from}Z', '2027-01-01 ${until}Z', ${released})`,
      );
    await take('10:00', '11:00');
    await take('11:00', '12:00');
    await take('10:30', '11:30', 'now()');
    for (const [from, until] of [
      ['10:30', '11:30'],
      ['09:59', '10:01'],
      ['10:15', '10:16'],
      ['09:00', '13:00'],
      ['10:00', '11:00'],
    ] as const)
      await expect(take(from, until)).rejects.toThrow('reservations_no_overlap');
    await expect(take('13:00', '13:00')).rejects.toThrow('reservations_time_order');
    await expect(db.query(`UPDATE reservations SET released_at = NULL`)).rejects.toThrow('reservations_no_overlap');
  });

  test('SC-05 what happened stays: no statement changes, deletes or empties events', async () => {
    await db.query(`INSERT INTO events (id, type, actor_kind) VALUES (gen_random_uuid(), 'booking.held', 'system')`);
    for (const sql of [
      `UPDATE events SET type = 'x'`,
      `UPDATE events SET data = '{"a":1}'`,
      'DELETE FROM events',
      'TRUNCATE events',
      'TRUNCATE events CASCADE',
    ])
      await expect(db.query(sql)).rejects.toThrow('events are never changed or deleted');
    expect(await list('SELECT type AS line FROM events')).toEqual(['booking.held']);
  });
});
