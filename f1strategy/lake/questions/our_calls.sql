-- Were stops called before they were made?
WITH called AS (
    SELECT session_key, driver_number, lap_number + 1 AS box_lap, call
    FROM options
    WHERE session_key = $session AND call IN ('BOX', 'COVER')
),
stops AS (
    SELECT session_key, driver_number, driver_code, lap_number
    FROM laps
    WHERE session_key = $session AND is_in_lap AND NOT is_chequered
)
SELECT driver_code, stops.lap_number AS stopped,
       arg_min(box_lap, abs(box_lap - stops.lap_number)) AS nearest_call,
       min(abs(box_lap - stops.lap_number)) AS laps_apart
FROM stops
LEFT JOIN called USING (session_key, driver_number)
GROUP BY driver_code, stops.lap_number
ORDER BY laps_apart NULLS LAST, stopped;
