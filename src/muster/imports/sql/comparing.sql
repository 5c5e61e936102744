-- not_there -- numbered customers whom no staged row means, by number, alias or spelling
SELECT c.number
FROM customer c
LEFT JOIN (SELECT DISTINCT number FROM {staging} WHERE number IS NOT NULL) s ON s.number = c.number
LEFT JOIN (SELECT DISTINCT number_key FROM {staging} WHERE number_key IS NOT NULL) k ON k.number_key = c.number_key
LEFT JOIN (
  SELECT DISTINCT a.customer_id
  FROM customer_alias a JOIN {staging} t ON t.number = a.number
  WHERE a.environment_id = %(environment_id)s
) m ON m.customer_id = c.id
WHERE c.environment_id = %(environment_id)s
  AND c.number IS NOT NULL AND s.number IS NULL AND k.number_key IS NULL AND m.customer_id IS NULL
ORDER BY c.number

-- nearly_there -- numbered customers whose number is spelt otherwise in the staged rows, and how
SELECT c.number, MIN(k.number) AS there
FROM customer c
JOIN {staging} k ON k.number_key = c.number_key
LEFT JOIN (SELECT DISTINCT number FROM {staging} WHERE number IS NOT NULL) s ON s.number = c.number
WHERE c.environment_id = %(environment_id)s AND c.number IS NOT NULL AND s.number IS NULL AND k.number IS NOT NULL
GROUP BY c.number
ORDER BY c.number
