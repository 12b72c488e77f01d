-- Whose cars spent least time in the pit lane?
SELECT team_name,
       count(*) AS stops,
       round(min(pit_lane_time_s), 1) AS best_s,
       round(median(pit_lane_time_s), 1) AS median_s,
       round(median(pit_stationary_time_s), 1) AS median_standing_s
FROM laps
WHERE session_key = $session AND pit_lane_time_s BETWEEN 5 AND 60 AND track_status = 'GREEN'
GROUP BY team_name
ORDER BY median_s;
