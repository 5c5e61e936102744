-- edits -- what people changed in the page, the oldest first
SELECT file, line, field, value, replaced, user_id
FROM edit
WHERE import_id = %(import_id)s
ORDER BY id;

-- keep_edit -- one more
INSERT INTO edit (import_id, file, line, field, value, replaced, user_id)
VALUES (%(import_id)s, %(file)s, %(line)s, %(field)s, %(value)s, %(replaced)s, %(user_id)s);

-- forget_edits -- the files as they were sent, or one of them
DELETE FROM edit
WHERE import_id = %(import_id)s
  AND (CAST(%(file)s AS integer) IS NULL OR file = %(file)s);
