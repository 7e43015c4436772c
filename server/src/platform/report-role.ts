/** What migrations and reports ask of a connection. */
export interface Asks {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/**
 * Reports run as a role of the database that can read what reports count and nothing else: a definition that somebody made up cannot
 * change a row, nor look into sessions, keys or health records, whatever the code above it lets through. One name for all databases of a
 * server; what it may read is granted in each.
 */
export const REPORT_ROLE = 'zhike_reports';

/** Beside the views of facts (`fact_…`): what conditions look at, what tells whose the rows are, and the definitions themselves. */
const READABLE: readonly string[] = [
  'acceptance_offers',
  'bookings',
  'cards',
  'catalogue_items',
  'coupons',
  'customer_shares',
  'customer_tags',
  'customers',
  'definition_versions',
  'definitions',
  'field_defs',
  'level_rules',
  'order_bookings',
  'order_shares',
  'orders',
  'payments',
  'pushes',
  'record_links',
  'record_types',
  'records',
  'report_rollup_rows',
  'report_rollups',
  'report_settings',
  'report_touched',
  'reservations',
  'resource_units',
  'services',
  'staff_members',
  'staff_stores',
  'stores',
  'tags',
  'wecom_follows',
];
/** Of these only some columns: nobody counts by what is sealed. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = { customer_identities: ['id', 'customer_id'] };
/** Sealed columns of the tables above; a table that has functions of its whole row (`people_names`, `owed_fen`) is granted whole. */
const SEALED = '%\\_cipher';
const WHOLE: readonly string[] = ['bookings', 'orders'];

/**
 * Makes the role where the database's user may make roles, and grants what is missing; a user who may not leaves it to whoever looks after
 * the database (docs/deploy.md). Tells whether reports will run as the role.
 */
export async function prepareReportRole(db: Asks): Promise<boolean> {
  if (!(await exists(db))) {
    try {
      await db.query(`CREATE ROLE ${REPORT_ROLE} NOLOGIN`);
    } catch (error) {
      // 42501: may not. 42710, 23505: another database of this server was just as quick.
      if (!['42501', '42710', '23505'].includes(String((error as { code?: unknown }).code))) throw error;
      if (!(await exists(db))) return false;
    }
  }
  if (!(await mayBecome(db)))
    try {
      await db.query(`GRANT ${REPORT_ROLE} TO CURRENT_USER`);
    } catch (error) {
      if ((error as { code?: unknown }).code !== '42501') throw error;
      return false;
    }
  await db.query(
    `DO $$ BEGIN IF NOT has_schema_privilege('${REPORT_ROLE}', current_schema(), 'USAGE') THEN EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${REPORT_ROLE}', current_schema()); END IF; END $$`,
  );
  for (const grant of await missing(db)) await db.query(grant);
  return mayBecome(db);
}

async function exists(db: Asks): Promise<boolean> {
  return (await db.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [REPORT_ROLE])).rows.length > 0;
}

/** Whether the user of a connection may run as the role, there being one. */
export async function mayBecome(db: Asks): Promise<boolean> {
  const { rows } = await db.query(`SELECT pg_has_role(current_user, oid, 'SET') AS may FROM pg_roles WHERE rolname = $1`, [REPORT_ROLE]);
  return rows[0]?.may === true;
}

/** One statement for each column that may be read and cannot be yet; none when all is well, so that a start touches nothing. */
async function missing(db: Asks): Promise<string[]> {
  const { rows } = await db.query(
    `SELECT 'GRANT SELECT (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ') ON ' || quote_ident(c.relname) || ' TO ${REPORT_ROLE}' AS text
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN (SELECT key, jsonb_array_elements_text(value) AS col FROM jsonb_each($3::jsonb)) o ON o.key = c.relname AND o.col = a.attname
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'p')
       AND (c.relname = ANY($1::text[]) OR c.relname LIKE 'fact\\_%' OR o.col IS NOT NULL)
       AND (c.relname = ANY($2::text[]) OR a.attname NOT LIKE '${SEALED}')
       AND NOT has_column_privilege('${REPORT_ROLE}', c.oid, a.attnum, 'SELECT')
     GROUP BY c.relname ORDER BY c.relname`,
    [[...READABLE], [...WHOLE], JSON.stringify(COLUMNS)],
  );
  return rows.map((row) => String(row.text));
}
