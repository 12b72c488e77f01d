-- Who stopped while the race was neutralised, and who did not?
SELECT session_key, circuit, lap_number, track_status,
       count(*) FILTER (WHERE is_in_lap) AS stopped,
       count(*) FILTER (WHERE NOT is_in_lap) AS stayed_out,
       string_agg(driver_code, ' ' ORDER BY position) FILTER (WHERE is_in_lap) AS who
FROM laps
WHERE track_status IN ('SC', 'VSC') AND is_complete
GROUP BY session_key, circuit, lap_number, track_status
HAVING count(*) FILTER (WHERE is_in_lap) > 0
ORDER BY session_key, lap_number;
