-- Somebody tries an API token from an address that it may not be used from.
-- Look: whose token it is; it is in the wrong hands. End: DELETE FROM api_tokens WHERE id = …
CREATE TEMP VIEW api_token_outside_its_range AS
SELECT published, coalesce(actorAlternateId, actorId) AS who, ipAddress AS what,
       coalesce(json_extract(outcome, '$.reason'), outcomeResult) AS why, uuid
  FROM system_log_events
 WHERE eventType = 'system.api_token.request_outside_allowed_range'
   AND published >= (SELECT since FROM detection_window);
