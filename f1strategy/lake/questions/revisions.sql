-- Which laps were corrected most often?
SELECT driver_code, lap_number, count(*) AS revisions,
       count(DISTINCT lap_time_s) AS different_times
FROM laps_every_revision
WHERE session_key = $session
GROUP BY driver_code, lap_number
ORDER BY revisions DESC, driver_code, lap_number
LIMIT 25;
