-- What was the desk warned of, and for how long?
SELECT kind, count(DISTINCT (driver_number, alert_id)) AS alerts,
       round(avg(last_lap_number - first_lap_number), 1) AS mean_laps
FROM alerts
WHERE session_key = $session
GROUP BY kind
ORDER BY alerts DESC;
