-- How often did the call of a driver change?
WITH calls AS (
    SELECT driver_code, lap_number, call,
           lag(call) OVER (PARTITION BY session_key, driver_number ORDER BY lap_number) AS before
    FROM options
    WHERE session_key = $session
)
SELECT driver_code, count(*) AS laps,
       count(*) FILTER (WHERE call <> before) AS changes,
       count(*) FILTER (WHERE before = 'BOX' AND call <> 'BOX') AS taken_back
FROM calls
GROUP BY driver_code
ORDER BY changes DESC, driver_code;
