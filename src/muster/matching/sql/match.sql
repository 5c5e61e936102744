-- Staged rows become plan rows. {staging} and {plan} are the import's tables, {changed} is changes.changed(); `s` is
-- always a staged row, `c` a stored customer. Working tables are temporary: refused, unknown, amount, candidate,
-- pairs, unrecognised, sought, namesake, single, wanted, erred.
-- Where a key leads to customers, they are joined from the left and whoever has none is left out afterwards: so neither
-- database can begin with the customers, of whom there may be many more than it guesses. A LIMIT that cuts nothing keeps
-- them from doing it all the same, and from computing {changed} twice. Elsewhere CROSS JOIN keeps SQLite to the order
-- written; to PostgreSQL it is a join like any other.

-- any_alias -- One row if customers were ever merged in the environment.
SELECT 1 FROM customer_alias WHERE environment_id = %(environment)s LIMIT 1

-- any_customer -- One row if the environment has customers at all.
SELECT 1 FROM customer WHERE environment_id = %(environment)s LIMIT 1

-- staged_counts -- Per file: rows, rows with an error, rows without a number, rows without number and e-mail.
SELECT file, COUNT(*), COUNT(*) FILTER (WHERE rejected), COUNT(*) FILTER (WHERE number IS NULL),
    COUNT(*) FILTER (WHERE number IS NULL AND email_key IS NULL)
FROM {staging} GROUP BY file ORDER BY file

-- match_numbers -- Rows whose number is a customer's. Rows with an error are kept in mind: they occupy the customer.
SELECT file, line, id AS customer_id,
    CASE WHEN rejected THEN 'rejected' WHEN changed = 0 THEN 'unchanged' ELSE 'update' END AS action, changed,
    CAST(NULL AS TEXT) AS code
FROM (
    SELECT s.file, s.line, s.rejected, c.id, CASE WHEN c.id IS NOT NULL THEN {changed} END AS changed
    FROM {staging} AS s
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.number = s.number
    WHERE s.number IS NOT NULL AND {not_refused}
    LIMIT {all_rows}
) AS matched
WHERE id IS NOT NULL

-- match_emails -- Rows without number whose e-mail address is of exactly one customer, with the very same names.
INSERT INTO {plan} (file, line, customer_id, action, changed)
SELECT file, line, id, CASE WHEN changed = 0 THEN 'unchanged' ELSE 'update' END, changed
FROM (
    SELECT s.file, s.line, s.email_key, c.id, CASE WHEN c.id IS NOT NULL THEN {changed} END AS changed
    FROM {staging} AS s
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.email_key = s.email_key
        AND s.lastname IS NOT DISTINCT FROM c.lastname AND s.firstname IS NOT DISTINCT FROM c.firstname
        AND s.company IS NOT DISTINCT FROM c.company
    WHERE s.number IS NULL AND s.email_key IS NOT NULL AND NOT s.rejected AND {not_refused}
    LIMIT {all_rows}
) AS matched
WHERE id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM customer AS other
    WHERE other.environment_id = %(environment)s AND other.email_key = matched.email_key AND other.id <> matched.id
)

-- email_pairs -- Rows without number that are not settled yet, each with every customer who has its e-mail address.
CREATE TEMPORARY TABLE pairs AS
SELECT * FROM (
    SELECT s.file, s.line, {row_columns}, {customer_columns}
    FROM {staging} AS s
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.email_key = s.email_key
    WHERE s.number IS NULL AND s.email_key IS NOT NULL AND NOT s.rejected AND {not_refused}
        AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)
    LIMIT {all_rows}
) AS found
WHERE id IS NOT NULL

-- unrecognised -- Rows without number that their e-mail address did not settle. Those without an address have their
-- whole content beside, since only that can settle them.
CREATE TEMPORARY TABLE unrecognised AS
SELECT s.file, s.line, s.end_line, s.record, COALESCE(s.zip, '') AS zip, COALESCE(s.lastname, '') AS lastname,
    COALESCE(s.firstname, '') AS firstname, COALESCE(s.company, '') AS company,
    CASE WHEN s.given & %(language_bit)s <> 0 THEN s.language END AS language,
    CASE WHEN s.email_key IS NULL THEN {staged_content} END AS content
FROM {staging} AS s
WHERE s.number IS NULL AND NOT s.rejected AND {not_refused}
    AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)

-- any_unrecognised -- One row if there are such rows.
SELECT 1 FROM unrecognised LIMIT 1

-- sought -- Their names and post codes, each once.
CREATE TEMPORARY TABLE sought AS SELECT DISTINCT zip, lastname, firstname, company FROM unrecognised

-- index_sought -- One look at each customer must be enough.
CREATE INDEX sought_names ON sought (zip, lastname, firstname, company)

-- namesakes -- Customers of these names and post codes. This looks at all customers of the environment, once.
CREATE TEMPORARY TABLE namesake AS
SELECT c.id, c.language, COALESCE(c.zip, '') AS zip, COALESCE(c.lastname, '') AS lastname,
    COALESCE(c.firstname, '') AS firstname, COALESCE(c.company, '') AS company, {customer} AS customer,
    CASE WHEN c.number IS NULL AND c.email_key IS NULL THEN {stored_content} END AS content
FROM customer AS c
WHERE c.environment_id = %(environment)s AND EXISTS (
    SELECT 1 FROM sought AS n
    WHERE n.zip = COALESCE(c.zip, '') AND n.lastname = COALESCE(c.lastname, '')
        AND n.firstname = COALESCE(c.firstname, '') AND n.company = COALESCE(c.company, '')
)

-- any_namesake -- One row if there are such customers.
SELECT 1 FROM namesake LIMIT 1

-- index_namesakes -- They are looked up by their content.
CREATE INDEX namesake_content ON namesake (content)

-- match_contents -- Rows without number and e-mail: a customer whose twelve fields are equal; a blank l equals any.
INSERT INTO {plan} (file, line, customer_id, action, changed)
SELECT file, line, MIN(id), 'unchanged', 0
FROM (
    SELECT r.file, r.line, n.id
    FROM unrecognised AS r
    LEFT JOIN namesake AS n ON n.content = r.content AND (r.language IS NULL OR r.language = n.language)
    WHERE r.content IS NOT NULL
    LIMIT {all_rows}
) AS equal
WHERE id IS NOT NULL
GROUP BY file, line

-- unknown_numbers -- Rows whose number nobody has. (Those whose number somebody has are in the plan.)
CREATE TEMPORARY TABLE unknown AS
SELECT s.file, s.line, s.number, s.number_key, s.email_key
FROM {staging} AS s
WHERE s.number IS NOT NULL AND NOT s.rejected AND {not_refused}
    AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)

-- amounts -- Of these, numbers that may be written as amounts.
SELECT file, line, number FROM unknown WHERE number LIKE '%%.0%%' OR number LIKE '%%,0%%'

-- match_amounts -- Rows whose number, taken for an amount, is a customer's.
INSERT INTO {plan} (file, line, customer_id, action, changed, code)
SELECT file, line, id, CASE WHEN changed = 0 THEN 'unchanged' ELSE 'update' END, changed, %(code)s
FROM (
    SELECT s.file, s.line, c.id, CASE WHEN c.id IS NOT NULL THEN {changed} END AS changed
    FROM amount AS a
    JOIN {staging} AS s ON s.file = a.file AND s.line = a.line
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.number = a.number
    LIMIT {all_rows}
) AS matched
WHERE id IS NOT NULL

-- matched_amounts -- These rows, with the customer's number.
SELECT s.file, s.line, s.end_line, s.record, s.number, a.number AS stored_number
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN amount AS a
WHERE p.code = %(code)s AND s.file = p.file AND s.line = p.line AND a.file = p.file AND a.line = p.line
ORDER BY s.file, s.line

-- forget_amounts -- They are known now.
DELETE FROM unknown WHERE EXISTS (
    SELECT 1 FROM amount AS a CROSS JOIN {plan} AS p
    WHERE a.file = unknown.file AND a.line = unknown.line AND p.file = a.file AND p.line = a.line
)

-- candidates_near -- Customers whose numbers are spelled nearly so.
INSERT INTO candidate (file, line, way, id)
SELECT file, line, 'near', id
FROM (
    SELECT u.file, u.line, c.id
    FROM unknown AS u
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.number_key = u.number_key
    LIMIT {all_rows}
) AS found
WHERE id IS NOT NULL

-- candidates_by_email -- Customers who have the row's e-mail address.
INSERT INTO candidate (file, line, way, id)
SELECT file, line, 'email', id
FROM (
    SELECT u.file, u.line, c.id
    FROM unknown AS u
    LEFT JOIN customer AS c ON c.environment_id = %(environment)s AND c.email_key = u.email_key
    LIMIT {all_rows}
) AS found
WHERE id IS NOT NULL

-- candidates_merged -- Customers into whom the number's customer was merged: of several the newest who exists.
INSERT INTO candidate (file, line, way, id)
SELECT u.file, u.line, 'merged', a.customer_id
FROM customer_alias AS a
CROSS JOIN unknown AS u
WHERE a.environment_id = %(environment)s AND u.number = a.number
    AND EXISTS (SELECT 1 FROM customer AS c WHERE c.id = a.customer_id)
    AND NOT EXISTS (
        SELECT 1 FROM customer_alias AS newer
        WHERE newer.environment_id = %(environment)s AND newer.number = a.number AND newer.id > a.id
            AND EXISTS (SELECT 1 FROM customer AS c WHERE c.id = newer.customer_id)
    )

-- number_pairs -- Rows whose number nobody has, each with every customer who is close to it in one way or another.
CREATE TEMPORARY TABLE pairs AS
SELECT s.file, s.line, n.way, {row_columns}, {customer_columns}
FROM candidate AS n
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE s.file = n.file AND s.line = n.line AND c.id = n.id

-- conflict_pairs -- Rows with other names than their customer's, each with every other customer of their e-mail address.
CREATE TEMPORARY TABLE pairs AS
SELECT * FROM (
    SELECT s.file, s.line, CASE WHEN s.rejected THEN 1 ELSE 0 END AS rejected, o.id AS other_id, p.customer_id,
        {row_columns}, {customer_columns}, {other_columns}
    FROM {plan} AS p
    JOIN {staging} AS s ON s.file = p.file AND s.line = p.line
    JOIN customer AS c ON c.id = p.customer_id
    LEFT JOIN customer AS o ON o.environment_id = %(environment)s AND o.email_key = s.email_key
    WHERE p.changed & %(names)s <> 0 AND s.number IS NOT NULL
    LIMIT {all_rows}
) AS found
WHERE other_id <> customer_id

-- pairs -- The pairs in the order of files and lines.
SELECT {columns} FROM pairs ORDER BY file, line, id

-- drop_pairs -- Make room for the next.
DROP TABLE IF EXISTS pairs

-- compare_matches -- The changed bits of rows that were matched by comparing names.
UPDATE {plan} AS p SET changed = {changed} + CASE WHEN p.code = %(number_given)s THEN %(number_bit)s ELSE 0 END
FROM {staging} AS s, customer AS c
WHERE p.action = 'match' AND p.changed IS NULL AND s.file = p.file AND s.line = p.line AND c.id = p.customer_id

-- settle_compared -- A matched row that changes nothing is unchanged.
UPDATE {plan} SET action = CASE WHEN changed = 0 THEN 'unchanged' ELSE 'update' END WHERE action = 'match'

-- lost_zeros -- Rows whose enterprise number is their customer's but for zeros in front.
SELECT s.file, s.line, s.end_line, s.record, s.coc, c.coc AS stored_coc
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE p.action = 'update' AND p.changed & %(coc)s <> 0 AND {lost_zeros}
ORDER BY s.file, s.line

-- keep_coc -- Such a row does not change the number.
UPDATE {plan} AS p
SET changed = p.changed - %(coc)s, action = CASE WHEN p.changed = %(coc)s THEN 'unchanged' ELSE 'update' END
FROM {staging} AS s, customer AS c
WHERE p.action = 'update' AND p.changed & %(coc)s <> 0 AND {lost_zeros}

-- same_customer -- Rows that come to one customer, if there is more than one of them.
SELECT p.file, p.line, s.end_line, s.record, CASE WHEN s.rejected THEN 1 ELSE 0 END AS rejected, p.customer_id,
    {customer} AS customer
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE s.file = p.file AND s.line = p.line AND c.id = p.customer_id AND p.customer_id IN (
    SELECT customer_id FROM {plan} WHERE action <> 'skipped' GROUP BY customer_id HAVING COUNT(*) > 1
) AND p.action <> 'skipped'
ORDER BY p.file, p.line

-- surviving_rows -- Where customers into whom others were merged stand in the import themselves.
SELECT s.number, s.file AS first_file, s.line AS first_line
FROM {staging} AS s
WHERE s.number IN (SELECT stored_number FROM pairs WHERE way = 'merged')
ORDER BY s.file, s.line

-- singles -- Customers whose names and post code nobody else has.
CREATE TEMPORARY TABLE single AS
SELECT zip, lastname, firstname, company, MIN(customer) AS customer
FROM namesake
WHERE zip <> '' AND lastname || firstname || company <> ''
GROUP BY zip, lastname, firstname, company HAVING COUNT(*) = 1

-- index_singles -- They are looked up by these.
CREATE INDEX single_names ON single (zip, lastname, firstname, company)

-- same_names_and_zip -- New rows that nothing recognises, with the only customer of the same names and post code.
SELECT s.file, s.line, s.end_line, s.record, n.customer AS other
FROM unrecognised AS s
CROSS JOIN single AS n
WHERE s.zip = n.zip AND s.lastname = n.lastname AND s.firstname = n.firstname AND s.company = n.company
    AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)
ORDER BY s.file, s.line

-- deleted -- Numbers and e-mail addresses of customers that were deleted and not brought back.
SELECT d.before_number AS number, d.before_email AS email
FROM change AS d
JOIN import AS i ON i.id = d.import_id
WHERE d.environment_id = %(environment)s AND d.kind = 'delete' AND i.kind = 'delete' AND i.undone_by_id IS NULL

-- created_again -- Rows that create a customer whose number, or without number whose e-mail address, was deleted.
SELECT s.file, s.line, s.end_line, s.record
FROM {staging} AS s
WHERE NOT s.rejected AND {not_refused}
    AND (s.number IN (SELECT number FROM wanted)
        OR s.number IS NULL AND s.email_key IN (SELECT email_key FROM wanted))
    AND NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = s.file AND p.line = s.line)
ORDER BY s.file, s.line

-- country_blank -- Updates that would leave a customer without the country it has.
SELECT s.file, s.line, s.end_line, s.record, {customer} AS customer
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE s.file = p.file AND s.line = p.line AND c.id = p.customer_id AND p.action = 'update' AND p.changed & %(country)s <> 0 AND s.country IS NULL
ORDER BY s.file, s.line

-- kind_changes -- Updates that fill or delete a company name, or leave no name at all.
SELECT s.file, s.line, s.end_line, s.record, {customer} AS customer,
    CASE WHEN c.company IS NULL AND s.company IS NOT NULL AND p.changed & %(company)s <> 0
        AND (c.lastname IS NOT NULL OR c.firstname IS NOT NULL) THEN 1 ELSE 0 END AS becomes_company,
    CASE WHEN c.company IS NOT NULL AND s.company IS NULL AND p.changed & %(company)s <> 0 THEN 1 ELSE 0 END
        AS becomes_person,
    CASE WHEN (p.changed & %(company)s <> 0 AND s.company IS NULL OR c.company IS NULL AND p.changed & %(company)s = 0)
        AND (p.changed & %(lastname)s <> 0 AND s.lastname IS NULL OR c.lastname IS NULL AND p.changed & %(lastname)s = 0)
        AND (p.changed & %(firstname)s <> 0 AND s.firstname IS NULL
            OR c.firstname IS NULL AND p.changed & %(firstname)s = 0) THEN 1 ELSE 0 END AS nobody,
    s.erased & p.changed & %(names)s AS erased, p.changed & %(names)s AS deleted
FROM {plan} AS p
CROSS JOIN {staging} AS s
CROSS JOIN customer AS c
WHERE s.file = p.file AND s.line = p.line AND c.id = p.customer_id AND p.action = 'update'
    AND (
        p.changed & %(company)s <> 0
        OR p.changed & %(lastname)s <> 0 AND s.lastname IS NULL
        OR p.changed & %(firstname)s <> 0 AND s.firstname IS NULL
    )
    AND (p.changed & %(company)s = 0 OR c.company IS NULL OR s.company IS NULL)
ORDER BY s.file, s.line

-- forget_broken -- Rows with an error have done their part: they are no plan.
DELETE FROM {plan} WHERE action = 'rejected'

-- reject_planned -- Rows of the plan in which an error was found.
UPDATE {plan} AS p SET action = 'rejected', code = e.code
FROM erred AS e WHERE e.file = p.file AND e.line = p.line

-- reject_created -- Rows that would have been created, but for an error.
INSERT INTO {plan} (file, line, action, code)
SELECT e.file, e.line, 'rejected', e.code FROM erred AS e
WHERE NOT EXISTS (SELECT 1 FROM {plan} AS p WHERE p.file = e.file AND p.line = e.line)

-- add_refused -- Rows that a duplicate within the import keeps out.
INSERT INTO {plan} (file, line, action, code)
SELECT r.file, r.line, r.action, r.code FROM refused AS r
JOIN {staging} AS s ON s.file = r.file AND s.line = r.line AND NOT s.rejected

-- planned_counts -- Rows of the plan per file: update, unchanged, rejected, skipped.
SELECT file, COUNT(*) FILTER (WHERE action = 'update'), COUNT(*) FILTER (WHERE action = 'unchanged'),
    COUNT(*) FILTER (WHERE action = 'rejected'), COUNT(*) FILTER (WHERE action = 'skipped')
FROM {plan} GROUP BY file

-- planned_changes -- How many rows of each file change these fields, whatever happens to them.
SELECT file, action, changed, COUNT(*) AS counted FROM {plan} WHERE changed <> 0 GROUP BY file, action, changed
