ALTER TABLE "pushes" ADD COLUMN "hold_out_percent" INTEGER NOT NULL DEFAULT 0;

-- What Prisma's language cannot say.
ALTER TABLE pushes ADD CONSTRAINT pushes_hold_out CHECK (hold_out_percent BETWEEN 0 AND 50);
ALTER TABLE push_recipients DROP CONSTRAINT push_recipients_values;
ALTER TABLE push_recipients ADD CONSTRAINT push_recipients_values
  CHECK (state IN ('waiting', 'given', 'skipped', 'held_out') AND (state = 'given') = (event_id IS NOT NULL) AND (state = 'skipped') = (reason IS NOT NULL));
