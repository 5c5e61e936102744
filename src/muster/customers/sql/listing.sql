-- facets -- which kinds of customers there are, each once; one look into the index for each, however many customers
WITH RECURSIVE found (facets) AS (
  SELECT MIN(facets) FROM customer WHERE environment_id = %(environment)s
  UNION ALL
  SELECT (SELECT MIN(facets) FROM customer WHERE environment_id = %(environment)s AND facets > found.facets)
  FROM found
  WHERE found.facets IS NOT NULL
)
SELECT facets FROM found WHERE facets IS NOT NULL;

-- many_created -- whether an import of this environment created more than so many customers, out of the index alone
SELECT 1
FROM customer
WHERE created_import = %(import)s
  AND EXISTS (SELECT 1 FROM import WHERE id = %(import)s AND environment_id = %(environment)s)
LIMIT 1 OFFSET %(limit)s;

-- created -- customers that an import created
SELECT id FROM customer WHERE created_import = %(import)s AND +environment_id = %(environment)s LIMIT %(limit)s;

-- changed -- customers that an import changed or deleted
SELECT customer_id FROM change WHERE import_id = %(import)s AND +environment_id = %(environment)s LIMIT %(limit)s;

-- rows -- some customers, and when they were added
SELECT c.id, c.version, i.finished_at, {names}
FROM customer AS c
LEFT JOIN import AS i ON i.id = c.created_import
WHERE c.id IN ({ids});

-- numbers -- of some customers
SELECT id, number FROM customer WHERE id IN ({ids});
