-- Which races are in the lake?
SELECT session_key, any_value(season) AS season, any_value(circuit) AS circuit,
       count(DISTINCT driver_number) AS drivers,
       count(*) FILTER (WHERE is_complete) AS laps,
       arg_min(driver_code, result_position) AS winner,
       max(to_timestamp(archived_time_ms / 1000)) AS last_archived
FROM laps
GROUP BY session_key
ORDER BY min(lap_end_time_ms);
