-- A screen that follows an import asks again and again which rows are bad: few of very many.
CREATE INDEX import_rows_bad ON import_rows (import_id, "row") WHERE problems IS NOT NULL;
