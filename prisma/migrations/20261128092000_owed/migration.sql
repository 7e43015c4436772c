-- What is still to be paid of an order; nothing of one that was given up. `o.owed_fen` reads like a column.
CREATE FUNCTION owed_fen(o orders) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN o.phase IN ('cancelled', 'rejected') THEN 0 ELSE greatest(0, o.billed_fen - o.paid_fen) END
$$;
