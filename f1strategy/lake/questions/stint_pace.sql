-- How fast was each stint, with the fuel taken out?
SELECT driver_code, stint_number, compound,
       count(*) AS clean_laps,
       round(median(fuel_corrected_lap_time_s), 3) AS median_fuel_corrected_s,
       round(stddev_samp(fuel_corrected_lap_time_s), 3) AS spread_s
FROM laps
WHERE session_key = $session AND is_clean
GROUP BY driver_code, stint_number, compound
HAVING count(*) >= 3
ORDER BY median_fuel_corrected_s;
