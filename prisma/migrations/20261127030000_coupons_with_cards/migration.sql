ALTER TABLE "coupons" ADD COLUMN "card_id" UUID,
ADD COLUMN "gift_event_id" UUID,
ADD COLUMN "gift_no" INTEGER,
ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3);

CREATE UNIQUE INDEX "coupons_gift_event_id_gift_no_key" ON "coupons"("gift_event_id", "gift_no");
CREATE INDEX "coupons_card_id_idx" ON "coupons"("card_id");

ALTER TABLE "coupons" ADD CONSTRAINT "coupons_card_id_fkey" FOREIGN KEY ("card_id") REFERENCES "cards"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's language cannot say.
ALTER TABLE coupons ADD CONSTRAINT coupons_gift_complete CHECK ((card_id IS NULL) = (gift_event_id IS NULL) AND (card_id IS NULL) = (gift_no IS NULL));
ALTER TABLE coupons ADD CONSTRAINT coupons_withdrawn_unused CHECK (withdrawn_at IS NULL OR used_order_id IS NULL);
