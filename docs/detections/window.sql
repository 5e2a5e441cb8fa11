-- How far the detections look back: a day, unless another time is put here.
DROP TABLE IF EXISTS temp.detection_window;
CREATE TEMP TABLE detection_window AS SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day') AS since;
