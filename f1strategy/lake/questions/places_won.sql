-- Who won most places from the first lap to the flag?
WITH told AS (
    SELECT driver_code, driver_number, lap_number, position,
           first_value(position) OVER driver AS first_place,
           last_value(position) OVER (driver ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_place,
           max(lap_number) OVER (PARTITION BY driver_number) AS laps
    FROM laps
    WHERE session_key = $session AND is_complete AND position IS NOT NULL
    WINDOW driver AS (PARTITION BY driver_number ORDER BY lap_number)
)
SELECT DISTINCT driver_code, first_place, last_place, first_place - last_place AS won, laps
FROM told
ORDER BY won DESC, last_place;
