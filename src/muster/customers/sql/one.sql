-- by_number -- the customer with this number, or into whom the one with it was merged
SELECT id FROM customer WHERE environment_id = %(environment)s AND number = %(number)s
UNION ALL
SELECT customer_id FROM customer_alias WHERE environment_id = %(environment)s AND number = %(number)s;

-- by_id -- the customer, if it is this environment's
SELECT id FROM customer WHERE environment_id = %(environment)s AND id = %(id)s;

-- values -- what is stored of one customer
SELECT {names} FROM customer WHERE environment_id = %(environment)s AND id = %(id)s;

-- file_names -- the files that a customer's values came from
SELECT import_id, position, name FROM import_file WHERE import_id IN ({imports});
