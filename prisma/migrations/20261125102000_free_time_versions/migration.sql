-- CreateTable
CREATE TABLE "free_time_versions" (
    "store_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "backend" INTEGER NOT NULL,
    "n" BIGINT NOT NULL,

    CONSTRAINT "free_time_versions_pkey" PRIMARY KEY ("store_id","day","backend")
);

-- Hand-written (docs/decisions/0009). A server remembers computed free time and asks here whether it still holds: the sum over a store's
-- day (UTC) is the same exactly as long as nothing that decides it has changed.
-- `backend` is the writing connection's process: no two running transactions have the same, so none waits for another here. Every
-- change adds a number that nobody can foresee: a database that was set back to an older state does not come to an old sum again.
ALTER TABLE free_time_versions SET (fillfactor = 50);

-- What decides the free time of the whole shop stands under the nil store and the first day of 1970.
CREATE FUNCTION note_free_time_of_shop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO free_time_versions AS v (store_id, day, backend, n)
  VALUES ('00000000-0000-0000-0000-000000000000', '1970-01-01', pg_backend_pid(), 1 + floor(random() * 1048576))
  ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  RETURN NULL;
END $$;

-- Rows that have a store (shifts, classes): each day that they touch, as they were and as they are.
CREATE FUNCTION note_free_time_of_stores() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), 1 + floor(random() * 1048576)
    FROM (SELECT DISTINCT store_id, d::date AS day FROM old_rows,
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), 1 + floor(random() * 1048576)
    FROM (SELECT DISTINCT store_id, d::date AS day FROM new_rows,
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END $$;

-- Rows that have a unit concern every store of that unit. The share lock on the unit waits for whoever is just giving it to another
-- store (unit_joins_store below): else neither would see the other, and that store's day would keep its number.
CREATE FUNCTION note_free_time_of_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM FROM resource_units WHERE id IN (SELECT unit_id FROM old_rows) ORDER BY id FOR KEY SHARE;
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), 1 + floor(random() * 1048576)
    FROM (SELECT DISTINCT store_id, d::date AS day FROM old_rows JOIN unit_stores USING (unit_id),
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    -- A new row's foreign key has locked its unit already.
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), 1 + floor(random() * 1048576)
    FROM (SELECT DISTINCT store_id, d::date AS day FROM new_rows JOIN unit_stores USING (unit_id),
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION lock_unit_that_joins_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM resource_units WHERE id = NEW.unit_id FOR UPDATE;
  RETURN NULL;
END $$;
CREATE TRIGGER unit_joins_store AFTER INSERT OR UPDATE ON unit_stores FOR EACH ROW EXECUTE FUNCTION lock_unit_that_joins_store();

-- One line for each table that decides free time: `by` is shop, stores or units.
CREATE FUNCTION watch_free_time(watched regclass, by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := (SELECT relname FROM pg_class WHERE oid = watched);
BEGIN
  IF by = 'shop' THEN
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION note_free_time_of_shop()', name || '_free_time', watched);
    RETURN;
  END IF;
  EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_free_time_of_%s()', name || '_free_time_more', watched, by);
  EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_free_time_of_%s()', name || '_free_time_moved', watched, by);
  EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_free_time_of_%s()', name || '_free_time_less', watched, by);
  EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION note_free_time_of_shop()', name || '_free_time_gone', watched);
END $$;

SELECT watch_free_time('reservations', 'units');
SELECT watch_free_time('shifts', 'stores');
SELECT watch_free_time('class_sessions', 'stores');
SELECT watch_free_time('stores', 'shop');
SELECT watch_free_time('special_days', 'shop');
SELECT watch_free_time('store_seasons', 'shop');
SELECT watch_free_time('services', 'shop');
SELECT watch_free_time('service_stores', 'shop');
SELECT watch_free_time('service_roles', 'shop');
SELECT watch_free_time('service_addons', 'shop');
SELECT watch_free_time('resource_types', 'shop');
SELECT watch_free_time('resource_units', 'shop');
SELECT watch_free_time('unit_stores', 'shop');
SELECT watch_free_time('daily_limits', 'shop');
