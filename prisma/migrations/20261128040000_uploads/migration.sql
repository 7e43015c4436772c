-- Photos and files that come with a form. Unlike papers they may go again: what nobody handed in within a day, and what was taken out of its record.
CREATE TABLE "uploads" (
  "id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "media_type" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "size" INTEGER NOT NULL,
  "sha256" TEXT NOT NULL,
  "width" INTEGER,
  "height" INTEGER,
  "form_id" TEXT NOT NULL,
  "slot" TEXT NOT NULL,
  "staff_id" UUID,
  "link_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "entity" TEXT,
  "record_id" UUID,
  "claimed_at" TIMESTAMPTZ(3),
  "released_at" TIMESTAMPTZ(3),
  CONSTRAINT "uploads_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "uploads_form_id_fkey" FOREIGN KEY ("form_id") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "uploads_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff_members"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "uploads_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "form_links"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "uploads_values" CHECK ("kind" IN ('image', 'pdf', 'office', 'video') AND "size" > 0 AND ("kind" = 'image') = ("width" IS NOT NULL)
    AND ("width" IS NULL) = ("height" IS NULL) AND ("claimed_at" IS NULL) = ("record_id" IS NULL) AND ("entity" IS NULL) = ("record_id" IS NULL)
    AND ("released_at" IS NULL OR "claimed_at" IS NOT NULL))
);
CREATE INDEX "uploads_record_id_idx" ON "uploads"("record_id");
CREATE INDEX "uploads_link_id_created_at_idx" ON "uploads"("link_id", "created_at");
-- Those that the nightly job looks through.
CREATE INDEX "uploads_waiting" ON "uploads"("created_at") WHERE "claimed_at" IS NULL OR "released_at" IS NOT NULL;

-- In parts, so that neither writing nor reading ever holds a whole film in memory. `full` as it came (pictures put together anew), `thumb` a small picture.
CREATE TABLE "upload_parts" (
  "upload_id" UUID NOT NULL,
  "variant" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "bytes" BYTEA NOT NULL,
  CONSTRAINT "upload_parts_pkey" PRIMARY KEY ("upload_id", "variant", "position"),
  CONSTRAINT "upload_parts_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- Photos do not get smaller by being packed once more.
ALTER TABLE "upload_parts" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
