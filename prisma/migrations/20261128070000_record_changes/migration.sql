-- What rules and checks before saving listen to. It is kept by their publishing; while nobody listens nothing is noted.
CREATE TABLE "change_watches" (
    "entity" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "guarded" BOOLEAN NOT NULL,

    CONSTRAINT "change_watches_pkey" PRIMARY KEY ("entity")
);

CREATE TABLE "record_changes" (
    "id" BIGSERIAL NOT NULL,
    "xact" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "did" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "record_changes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "record_changes_xact_idx" ON "record_changes"("xact");

-- Who was within a segment when a rule last looked, and how many times she has come in.
CREATE TABLE "rule_members" (
    "rule_id" TEXT NOT NULL,
    "record_id" UUID NOT NULL,
    "inside" BOOLEAN NOT NULL,
    "entries" INTEGER NOT NULL,

    CONSTRAINT "rule_members_pkey" PRIMARY KEY ("rule_id", "record_id")
);
ALTER TABLE "rule_switches" ADD COLUMN "compared_on" DATE;

-- What Prisma's language cannot say.
ALTER TABLE record_changes ADD CONSTRAINT record_changes_values CHECK (did IN ('create', 'update'));
ALTER TABLE rule_members ADD CONSTRAINT rule_members_values CHECK (entries >= 0);

-- A field's value lies in a column, or (`custom.<id>`) below a key of the column `custom`.
CREATE FUNCTION field_of_row(r jsonb, place text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN left(place, 7) = 'custom.' THEN r -> 'custom' -> substr(place, 8) ELSE r -> place END $$;

-- Whatever way a row is written: the change is noted in its own transaction, with no more of it than is listened to.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  watch change_watches;
  was jsonb := '{}';
  becomes jsonb := '{}';
BEGIN
  SELECT * INTO watch FROM change_watches WHERE entity = TG_ARGV[0];
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
    VALUES (pg_current_xact_id()::text, TG_ARGV[0], NEW.id, CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'update' END, was, becomes, now());
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER customers_note_change AFTER INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION note_change('customer');
CREATE TRIGGER bookings_note_change AFTER INSERT OR UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION note_change('booking');
CREATE TRIGGER orders_note_change AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_change('order');
CREATE TRIGGER cards_note_change AFTER INSERT OR UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION note_change('card');
