-- How fast did each compound wear, race by race?
SELECT season, circuit, compound,
       count(*) AS laps,
       round(avg(degradation_s_per_lap), 4) AS wear_s_per_lap,
       round(avg(degradation_low_s_per_lap), 4) AS low_s_per_lap,
       round(avg(degradation_high_s_per_lap), 4) AS high_s_per_lap
FROM laps
WHERE degradation_s_per_lap IS NOT NULL AND is_clean
GROUP BY season, circuit, compound
HAVING count(*) >= 20
ORDER BY season, circuit, wear_s_per_lap DESC;
