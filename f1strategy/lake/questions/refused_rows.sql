-- What was refused, and why?
SELECT source_topic, stage, split_part(error, ':', 1) AS what, count(*) AS messages, any_value(error) AS for_example
FROM dead_letters
GROUP BY source_topic, stage, what
ORDER BY messages DESC;
