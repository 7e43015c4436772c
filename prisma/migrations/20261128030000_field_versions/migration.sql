-- How each of the shop's own fields was defined, version by version: so that an earlier definition can be read and brought back.
CREATE TABLE "field_versions" (
    "field_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "staff_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "field_versions_pkey" PRIMARY KEY ("field_id", "version")
);
ALTER TABLE "field_versions" ADD CONSTRAINT "field_versions_field_id_fkey" FOREIGN KEY ("field_id") REFERENCES "field_defs" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "field_versions" ADD CONSTRAINT "field_versions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
INSERT INTO "field_versions" ("field_id", "version", "body", "staff_id", "at")
  SELECT "id", "version",
    "spec" || jsonb_build_object('id', "id", 'key', "key", 'label', "label", 'type', "type", 'sensitivity', "sensitivity")
      || CASE WHEN "retired_at" IS NULL THEN '{}'::jsonb ELSE '{"retired": true}'::jsonb END,
    (SELECT s."id" FROM "staff_members" s WHERE s."id" = "created_by_id"), "created_at"
  FROM "field_defs";
