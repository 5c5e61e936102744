-- every_factor -- what one-time codes and recovery codes are made from, encrypted; held until the transaction ends
SELECT id, data
FROM mfa_authenticator
WHERE type IN ('totp', 'recovery_codes')
ORDER BY id
{for_update}

-- keep_factor -- the same, encrypted otherwise
UPDATE mfa_authenticator
SET data = %(data)s
WHERE id = %(id)s
