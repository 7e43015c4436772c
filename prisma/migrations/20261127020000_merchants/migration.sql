-- Several WeChat Pay merchants. Null on a store: the main one. Null on a payment: it was opened before merchants were written down; the
-- server names the main merchant on those that are over when it starts.
ALTER TABLE "stores" ADD COLUMN "pay_mchid" TEXT;
ALTER TABLE "stores" ADD CONSTRAINT stores_pay_mchid CHECK (pay_mchid ~ '^[0-9]{8,12}$');
ALTER TABLE "payments" ADD COLUMN "mchid" TEXT;
ALTER TABLE "payments" ADD CONSTRAINT payments_mchid CHECK (mchid ~ '^[0-9]{8,12}$');

-- Through whom money came stays as it was written: refunds, queries and bills go by it.
CREATE FUNCTION payments_keep_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.mchid IS NOT NULL AND NEW.mchid IS DISTINCT FROM OLD.mchid THEN
    RAISE EXCEPTION 'a payment keeps its merchant' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payments_keep_merchant';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_keep_merchant BEFORE UPDATE OF mchid ON payments FOR EACH ROW EXECUTE FUNCTION payments_keep_merchant();
