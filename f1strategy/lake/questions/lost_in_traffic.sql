-- Who lost most within 1.5 seconds of another car?
WITH own AS (
    SELECT driver_code, interval_s, fuel_corrected_lap_time_s,
           median(fuel_corrected_lap_time_s) FILTER (WHERE interval_s > 3 OR position = 1)
               OVER (PARTITION BY driver_number, stint_number) AS free_s
    FROM laps
    WHERE session_key = $session AND is_clean
)
SELECT driver_code,
       count(*) AS laps_in_traffic,
       round(median(fuel_corrected_lap_time_s - free_s), 3) AS median_loss_s,
       round(sum(fuel_corrected_lap_time_s - free_s), 1) AS total_loss_s
FROM own
WHERE interval_s BETWEEN 0 AND 1.5 AND free_s IS NOT NULL
GROUP BY driver_code
ORDER BY total_loss_s DESC;
