-- Who stopped first, and who was ahead when both had stopped?
WITH stops AS (
    SELECT session_key, driver_number, driver_code, lap_number, position,
           row_number() OVER (PARTITION BY session_key, driver_number ORDER BY lap_number) AS stop
    FROM laps
    WHERE session_key = $session AND is_in_lap AND NOT is_chequered
),
places AS (SELECT session_key, driver_number, lap_number, position FROM laps)
SELECT behind.driver_code AS first_in, ahead.driver_code AS answered,
       behind.lap_number AS first_lap, ahead.lap_number AS answer_lap,
       after_behind.position < after_ahead.position AS came_out_ahead
FROM stops AS behind
JOIN stops AS ahead
  ON ahead.session_key = behind.session_key AND ahead.stop = behind.stop
 AND ahead.lap_number BETWEEN behind.lap_number + 1 AND behind.lap_number + 5
JOIN places AS before_behind
  ON (before_behind.session_key, before_behind.driver_number, before_behind.lap_number)
   = (behind.session_key, behind.driver_number, behind.lap_number - 1)
JOIN places AS before_ahead
  ON (before_ahead.session_key, before_ahead.driver_number, before_ahead.lap_number)
   = (ahead.session_key, ahead.driver_number, behind.lap_number - 1)
 AND before_ahead.position = before_behind.position - 1
JOIN places AS after_behind
  ON (after_behind.session_key, after_behind.driver_number, after_behind.lap_number)
   = (behind.session_key, behind.driver_number, ahead.lap_number + 1)
JOIN places AS after_ahead
  ON (after_ahead.session_key, after_ahead.driver_number, after_ahead.lap_number)
   = (ahead.session_key, ahead.driver_number, ahead.lap_number + 1)
ORDER BY first_lap, first_in;
