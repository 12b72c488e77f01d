-- Who drove the steadiest laps?
WITH steps AS (
    SELECT driver_code,
           lap_time_s - lag(lap_time_s) OVER (
               PARTITION BY session_key, driver_number, stint_number ORDER BY lap_number
           ) AS change_s
    FROM laps
    WHERE session_key = $session AND is_clean
)
SELECT driver_code, count(change_s) AS pairs, round(median(abs(change_s)), 3) AS median_change_s
FROM steps
GROUP BY driver_code
HAVING count(change_s) >= 5
ORDER BY median_change_s;
