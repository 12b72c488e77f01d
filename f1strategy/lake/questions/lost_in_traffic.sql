-- Who lost most within 1.5 seconds of another car?
WITH own AS (
    SELECT driver_number, driver_code, stint_number, interval_s, position,
           fuel_corrected_lap_time_s - tyre_loss_s AS fresh_s
    FROM laps
    WHERE session_key = $session AND is_clean
),
compared AS (
    SELECT *,
           median(fresh_s) FILTER (WHERE interval_s > 3 OR position = 1)
               OVER (PARTITION BY driver_number, stint_number) AS free_s
    FROM own
)
SELECT driver_code,
       count(*) AS laps_in_traffic,
       round(median(fresh_s - free_s), 3) AS median_loss_s,
       round(sum(fresh_s - free_s), 1) AS total_loss_s
FROM compared
WHERE interval_s BETWEEN 0 AND 1.5 AND fresh_s IS NOT NULL AND free_s IS NOT NULL
GROUP BY driver_code
ORDER BY total_loss_s DESC;
