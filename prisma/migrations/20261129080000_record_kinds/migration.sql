-- Records of the kinds that the shop made up get numbers and states, a history of their values, and are heard by rules.
ALTER TABLE "records" ADD COLUMN "code" TEXT, ADD COLUMN "state" TEXT;
CREATE UNIQUE INDEX "records_entity_code_key" ON "records"("entity", "code");

CREATE TABLE "record_numbers" (
    "entity" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "record_numbers_pkey" PRIMARY KEY ("entity", "period")
);

-- A history is of the shop's fields and of the fields of its kinds of records.
ALTER TABLE "field_history" DROP CONSTRAINT "field_history_field_id_fkey";

-- What Prisma's language cannot say.
ALTER TABLE record_numbers ADD CONSTRAINT record_numbers_values CHECK (last > 0);

-- The table of the shop's own kinds of records tells of each by its own id.
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  noted text := TG_ARGV[0];
  watch change_watches;
  was jsonb := '{}';
  becomes jsonb := '{}';
BEGIN
  IF noted = 'record' THEN noted := to_jsonb(NEW) ->> 'entity'; END IF;
  SELECT * INTO watch FROM change_watches WHERE entity = noted;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT coalesce(jsonb_object_agg(f.key, b.v), '{}'), coalesce(jsonb_object_agg(f.key, a.v), '{}') INTO was, becomes
    FROM jsonb_each_text(watch.fields) f
      CROSS JOIN LATERAL (SELECT coalesce(field_of_row(to_jsonb(OLD), f.value), 'null') AS v) b
      CROSS JOIN LATERAL (SELECT coalesce(field_of_row(to_jsonb(NEW), f.value), 'null') AS v) a
    WHERE a.v <> b.v;
  END IF;
  IF watch.guarded OR becomes <> '{}' THEN
    INSERT INTO record_changes (xact, entity, record_id, did, before, after, at)
    VALUES (pg_current_xact_id()::text, noted, NEW.id, CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'update' END, was, becomes, now());
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER records_note_change AFTER INSERT OR UPDATE ON records FOR EACH ROW EXECUTE FUNCTION note_change('record');
