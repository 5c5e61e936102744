-- would_create -- staged rows that would become customers, in the order of files and lines
SELECT s.file, s.line, {values}
FROM {staging} AS s
WHERE s.file IN ({files}) AND NOT s.rejected
  AND (s.file > %(file)s OR (s.file = %(file)s AND s.line > %(line)s))
  AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)
ORDER BY s.file, s.line
LIMIT %(limit)s;

-- would_update -- customers that would change, in the order of files and lines
SELECT p.file, p.line, p.customer_id, p.changed, {values}
FROM {plan} AS p
JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
JOIN customer AS c ON c.id = p.customer_id
WHERE p.action = 'update' AND p.file IN ({files})
  AND (p.file > %(file)s OR (p.file = %(file)s AND p.line > %(line)s))
ORDER BY p.file, p.line
LIMIT %(limit)s;
