-- A mark is a row of its own: whoever marks a customer never waits for somebody who is just looking at her, who may be waiting for him.
ALTER TABLE standing_touched DROP CONSTRAINT standing_touched_pkey;
ALTER TABLE standing_touched ADD COLUMN id bigserial PRIMARY KEY;
