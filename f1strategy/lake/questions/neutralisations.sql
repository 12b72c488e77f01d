-- How many of the leader's laps were neutralised?
SELECT season, circuit, session_key,
       count(*) FILTER (WHERE track_status = 'SC') AS sc_laps,
       count(*) FILTER (WHERE track_status = 'VSC') AS vsc_laps,
       count(*) FILTER (WHERE track_status = 'RED') AS red_laps,
       count(*) AS laps
FROM laps
WHERE position = 1 AND is_complete
GROUP BY season, circuit, session_key
ORDER BY sc_laps + vsc_laps + red_laps DESC, session_key;
