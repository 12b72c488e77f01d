"""Where rows come from (recordings, OpenF1, the simulated race) and how they reach Kafka."""
