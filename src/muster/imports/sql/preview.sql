-- created_rows -- staged rows that would become customers
SELECT s.file, s.line
FROM {staging} AS s
WHERE s.file IN ({files}) AND NOT s.rejected
  AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line);

-- would_create -- the next of them, in the order of files and lines
SELECT s.file, s.line, {values}
FROM (
  SELECT file, line FROM {created}
  WHERE (file, line) > (%(file)s, %(line)s)
  ORDER BY file, line
  LIMIT %(limit)s
) AS n
JOIN {staging} AS s ON s.file = n.file AND s.line = n.line
ORDER BY s.file, s.line;

-- would_update -- the next customers that would change, in the order of files and lines; the sign before `file` keeps the
-- database from beginning at the file's first line
SELECT p.file, p.line, p.customer_id, p.changed, {values}
FROM (
  SELECT file, line, customer_id, changed FROM {plan}
  WHERE action = 'update' AND +file IN ({files}) AND (file, line) > (%(file)s, %(line)s)
  ORDER BY file, line
  LIMIT %(limit)s
) AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
JOIN customer AS c ON c.id = p.customer_id
ORDER BY p.file, p.line;
