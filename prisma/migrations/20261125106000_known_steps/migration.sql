-- A command may name the number that its change adds (`zhike.step`, at random, for its transaction): then the process that made the change
-- knows the new sum without reading, and a sum that is greater tells it that somebody else has changed something too.
CREATE FUNCTION free_time_step() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT COALESCE(NULLIF(current_setting('zhike.step', true), '')::bigint, 1 + floor(random() * 1048576)::bigint)
$$;

CREATE OR REPLACE FUNCTION note_free_time_of_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM FROM resource_units WHERE id IN (SELECT unit_id FROM old_rows) ORDER BY id FOR KEY SHARE;
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), free_time_step()
    FROM (SELECT DISTINCT store_id, d::date AS day FROM old_rows JOIN unit_stores USING (unit_id),
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    -- A new row's foreign key has locked its unit already.
    INSERT INTO free_time_versions AS v (store_id, day, backend, n)
    SELECT store_id, day, pg_backend_pid(), free_time_step()
    FROM (SELECT DISTINCT store_id, d::date AS day FROM new_rows JOIN unit_stores USING (unit_id),
            generate_series((starts_at AT TIME ZONE 'UTC')::date, ((ends_at - interval '1 microsecond') AT TIME ZONE 'UTC')::date, interval '1 day') d) touched
    ON CONFLICT (store_id, day, backend) DO UPDATE SET n = v.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END $$;
