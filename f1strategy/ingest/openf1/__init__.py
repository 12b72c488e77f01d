"""OpenF1 as a source: history over REST becomes a recording, the live feed over MQTT envelopes."""
