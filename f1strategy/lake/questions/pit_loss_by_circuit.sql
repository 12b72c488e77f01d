-- What does a stop under green, from slicks to slicks, cost at each circuit?
WITH own AS (
    SELECT *,
           median(lap_time_s) FILTER (WHERE is_clean) OVER (PARTITION BY session_key, driver_number) AS usual_s,
           lead(lap_time_s) OVER driver AS out_lap_s,
           lead(track_status) OVER driver AS out_lap_status,
           lead(stint_number) OVER driver AS next_stint,
           lead(compound) OVER driver AS next_compound
    FROM laps
    WINDOW driver AS (PARTITION BY session_key, driver_number ORDER BY lap_number)
)
SELECT circuit,
       count(*) AS stops,
       count(DISTINCT season) AS seasons,
       round(median(lap_time_s + out_lap_s - 2 * usual_s), 2) AS median_loss_s,
       round(quantile_cont(lap_time_s + out_lap_s - 2 * usual_s, 0.9), 2) AS slow_loss_s
FROM own
WHERE is_in_lap AND next_stint <> stint_number AND track_status = 'GREEN' AND out_lap_status = 'GREEN'
  AND compound IN ('SOFT', 'MEDIUM', 'HARD') AND next_compound IN ('SOFT', 'MEDIUM', 'HARD')
  AND lap_time_s + out_lap_s - 2 * usual_s BETWEEN 5 AND 60
GROUP BY circuit
ORDER BY median_loss_s;
