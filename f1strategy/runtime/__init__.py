"""The embedded runtime: Kafka broker and Flink cluster as processes of this machine, no Docker."""
