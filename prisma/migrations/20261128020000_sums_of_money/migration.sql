-- Sums of many payments outgrow an integer: 21.47 million yuan.
ALTER TABLE "bills" ALTER COLUMN "paid_fen" SET DATA TYPE BIGINT,
ALTER COLUMN "refunded_fen" SET DATA TYPE BIGINT,
ALTER COLUMN "fee_fen" SET DATA TYPE BIGINT;
ALTER TABLE "till_closings" ALTER COLUMN "expected_fen" SET DATA TYPE BIGINT;
