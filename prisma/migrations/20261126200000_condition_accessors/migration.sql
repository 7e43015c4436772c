-- How a condition reads what lies in a JSON column (server/src/engines/conditions): a value of a wrong form is NULL and never an error,
-- because PostgreSQL may evaluate a cast before the filter that was meant to protect it. Their twin in memory is `readValue` of
-- domain/engines/catalogue/canonical.ts; server/test/conditions.laws.spec.ts holds the two equal. Immutable, so that an index can stand
-- on them. [0-9], not \d: a locale may count other digits.

CREATE FUNCTION cf_text(j jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(j) = 'string' THEN nullif(j #>> '{}', '') END;

-- At most four digits after the point and below 10^11: what a double holds to the last digit.
CREATE FUNCTION cf_num(j jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(j) = 'number' THEN
    CASE WHEN abs((j #>> '{}')::numeric) < 100000000000 AND min_scale((j #>> '{}')::numeric) <= 4 THEN (j #>> '{}')::numeric END END;

CREATE FUNCTION cf_bool(j jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(j) = 'boolean' THEN (j #>> '{}')::boolean END;

-- make_date fails on a day that is none, so the day is compared with the length of its month first.
CREATE FUNCTION cf_date(t text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN t ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN
    CASE WHEN substr(t, 1, 4) <> '0000' AND substr(t, 9, 2)::int <= CASE substr(t, 6, 2)::int
        WHEN 2 THEN CASE WHEN (substr(t, 1, 4)::int % 4 = 0 AND substr(t, 1, 4)::int % 100 <> 0) OR substr(t, 1, 4)::int % 400 = 0 THEN 29 ELSE 28 END
        WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END
      THEN make_date(substr(t, 1, 4)::int, substr(t, 6, 2)::int, substr(t, 9, 2)::int) END END;

CREATE FUNCTION md(d date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (extract(month FROM d) * 100 + extract(day FROM d))::int;

-- Of a date, and of a yearly day MM-DD (asked as '2000-' || it: a year with 29 February).
CREATE FUNCTION cf_md(t text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN md(cf_date(t));

CREATE FUNCTION cf_time(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN t ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' THEN t COLLATE "C" END;

-- An instant in its one form, YYYY-MM-DDTHH:MM:SS.sssZ.
CREATE FUNCTION cf_ts(t text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN t ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$' THEN
    CASE WHEN cf_date(substr(t, 1, 10)) IS NOT NULL THEN
      make_timestamp(substr(t, 1, 4)::int, substr(t, 6, 2)::int, substr(t, 9, 2)::int, substr(t, 12, 2)::int, substr(t, 15, 2)::int,
        substr(t, 18, 6)::double precision) AT TIME ZONE 'UTC' END END;

-- A list in which there is at least one text. Strict: a text inside a list inside the list does not count.
CREATE FUNCTION cf_ids(j jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(j) = 'array' THEN
    CASE WHEN jsonb_path_exists(j, 'strict $[*] ? (@.type() == "string" && @ != "")', '{}', true) THEN j END END;

CREATE FUNCTION cf_uuid(t text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN t ~ '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$' THEN t::uuid END;
