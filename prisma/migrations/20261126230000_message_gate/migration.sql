-- What the gate decides by: whom a message serves, who goes first, until when it is worth anything, and why it was written.
ALTER TABLE "messages" ADD COLUMN "category" TEXT NOT NULL DEFAULT 'service',
  ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 5,
  ADD COLUMN "expires_at" TIMESTAMPTZ(3),
  ADD COLUMN "store_id" UUID,
  ADD COLUMN "cause" TEXT,
  ADD COLUMN "released" BOOLEAN NOT NULL DEFAULT false;
UPDATE "messages" SET "category" = 'internal' WHERE "channel" = 'wecom';
UPDATE "messages" SET "category" = 'marketing' WHERE "template_key" = 'coupon_given';

CREATE TABLE "message_decisions" (
    "id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "facts" JSONB NOT NULL,
    "until" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_decisions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "message_decisions_message_id_at_idx" ON "message_decisions"("message_id", "at");
CREATE INDEX "messages_cause_idx" ON "messages"("cause");
ALTER TABLE "message_decisions" ADD CONSTRAINT "message_decisions_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "messages" ADD CONSTRAINT "messages_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "message_settings" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "settings" JSONB NOT NULL,
    "staff_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_settings_pkey" PRIMARY KEY ("id")
);

-- What Prisma's language cannot say.
ALTER TABLE messages ADD CONSTRAINT messages_category_known CHECK (category IN ('service', 'marketing', 'internal'));
ALTER TABLE message_decisions ADD CONSTRAINT message_decisions_values
  CHECK (verdict IN ('send', 'defer', 'hold', 'drop') AND (verdict = 'send') = (reason IS NULL) AND (verdict = 'defer') = (until IS NOT NULL));
ALTER TABLE message_settings ADD CONSTRAINT message_settings_one_row CHECK (id = 1);
