-- An API token that may be used from any address was used.
-- Look: where it was used from. End: bind it to a network zone, or DELETE FROM api_tokens WHERE id = …
CREATE TEMP VIEW api_token_from_anywhere AS
SELECT max(e.published) AS published, coalesce(e.actorAlternateId, e.actorId) AS who, k.name AS what,
       count(DISTINCT e.ipAddress) || ' addresses' AS why, max(e.uuid) AS uuid
  FROM api_tokens k JOIN system_log_events e ON e.requestApiTokenId = k.id
 WHERE json_extract(k.network, '$.connection') = 'ANYWHERE' AND e.published >= (SELECT since FROM detection_window)
 GROUP BY k.id;
