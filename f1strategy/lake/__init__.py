"""The lake: records in Delta tables, each exactly once; reading them back; keeping them small.

- `location`: where the lake is, from one setting
- `messages`: values with their places on Kafka, read as records, or the reason why not
- `columns`: records as Arrow columns
- `batch`: messages of one topic, ready to be committed together
- `opening`: a table as declared: made, opened, evolved, or refused
- `writer`: the exactly-once append
- `failpoints`: where a test may kill the writer
- `committed`, `commits`: how far the tables are, and when they came so far
- `latest`: the latest revision of every row, and time travel
- `upkeep`: compact, vacuum, figures
- `verify`: what is on a topic against what is in its table
"""
