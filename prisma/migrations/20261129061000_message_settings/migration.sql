-- Settings of messages per store, words with their level, and what a customer does not want by channel and topic.
CREATE TABLE "store_message_settings" (
  "store_id" UUID NOT NULL,
  "version" INTEGER NOT NULL,
  "settings" JSONB,
  "staff_id" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "store_message_settings_pkey" PRIMARY KEY ("store_id"),
  CONSTRAINT "store_message_settings_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "message_refusals" (
  "customer_id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "message_refusals_pkey" PRIMARY KEY ("customer_id", "kind"),
  CONSTRAINT "message_refusals_kind" CHECK ("kind" IN ('weapp', 'sms', 'wecom', 'offers', 'care')),
  CONSTRAINT "message_refusals_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

ALTER TABLE "messages" ADD COLUMN "decided_by" UUID;

-- One list with one level became two lists.
UPDATE "message_settings" SET "settings" = jsonb_set("settings", '{words}', CASE "settings" -> 'words' ->> 'found'
    WHEN 'hold' THEN jsonb_build_object('block', '[]'::jsonb, 'approve', "settings" -> 'words' -> 'list')
    ELSE jsonb_build_object('block', "settings" -> 'words' -> 'list', 'approve', '[]'::jsonb) END)
  WHERE "settings" -> 'words' ? 'list';
