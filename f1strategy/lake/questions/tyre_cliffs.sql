-- On which laps had a set lost more than two seconds?
SELECT driver_code, stint_number, compound,
       min(lap_number) AS first_lap, min(tyre_age_laps) AS age_laps,
       round(max(tyre_loss_s), 2) AS worst_s
FROM laps
WHERE session_key = $session AND tyre_loss_s > 2
GROUP BY driver_code, stint_number, compound
ORDER BY worst_s DESC;
