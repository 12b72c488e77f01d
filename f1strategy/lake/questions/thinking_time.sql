-- How long did the engine think?
SELECT trigger, count(*) AS option_sets,
       round(median(compute_ms), 0) AS median_ms,
       round(quantile_cont(compute_ms, 0.95), 0) AS p95_ms
FROM options_every_revision
WHERE session_key = $session
GROUP BY trigger
ORDER BY option_sets DESC;
