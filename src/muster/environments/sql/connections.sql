-- connection -- what an environment pulls from
SELECT id, environment_id, source, settings, progress
FROM connection
WHERE environment_id = %(environment_id)s AND source = %(source)s

-- connections -- all that an environment pulls from
SELECT id, environment_id, source, settings, progress
FROM connection
WHERE environment_id = %(environment_id)s
ORDER BY source

-- keep_settings -- where to pull from, and how often
UPDATE connection
SET settings = %(settings)s, updated_at = {now}
WHERE id = %(id)s

-- disconnect -- nothing is pulled any more
DELETE FROM connection
WHERE id = %(id)s

-- connect -- keep where to pull from; a new key begins at the beginning
INSERT INTO connection (environment_id, source, settings, secret, progress)
VALUES (%(environment_id)s, %(source)s, %(settings)s, %(secret)s, '{{}}')
ON CONFLICT (environment_id, source) DO UPDATE
SET settings = excluded.settings, secret = excluded.secret, progress = excluded.progress, updated_at = {now}

-- secret -- what opens the other program, encrypted; held until the transaction ends
SELECT secret
FROM connection
WHERE id = %(id)s
{for_update}

-- keep_secret -- put another one in its place
UPDATE connection
SET secret = %(secret)s, updated_at = {now}
WHERE id = %(id)s

-- every_secret -- all of them, for new keys; held until the transaction ends
SELECT id, secret
FROM connection
ORDER BY id
{for_update}

-- keep_progress -- how far the pulls got
UPDATE connection
SET progress = %(progress)s, updated_at = {now}
WHERE id = %(id)s

-- due -- what is fetched by itself so often, and was not for so long; the longest first
SELECT id, environment_id, source, settings, progress
FROM connection
WHERE settings ->> 'fetched' = %(often)s AND (pulled_at IS NULL OR pulled_at <= {later})
ORDER BY pulled_at, id

-- claim_due -- it is fetched now; whoever comes second finds that it is not due any more
UPDATE connection
SET pulled_at = {now}
WHERE id = %(id)s AND settings ->> 'fetched' = %(often)s AND (pulled_at IS NULL OR pulled_at <= {later})
