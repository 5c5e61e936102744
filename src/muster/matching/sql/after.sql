-- What is asked of a plan, or settled before it is made. {plan} and {staging} are the import's tables; the working table
-- `place` holds rows of the import. CROSS JOIN keeps SQLite to the order written.

-- matched_places -- Of these rows, which fields they set on a stored customer and which of them change.
SELECT p.file, p.line, s.given, p.changed
FROM place AS r
CROSS JOIN {plan} AS p
CROSS JOIN {staging} AS s
WHERE p.file = r.file AND p.line = r.line AND p.action IN ('update', 'unchanged')
    AND s.file = r.file AND s.line = r.line

-- stored_countries -- Of these rows, the country of the customer they mean: by number, else by an e-mail address that
-- only one customer has, who then has no number or the row has none.
SELECT file, line, country FROM (
    SELECT r.file, r.line, c.country
    FROM place AS r
    JOIN {staging} AS s ON s.file = r.file AND s.line = r.line
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.number = s.number
    LIMIT {all_rows}
) AS by_number
WHERE country IS NOT NULL
UNION ALL
SELECT file, line, country FROM (
    SELECT r.file, r.line, s.number, s.email_key, c.id, c.number AS stored_number, c.country
    FROM place AS r
    JOIN {staging} AS s ON s.file = r.file AND s.line = r.line
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.email_key = s.email_key
    LIMIT {all_rows}
) AS by_email
WHERE country IS NOT NULL
    AND (number IS NULL OR stored_number IS NULL AND NOT EXISTS (
        SELECT 1 FROM customer AS known WHERE known.environment_id = %(environment)s AND known.number = by_email.number
    ))
    AND NOT EXISTS (
        SELECT 1 FROM customer AS other
        WHERE other.environment_id = %(environment)s AND other.email_key = by_email.email_key AND other.id <> by_email.id
    )

-- restage_mobiles -- Rows whose mobile number was read again.
UPDATE {staging} AS s
SET mobile = r.mobile, given = s.given & %(other_fields)s | r.given, rejected = r.rejected
FROM place AS r WHERE s.file = r.file AND s.line = r.line

-- partly_renamed -- What customers will be called whose row says only a part of it.
SELECT p.file, p.line, {names}
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND (p.changed & {bits}) <> 0
    AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id AND ({differs})

-- restage_names -- By which they will be looked up.
UPDATE {staging} AS s
SET name_key = r.name_key
FROM place AS r WHERE s.file = r.file AND s.line = r.line

-- changes_by_field -- How many customers would get another value in each field.
SELECT {sums} FROM {plan} WHERE action = 'update' AND file IN ({files})

-- distinct_changes -- What becomes what in one field, the most frequent first.
SELECT c.{field} AS before, s.{field} AS after, COUNT(*) AS customers
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND p.file IN ({files}) AND p.changed & %(bit)s <> 0
    AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id
GROUP BY c.{field}, s.{field}
ORDER BY COUNT(*) DESC, COALESCE(c.{field}, ''), COALESCE(s.{field}, '')
LIMIT %(limit)s

-- examples -- Updates in the order of files and lines, with all fields before and after.
SELECT p.file, p.line, p.changed, {customer} AS customer, {before_and_after}
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND p.file IN ({files})
    AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id
ORDER BY p.file, p.line
LIMIT %(limit)s

-- deletions -- Stored values of one field that would be deleted, after the given place.
SELECT p.file, p.line, {customer} AS customer, c.{field} AS value
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND +p.file IN ({files}) AND p.changed & %(bit)s <> 0 AND (p.file, p.line) > (%(file)s, %(line)s)
    AND s.file = p.file AND s.line = p.line AND s.{field} IS NULL AND c.id = p.customer_id
ORDER BY p.file, p.line
LIMIT %(limit)s

-- set_back -- How many customers would lose in a field what a later import than this one wrote there.
SELECT COUNT(*) FROM {plan} AS p
WHERE p.action = 'update' AND p.file IN ({files}) AND EXISTS (
    SELECT 1 FROM change AS h
    WHERE h.customer_id = p.customer_id AND h.import_id > %(since)s AND h.changed & p.changed <> 0
)
