-- by_number -- the customer with this number
SELECT id FROM customer WHERE environment_id = %(environment)s AND number = %(number)s;

-- by_earlier_number -- the customer into whom the one with this number was merged; of several the newest
SELECT c.id
FROM customer_alias AS a
JOIN customer AS c ON c.id = a.customer_id
WHERE a.environment_id = %(environment)s AND a.number = %(number)s
ORDER BY a.id DESC
LIMIT 1;

-- by_id -- the customer, if it is this environment's
SELECT id FROM customer WHERE environment_id = %(environment)s AND id = %(id)s;

-- values -- what is stored of one customer
SELECT id, version, {names} FROM customer WHERE environment_id = %(environment)s AND id = %(id)s;

-- earlier_numbers -- numbers that lead to a customer since the ones who had them were merged into it
SELECT DISTINCT a.number
FROM customer_alias AS a
WHERE a.customer_id = %(id)s
  AND NOT EXISTS (SELECT 1 FROM customer AS c WHERE c.environment_id = a.environment_id AND c.number = a.number)
  AND NOT EXISTS (
    SELECT 1
    FROM customer_alias AS newer
    JOIN customer AS c ON c.id = newer.customer_id
    WHERE newer.environment_id = a.environment_id AND newer.number = a.number AND newer.id > a.id
      AND newer.customer_id <> a.customer_id
  )
ORDER BY a.number;

-- alike -- customers with the same e-mail address, or whose number differs only by zeros, case or punctuation
SELECT id FROM customer WHERE environment_id = %(environment)s AND email_key = %(email_key)s
UNION
SELECT id FROM customer WHERE environment_id = %(environment)s AND number_key = %(number_key)s
ORDER BY id
LIMIT %(count)s;

-- files_of -- the files that a customer's values came from
SELECT import_id, position, name, stored_path, source, sheet FROM import_file WHERE import_id IN ({imports});

-- people -- who typed what
SELECT id, name FROM person WHERE id IN ({users});
