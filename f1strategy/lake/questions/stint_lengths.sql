-- How long do stints last on each compound?
WITH stints AS (
    SELECT session_key, driver_number, stint_number, any_value(compound) AS compound, count(*) AS laps
    FROM laps
    WHERE is_complete AND stint_number IS NOT NULL
    GROUP BY session_key, driver_number, stint_number
)
SELECT compound, count(*) AS stints,
       round(quantile_cont(laps, 0.1), 0) AS short_laps,
       round(median(laps), 0) AS median_laps,
       max(laps) AS longest_laps
FROM stints
WHERE compound IS NOT NULL
GROUP BY compound
ORDER BY median_laps DESC;
