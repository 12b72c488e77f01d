"""The embedded runtime: a Kafka broker and a Flink cluster on this machine, without Docker or root."""
